"""Kin of a product that was shown: its variants, and what may be had in its place."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graph.retrieval.constraints import build_filter
from graph.retrieval.hits import is_sold_out
from graph.state import Source
from graph.understanding.refinement import CHEAPER, DEARER, OTHER_BRAND
from graph.understanding.request import SearchRequest, Sort
from graph.understanding.telling import holds, tokens
from ingest.index.filters import Condition, Filter, Match, Range
from ingest.index.port import Hit, Index, Payload, Query
from ingest.product import MAY_BE_HAD
from ingest.units import fold

MOST_KIN = 100
"""Products of a kind among which one is told apart."""
VARIANTS_EACH = 8
"""Hits fetched for each one shown in the place of another, of which it is one variant."""


async def variants(
    index: Index, pointed: Sequence[Source], conditions: Sequence[Match], limit: int
) -> list[Hit]:
    """Return the variants of what is pointed at that meet the conditions, the cheapest first."""
    groups = Match("group_key", tuple(s["payload"]["group_key"] for s in pointed))
    filter_ = Filter((groups, *conditions))
    found = await index.search(
        Query("product", limit, filter=filter_, sort=("current_cents", "asc"))
    )
    return sorted(found, key=lambda hit: (hit.payload["current_cents"], hit.payload["id"]))


async def alike(
    index: Index, like: Source, vector: NDArray[np.float32], request: SearchRequest, limit: int
) -> list[Hit]:
    """Return what is nearest to a product, of its category, that may be had, within the request.

    `vector` is its title's: float32 [dimension], L2 norm 1.
    """
    payload = like["payload"]
    bounds = build_filter(request)
    must = (Match("availability", MAY_BE_HAD), *bounds.must, *kind_of(payload))
    without = (Match("group_key", (payload["group_key"],)), *bounds.must_not)
    filter_ = Filter(must, without)
    found = await index.search(
        Query("product", limit * VARIANTS_EACH, dense=vector, filter=filter_)
    )
    groups: dict[str, Hit] = {}
    for hit in found:
        groups.setdefault(hit.payload["group_key"], hit)
    return [*groups.values()][:limit]


def kind_of(payload: Payload) -> tuple[Match, ...]:
    """Return what bounds a search to the kind of a product: its narrowest category."""
    return (
        (Match("category_keys", (payload["category_keys"][-1],)),)
        if payload["category_keys"]
        else ()
    )


async def told_apart(
    index: Index,
    like: Payload,
    words: Sequence[str],
    conditions: Sequence[Condition] = (),
    *,
    lacking: Sequence[str] = (),
) -> list[Hit]:
    """Return what is of the kind of `like` and told by all of the words, the nearest to it first.

    "la ultracomb", "el 5g", "el beige" after a product mean another one of its kind.
    """
    kind = kind_of(like)
    if not kind or not (words or lacking):
        return []
    query = Query("product", MOST_KIN, filter=Filter((*kind, *conditions)),
                  sort=("current_cents", "asc"))  # fmt: skip
    found = [
        hit for hit in await index.search(query)
        if holds(hit.payload, *words) and not any(holds(hit.payload, word) for word in lacking)
    ]  # fmt: skip
    own = {*tokens(like["title"])}

    def rank(hit: Hit) -> tuple[int, bool, int, str]:
        shared, payload = len(own & {*tokens(hit.payload["title"])}), hit.payload
        return -shared, is_sold_out(hit), payload["current_cents"], payload["id"]

    return sorted(found, key=rank)


async def in_order(
    index: Index, like: Payload, sort: Sort, conditions: Sequence[Condition], limit: int
) -> list[Hit]:
    """Return the products of the kind of `like` in an order, such as the cheapest first."""
    query = Query(
        "product", limit, filter=Filter((*kind_of(like), *conditions)),
        sort=(sort.key, sort.direction),
    )  # fmt: skip
    return await index.search(query)


async def next_after(index: Index, like: Payload, sort: Sort) -> list[Hit]:
    """Return the product that follows `like` in an order, among those of its kind."""
    value = value_of(like, sort.key)
    if value is None:
        return []
    down = sort.direction == "desc"
    beyond = Range(sort.key, **{"lte" if down else "gte": value})
    hits = await in_order(index, like, sort, (beyond,), MOST_KIN)
    others = [hit for hit in hits if hit.payload["group_key"] != like["group_key"]]
    return others[:1]


def value_of(payload: Payload, key: str) -> float | None:
    """Return what a product is ordered by."""
    value = payload["num"].get(key[4:]) if key.startswith("num.") else payload[key]
    return None if value is None else float(value)


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
