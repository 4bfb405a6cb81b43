"""Products pasted into a message rather than described: by their code, or by their whole title."""

import re

from graph.understanding.lexicon import EMPTY
from graph.understanding.parse import LONGEST
from graph.understanding.request import SearchRequest
from graph.understanding.vocabulary import Vocabulary
from ingest.index.filters import Filter, Match
from ingest.index.port import Hit, Index, Query
from ingest.units import fold

LEAST_PASTED, MOST_BESIDE = 6, 1
"""Telling words of a title that is said whole, and how many more the message may hold."""


async def pasted(
    index: Index, text: str, request: SearchRequest, vocabulary: Vocabulary, top_k: int
) -> list[Hit]:
    """Return the products that a message pins down by code or title; none if it describes them.

    Raises:
        IndexUnavailable: the index cannot be opened or reached.
    """
    return await _by_code(index, request, vocabulary, top_k) or await _by_title(
        index, text, vocabulary, top_k
    )


async def _by_code(
    index: Index, request: SearchRequest, vocabulary: Vocabulary, top_k: int
) -> list[Hit]:
    """Return the products that bear one of the codes, whole or as a word of the title."""
    borne: set[str] = set()
    if request.codes:  # most messages hold none: one search tells
        any_code = Filter((Match("codes", request.codes),))
        if await index.search(Query("product", 1, filter=any_code, sort=("current_cents", "asc"))):
            borne = {*request.codes}
    for code in request.codes:  # longest first
        titles = vocabulary.codes_beginning(code)
        for match in (Match("codes", (code,)), Match("title_words", titles)):
            if not match.any_of or (match.key == "codes" and code not in borne):
                continue
            filter_ = Filter((match,))
            query = Query("product", top_k, filter=filter_, sort=("current_cents", "asc"))
            if hits := await index.search(query):
                return hits
    return []


async def _by_title(index: Index, text: str, vocabulary: Vocabulary, top_k: int) -> list[Hit]:
    """Return the products whose whole title the message is, or says."""
    said = set(re.findall(r"\w+", fold(text[:LONGEST])))
    telling = said - EMPTY
    words = [word for word in telling if word in vocabulary.words]
    if len(words) < LEAST_PASTED or len(telling) - len(words) > MOST_BESIDE:
        return []
    filter_ = Filter(tuple(Match("title_words", (word,)) for word in sorted(words)))
    query = Query("product", top_k, filter=filter_, sort=("current_cents", "asc"))
    found = await index.search(query)
    return [hit for hit in found if said.issuperset(set(hit.payload["title_words"]) - EMPTY)]
