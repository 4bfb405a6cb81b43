"""Kin of a product that was shown: its variants, and what may be had in its place."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graph.retrieval.constraints import build_filter
from graph.state import Source
from graph.understanding.conversation import CHEAPER, DEARER, OTHER_BRAND
from graph.understanding.request import SearchRequest
from ingest.index.filters import Condition, Filter, Match
from ingest.index.port import Hit, Index, Query
from ingest.units import fold


async def variants(
    index: Index, pointed: Sequence[Source], conditions: Sequence[Match], limit: int
) -> list[Hit]:
    """Return the variants of what is pointed at that meet the conditions, the cheapest first."""
    groups = Match("group_key", tuple(s["payload"]["group_key"] for s in pointed))
    filter_ = Filter((groups, *conditions))
    return await index.search(
        Query("product", limit, filter=filter_, sort=("current_cents", "asc"))
    )


async def alike(
    index: Index, like: Source, vector: NDArray[np.float32], request: SearchRequest, limit: int
) -> list[Hit]:
    """Return what is nearest to a product, of its category, in stock, and as the request bounds it.

    `vector` is its title's: float32 [dimension], L2 norm 1.
    """
    payload = like["payload"]
    bounds = build_filter(request)
    must: list[Condition] = [Match("availability", ("in_stock",)), *bounds.must]
    if payload["category_keys"]:
        must.append(Match("category_keys", (payload["category_keys"][-1],)))
    without = (Match("group_key", (payload["group_key"],)), *bounds.must_not)
    filter_ = Filter(tuple(must), without)
    return await index.search(Query("product", limit, dense=vector, filter=filter_))


def alike_request(
    message: str, said: SearchRequest, previous: SearchRequest | None, like: Source
) -> SearchRequest:
    """Return what bounds the search for something like a product: what the message says of it.

    Money that it does not speak of is as before; "más barato" is than the product itself.
    """
    text, payload = fold(message), like["payload"]
    low, high = said.price_min, said.price_max
    if low is None and high is None:
        if CHEAPER.search(text):
            high = payload["current_cents"] - 1
        elif DEARER.search(text):
            low = payload["current_cents"] + 1
        elif previous:
            low, high = previous.price_min, previous.price_max
    own = payload["brand_key"]
    refused = (*said.not_brands, *([own] if own and OTHER_BRAND.search(text) else []))
    base = previous or SearchRequest(text=like["title"])
    return base.model_copy(
        update={
            "price_min": low,
            "price_max": high,
            "brands": tuple(brand for brand in said.brands if brand != own),
            "not_brands": tuple(dict.fromkeys(refused)),
            "colors": said.colors,
            "not_colors": said.not_colors,
            "sizes": said.sizes,
            "tags": (),
            "numbers": (),
            "categories": (),
        }
    )
