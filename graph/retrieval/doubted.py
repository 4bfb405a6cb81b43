"""Messages that the router took for an order's or for out of scope, and the store can answer."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from graph.ports import Retrieval
from graph.retrieval.policies import ASKED, MOST, PolicySearch
from graph.routes import Route
from graph.understanding.rules import asks_rule, asks_to_buy
from graph.understanding.telling import names_a_kind
from graph.understanding.vocabulary import Vocabulary

OF_RULES, IN_SCOPE = 1.2, 2.2
"""Relevance from which the store's terms are told to who may ask of an order, and from which a
message is theirs though it was taken for out of scope."""


async def doubted(
    route: Route,
    text: str,
    previous: dict[str, Any] | None,
    policies: PolicySearch,
    products: Callable[[], Awaitable[Retrieval]],
    vocabulary: Vocabulary,
    top_k: int,
) -> Retrieval:
    """Return the passages by which a message is of the store's terms, if they answer it.

    Or the products, where it asks the price of a kind that the store has. What is out of scope has
    to be told whole: after a question of shipping everything is near.

    Raises:
        IndexUnavailable: the index cannot be opened or reached.
    """
    is_order = route == "order_status"
    nothing = Retrieval([], previous or {})
    if is_order and not asks_rule(text):
        return nothing
    asked, sources = await policies.find(
        text, vocabulary, previous=previous if is_order else None, limit=min(top_k, MOST)
    )
    best = max((near for source in sources for near in source["near"].values()), default=0.0)
    if best >= (OF_RULES if is_order else IN_SCOPE):
        request = (previous or {"text": text}) | {ASKED: asked}
        return Retrieval(sources, request, route=None if is_order else "store_policy")
    if is_order or not (asks_to_buy(text) and names_a_kind(text, vocabulary)):
        return nothing
    found = await products()
    return replace(found, route="product_search") if found.sources else nothing
