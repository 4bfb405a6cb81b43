"""Kin of a product that was shown: its variants, and what may be had in its place."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graph.state import Source
from ingest.index.filters import Condition, Filter, Match
from ingest.index.port import Hit, Index, Query


async def variants(
    index: Index, pointed: Sequence[Source], conditions: Sequence[Match], limit: int
) -> list[Hit]:
    """Return the variants of what is pointed at that meet the conditions, the cheapest first."""
    groups = Match("group_key", tuple(s["payload"]["group_key"] for s in pointed))
    filter_ = Filter((groups, *conditions))
    return await index.search(
        Query("product", limit, filter=filter_, sort=("current_cents", "asc"))
    )


async def alike(index: Index, shown: Source, vector: NDArray[np.float32], limit: int) -> list[Hit]:
    """Return what is nearest to a product, of its category and in stock; `vector` is its title's.

    [dimension], L2 norm 1.
    """
    payload = shown["payload"]
    must: list[Condition] = [Match("availability", ("in_stock",))]
    if payload["category_keys"]:
        must.append(Match("category_keys", (payload["category_keys"][-1],)))
    filter_ = Filter(tuple(must), (Match("group_key", (payload["group_key"],)),))
    return await index.search(Query("product", limit, dense=vector, filter=filter_))
