"""Two things in one turn: put beside what was shown, in its place, or both named at once."""

import re
from collections.abc import Sequence

from graph.ports import Retrieval
from graph.retrieval.follow_ups import kind_request
from graph.retrieval.kin import told_apart
from graph.retrieval.search import ProductSearch
from graph.retrieval.turn import BESIDE, Turn, marked, sources_of
from graph.understanding.conversation import (
    among_shown,
    asks_how_much_more,
    by_ordinal,
    focus_of,
    names_a_thing,
    points_at_one,
    points_at_two,
    stands_alone,
    swaps,
    told_by,
)
from graph.understanding.purchase import adds
from graph.understanding.request import SearchRequest
from graph.understanding.several import two_things
from graph.understanding.telling import names_a_kind, telling
from graph.understanding.vocabulary import Vocabulary
from ingest.index.port import Hit, Index

_MONEY = re.compile(r"\b\d[\d.,]*\s*(?:mil|lucas?|k|palos?|pesos|millon\w*)\b|^\d{4,}$|\$")
"""The other end of a price, which is no thing of its own: "entre 200 y 300 mil"."""


async def put_together(turn: Turn, products: ProductSearch, index: Index) -> Retrieval | None:
    """Return what was spoken of with what is put beside it, or in its place."""
    if not turn.shown:
        return None
    kept, wanted = list(turn.shown), turn.text
    if swapped := swaps(turn.text):
        old, wanted = swapped
        out = {s["id"] for s in by_ordinal(old, turn.shown) or told_by(old, turn.shown)}
        kept = [source for source in turn.shown if source["id"] not in out]
    elif not adds(turn.text) or (
        points_at_two(turn.text) and not names_a_kind(turn.text, turn.vocabulary)
    ):
        return None
    elif len(turn.shown) > 2:
        kept = focus_of(turn.shown, turn.spoken) if turn.spoken else []
    request, hits, _ = await products.search(wanted, top_k=BESIDE)
    if kept and not names_a_kind(wanted, turn.vocabulary):
        words = telling(wanted, turn.vocabulary) or ()
        hits = await told_apart(index, kept[0]["payload"], words) or hits
    known = {source["id"] for source in kept}
    if not hits or hits[0].payload["id"] in known:
        return None
    sources = [*marked(kept), *sources_of(hits[:1], len(kept) + 1)]
    return Retrieval(sources, request.model_dump(mode="json"))


async def two_at_once(turn: Turn, products: ProductSearch, index: Index) -> Retrieval | None:
    """Return the best of each of two things that the message names; None when it does not."""
    parts = two_things(turn.text)
    if parts is None:
        return None
    if picked := among_shown(parts, turn.shown):
        request = turn.previous or SearchRequest(text=turn.text)
        both = Retrieval(marked(picked), request.model_dump(mode="json"))
        return both if len(picked) > 1 else None
    vocabulary = turn.vocabulary
    if any(map(vocabulary.features.alone, parts)):
        return None  # "plantas de sol pleno y poco riego"
    if pair := await _first_by_kind(parts, products, index, vocabulary):
        request = kind_request(pair[0].payload, None)
        return Retrieval(sources_of(pair), request.model_dump(mode="json"))
    if not names_a_thing(parts[0], vocabulary):
        return await _held_against(turn, parts, products, index)
    named = parts[1].split(". ")[0]  # "la epson y la hp. cuál tiene tanque?"
    is_plain = names_a_kind(named, vocabulary) or _MONEY.search(parts[1])
    apart = () if is_plain else telling(named, vocabulary)
    if not (apart or names_a_thing(parts[1], vocabulary)):
        return None
    first, found, told = await products.search(parts[0], top_k=BESIDE)
    if found and apart and (pair := await _of_one_kind(index, found, parts, apart, vocabulary)):
        request = kind_request(found[0].payload, None)
        return Retrieval(sources_of(pair), request.model_dump(mode="json"))
    second, others, also = await products.search(parts[1], top_k=BESIDE)
    if not stands_alone(parts[1], vocabulary) and (also or not others):
        second, others, also = await products.search(parts[1], previous=first, top_k=BESIDE)
    each = 1 if turn.route == "product_question" else BESIDE
    if not found or not others:
        return None
    if found[0].payload["group_key"] == others[0].payload["group_key"]:
        each = BESIDE  # "la A9 y la A9+": both searches find both
    hits = {hit.payload["id"]: hit for hit in (*found[:each], *others[:each])}
    if len({hit.payload["group_key"] for hit in hits.values()}) < 2:
        return None
    notes = [*_noted(first.text, told), *_noted(second.text, also)]
    return Retrieval(sources_of(list(hits.values())), second.model_dump(mode="json"), notes)


async def _first_by_kind(
    parts: tuple[str, str], products: ProductSearch, index: Index, vocabulary: Vocabulary
) -> list[Hit]:
    """Return two of a kind that only the second tells: "la philips o la freidora peabody"."""
    if names_a_kind(parts[0], vocabulary) or not names_a_kind(parts[1], vocabulary):
        return []
    apart = telling(parts[0], vocabulary)
    if not apart or _MONEY.search(parts[0]):
        return []
    _, found, told = await products.search(parts[1], top_k=BESIDE)
    if not found or told:
        return []
    pair = await _of_one_kind(index, found, (parts[1], parts[0]), apart, vocabulary)
    return pair[::-1]


async def _held_against(
    turn: Turn, parts: tuple[str, str], products: ProductSearch, index: Index
) -> Retrieval | None:
    """Return what was spoken of and the one that it is held against, of its kind if it is."""
    compares = asks_how_much_more(turn.text) or points_at_one(parts[0])
    if len(turn.focus) != 1 or not compares:
        return None
    name = parts[1]
    first = turn.focus[0]
    others = [source for source in told_by(name, turn.shown) if source["id"] != first["id"]]
    words = telling(name, turn.vocabulary)
    if not others and words:
        others = sources_of(await told_apart(index, first["payload"], words))
    if not others and names_a_thing(name, turn.vocabulary):
        _, hits, _ = await products.search(name, top_k=1)
        others = sources_of(hits)
    there = [source for source in others if source["id"] != first["id"]]
    if not there:
        return None
    request = kind_request(first["payload"], None)
    return Retrieval(marked([first, there[0]]), request.model_dump(mode="json"))


async def _of_one_kind(
    index: Index,
    found: Sequence[Hit],
    parts: tuple[str, str],
    apart: Sequence[str],
    vocabulary: Vocabulary,
) -> list[Hit]:
    """Return two products of a kind, of which the second is told by few words: "y la i3"."""
    first = found[0]
    if words := telling(parts[0], vocabulary):
        same = await told_apart(index, first.payload, words)
        first = same[0] if same else first
    lacking = re.findall(r"\bsin (\w+)", parts[1])
    held = [word for word in apart if word not in lacking]
    others = await told_apart(index, first.payload, held, lacking=lacking)
    there = [hit for hit in others if hit.payload["id"] != first.payload["id"]]
    if not there and others:  # the first part was too little to tell it from the second
        there = [hit for hit in found if hit.payload["id"] != first.payload["id"]]
    return [first, *there[:1]] if there else []


def _noted(thing: str, notes: Sequence[str]) -> list[str]:
    """Say of which of two things a note is."""
    return [f"En {thing} {note[0].lower()}{note[1:]}" for note in notes]
