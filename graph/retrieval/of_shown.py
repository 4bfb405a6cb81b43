"""What a turn asks of the products shown before: themselves, their variants, and their like."""

from collections.abc import Sequence
from itertools import chain

from graph.ports import Retrieval
from graph.retrieval.by_value import Named, lacked, named_variants
from graph.retrieval.constraints import relaxations
from graph.retrieval.follow_ups import MOST_TOLD, of_the_kind
from graph.retrieval.hits import is_sold_out
from graph.retrieval.kin import alike, alike_request, variants
from graph.retrieval.search import ProductSearch
from graph.retrieval.turn import BESIDE, Turn, marked, sources_of
from graph.state import Source
from graph.understanding.conversation import (
    asks_alike,
    asks_the_other,
    asks_variants,
    by_ordinal,
    names_another,
    referred,
)
from graph.understanding.parse import parse_request
from graph.understanding.request import SearchRequest
from graph.understanding.telling import holds, is_shade, telling
from ingest.index.filters import Match
from ingest.index.port import Index
from ingest.units import fold

VARIANTS = 20
"""Variants read when colours or sizes are asked for."""


async def something_alike(turn: Turn, products: ProductSearch, index: Index) -> Retrieval | None:
    """Return what may be had in the place of a product shown, within the money told."""
    if not (turn.shown and asks_alike(turn.text)):
        return None
    like = (referred(turn.text, turn.shown, turn.spoken) or turn.focus)[0]
    said = parse_request(turn.text, turn.vocabulary, about=fold(like["title"]))
    request = alike_request(turn.text, said, turn.previous, like)
    vector = await products.embed(like["title"])
    for looser, note in chain([(request, "")], relaxations(request, turn.text)):
        if hits := await alike(index, like, vector, looser, turn.top_k):
            notes = [note] if note else []
            return Retrieval(sources_of(hits), request.model_dump(mode="json"), notes)
    return Retrieval([], request.model_dump(mode="json"), ["No tengo otro parecido con stock."])


async def another_variant(turn: Turn, products: ProductSearch, index: Index) -> Retrieval | None:
    """Return the variant of what was spoken of that a message names by its value: "y de 24?".

    Where there is none such, those that there are.
    """
    several = len(turn.focus) > 1
    other = not several and asks_the_other(turn.text)
    if not turn.focus or by_ordinal(turn.text, turn.shown) or turn.is_of_another:
        return None
    if several and not turn.is_question:
        return None  # it is searched for among all of those
    found = [
        (like, named) for like in turn.focus
        if (named := await named_variants(index, turn.text, like, near=not other))
        and not _names_beside(turn, named)
    ]  # fmt: skip
    if not found:
        return None
    like, named = next((pair for pair in found if not pair[1].lacking), found[0])
    request = (turn.previous or SearchRequest(text=like["title"])).model_dump(mode="json")
    wanted = parse_request(turn.text, turn.vocabulary, about=fold(like["title"]))
    if named.lacking:
        return Retrieval(sources_of(named.hits), request, [lacked(named)])
    if other and (others := [h for h in named.hits if h.payload["id"] != like["id"]]):
        return Retrieval(sources_of(others[:MOST_TOLD]), request)
    if wanted.colors or wanted.sizes or any(h.payload["id"] == like["id"] for h in named.hits):
        return None  # a field tells it, or it is asked of the one that was spoken of
    return Retrieval(sources_of(named.hits[:MOST_TOLD]), request)


def _names_beside(turn: Turn, named: Named) -> bool:
    """Tell whether a message names something that no variant of the group is."""
    group = named.hits
    text = fold(turn.text).replace(named.lacking.rpartition(" ")[2].lower(), " ")
    words = telling(text if named.lacking else turn.text, turn.vocabulary)
    if words is None:
        return True
    names = (word for word in words if word.isalpha() and not is_shade(word, turn.vocabulary))
    return not all(any(holds(hit.payload, word) for hit in group) for word in names)


async def another_of_the_kind(
    turn: Turn, products: ProductSearch, index: Index
) -> Retrieval | None:
    """Return the products of the kind of what was spoken of that a few words mean."""
    by_words = not (turn.is_question and turn.is_of_those)
    if not turn.focus or not by_words or by_ordinal(turn.text, turn.shown):
        return None
    spoken_of = turn.focus[0]["payload"]
    meant = await of_the_kind(
        index, turn.text, spoken_of, turn.previous, turn.vocabulary, is_question=turn.is_question
    )
    return Retrieval(sources_of(meant[1]), meant[0].model_dump(mode="json")) if meant else None


async def those_pointed_at(turn: Turn, products: ProductSearch, index: Index) -> Retrieval | None:
    """Return the products pointed at, or another one that is named beside them."""
    if not turn.pointed:
        return None
    if not names_another(turn.text, turn.pointed, turn.vocabulary):
        return await _about(turn, index)
    request, hits, notes = await products.search(turn.text, top_k=BESIDE)
    if notes or not hits:
        return None
    return Retrieval(sources_of(hits), request.model_dump(mode="json"))


async def _about(turn: Turn, index: Index) -> Retrieval:
    """Return the products pointed at, or their variants in the colour or size now asked."""
    previous = turn.previous or SearchRequest(text=turn.text)
    request, notes = previous.model_dump(mode="json"), []
    if asks_variants(turn.text):
        hits = await variants(index, turn.pointed, (), VARIANTS)
        there = [hit for hit in hits if not is_sold_out(hit)]
        return Retrieval(sources_of(there or hits), request)
    wanted = parse_request(turn.text, turn.vocabulary, about=fold(turn.pointed[0]["title"]))
    if wanted.colors or wanted.sizes:
        request |= {"colors": list(wanted.colors), "sizes": list(wanted.sizes)}
        asked = (Match("color_keys", wanted.colors), Match("size_key", wanted.sizes))
        for conditions in ((*asked, *_as_shown(wanted, turn.pointed)), asked):
            told = tuple(match for match in conditions if match.any_of)
            if hits := await variants(index, turn.pointed, told, len(turn.pointed) + 2):
                return Retrieval(sources_of(sorted(hits, key=is_sold_out)), request)
        missing = [
            *(f"en {c}" for c in wanted.said_colors),
            *(f"en talle {s.upper()}" for s in wanted.sizes[:1]),
        ]
        notes = [f"No lo tengo {' '.join(missing)}."]
    return Retrieval(marked(turn.pointed), request, notes)


def _as_shown(wanted: SearchRequest, pointed: Sequence[Source]) -> tuple[Match, ...]:
    """Return what the product shown keeps: "y en blanco?" is asked of the same size."""
    payload = pointed[0]["payload"]
    return (
        Match(
            "size_key", () if wanted.sizes or not payload["size_key"] else (payload["size_key"],)
        ),
        Match("color_keys", () if wanted.colors else tuple(payload["color_keys"])),
    )
