"""What a turn finds in the whole catalog, when nothing that was shown answers it."""

import re
from collections.abc import Iterator
from functools import partial

from graph.facts.denials import denied_last
from graph.ports import Retrieval
from graph.retrieval.by_value import as_named
from graph.retrieval.constraints import none_says
from graph.retrieval.kin import variants
from graph.retrieval.of_shown import VARIANTS
from graph.retrieval.relevance import Relevance
from graph.retrieval.search import ProductSearch
from graph.retrieval.turn import BESIDE, Turn, sources_of
from graph.understanding.conversation import asks_variants, names_a_thing
from graph.understanding.refinement import CHEAPER
from graph.understanding.request import SearchRequest
from graph.understanding.several import subjects_of
from graph.understanding.vocabulary import Vocabulary
from ingest.index.filters import Match
from ingest.index.port import Hit, Index
from ingest.units import fold

ASKED_OF = 3
"""Products found for a question."""
CHEAPEST = 3
"""Shown of what is wanted cheap."""
_COUNTED = re.compile(r"\b(?:(?:para|de|en|a|con)\s+)?cuant[oa]s\s+[a-z]{3,}")
_THE = re.compile(r"\b(?:el|la|los|las|del|al|un|una)\s+([a-z]{3,})")
_CHEAP = re.compile(r"\b(?:barat|economic|accesible)\w*")


async def by_search(turn: Turn, products: ProductSearch, index: Index) -> Retrieval:
    """Return what the request that a message makes finds, leaning on the one before."""
    is_search, text = turn.route == "product_search", turn.text
    request, hits, notes = await _found(turn, products)
    if is_search:
        relevance = Relevance(request, turn.vocabulary)
        if not notes and (unsaid := relevance.unsaid(hits)):
            notes = [none_says(f"«{unsaid}»")]
        hits = relevance.wholly(hits)
        if not request.sort:
            sheets = [(h.payload["title"], h.payload["description"] or "") for h in hits]
            hits = [hits[place] for place in denied_last(text, sheets)]
        if not request.sort and _CHEAP.search(fold(text)) and not CHEAPER.search(fold(text)):
            hits = sorted(hits, key=lambda hit: hit.payload["current_cents"])[:CHEAPEST]
    if hits and asks_variants(text):
        asked = (Match("color_keys", request.colors), Match("size_key", request.sizes))
        told = tuple(match for match in asked if match.any_of)
        hits = await variants(index, sources_of(hits[:1]), told, VARIANTS) or hits
    if turn.route == "product_question" and not hits:
        request, hits = await _subject(turn, products, request)
    if turn.route == "product_question" and hits and request.codes:
        hits = [h for h in hits if set(h.payload["codes"]) & set(request.codes)] or hits[:1]
    hits, lacking = await as_named(index, text, hits)
    notes = [lacking] if lacking and not notes else notes
    return Retrieval(sources_of(hits), request.model_dump(mode="json"), notes)


async def _found(turn: Turn, products: ProductSearch) -> tuple[SearchRequest, list[Hit], list[str]]:
    """Search for what the message names; a feature asked of a product is no filter.

    "el potus es apto para mascotas?" is asked of it whether or not it is; "qué planta es apta?", of
    those that are.
    """
    is_search = turn.route == "product_search"
    text = turn.text if is_search else _without_counted(turn.text, turn.vocabulary)
    search = partial(
        products.search, previous=turn.previous, shown=turn.focus,
        top_k=turn.top_k if is_search else ASKED_OF, asks_of_known=not is_search,
    )  # fmt: skip
    request, hits, notes = await search(text)
    if is_search or not (request.tags or request.not_tags):
        return request, hits, notes
    # What is asked may stand in another's title: "el 520bt tiene cancelación de ruido?".
    subject = next(_naming(turn), text)
    named, those, told = await search(subject, by_features=False)
    fit = Relevance(named, turn.vocabulary).fit
    if hits and not notes and (not those or fit(hits[0].payload) >= fit(those[0].payload)):
        return request, hits, notes
    return named, those, told


def _without_counted(text: str, vocabulary: Vocabulary) -> str:
    """Return a question without the noun that it counts, where it names a thing beside it.

    "para cuántas macetas es el kit?" is asked of the kit.
    """
    rest = _COUNTED.sub(" ", fold(text))
    return rest if any(map(vocabulary.is_title_word, _THE.findall(rest))) else text


async def _subject(
    turn: Turn, products: ProductSearch, request: SearchRequest
) -> tuple[SearchRequest, list[Hit]]:
    """Search for the part of a question that names its product, without what it asks of it."""
    for part in _naming(turn):
        named, hits, notes = await products.search(part, top_k=BESIDE, asks_of_known=True)
        if hits and not notes:
            return named, hits
    return request, []


def _naming(turn: Turn) -> Iterator[str]:
    """Yield the parts of a question that name a thing, without the noun that it counts."""
    parts = subjects_of(_without_counted(turn.text, turn.vocabulary))
    return (part for part in parts if names_a_thing(part, turn.vocabulary))
