"""An order asked for, "el más barato": of all that is right, not only of the legs' first hits."""

from dataclasses import replace

from graph.retrieval.relevance import Relevance
from graph.understanding.request import Sort
from ingest.index.filters import Filter, Match
from ingest.index.port import Hit, Index, Query

SORTED = 60, 200
"""Products read in the order asked, of those whose titles hold every word: as many first, and as
many when too few of those are right."""


async def in_order(
    index: Index, sort: Sort, filter_: Filter, relevance: Relevance, best: list[Hit]
) -> list[Hit]:
    """Return the cheapest (or largest…) of all that is as right as the best hits, then those.

    Raises:
        IndexUnavailable: the index cannot be opened or reached.
    """
    must = tuple(Match("title_words", words) for words in relevance.words())
    if not must:
        return best
    query = Query(
        "product",
        0,
        filter=Filter((*filter_.must, *must), filter_.must_not),
        sort=(sort.key, sort.direction),
    )
    right: list[Hit] = []
    for limit in SORTED:
        found = await index.search(replace(query, limit=limit))
        right = relevance.only_right(found, best)
        if len(right) >= len(best) or len(found) < limit:
            break
    known = {hit.payload["id"] for hit in right}
    return [*right, *(hit for hit in best if hit.payload["id"] not in known)] if right else best
