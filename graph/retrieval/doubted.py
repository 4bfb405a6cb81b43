"""Messages taken for an order's or for out of scope that the store's terms answer."""

from typing import Any

from graph.ports import Retrieval
from graph.retrieval.policies import ASKED, MOST, PolicySearch
from graph.routes import Route
from graph.understanding.rules import asks_rule
from graph.understanding.vocabulary import Vocabulary

OF_RULES, IN_SCOPE = 1.2, 2.2
"""Relevance from which the store's terms are told to who may ask of an order, and from which a
message is theirs though it was taken for out of scope."""


async def doubted(
    route: Route,
    text: str,
    previous: dict[str, Any] | None,
    policies: PolicySearch,
    vocabulary: Vocabulary,
    top_k: int,
) -> Retrieval:
    """Return the passages by which a message is of the store's terms, if they answer it.

    What is out of scope has to be told whole: after a question of shipping everything is near.

    Raises:
        IndexUnavailable: the index cannot be opened or reached.
    """
    is_order = route == "order_status"
    nothing = Retrieval([], previous or {})
    if not asks_rule(text):
        return nothing
    asked, sources = await policies.find(
        text, vocabulary, previous=previous if is_order else None, limit=min(top_k, MOST)
    )
    best = max((near for source in sources for near in source["near"].values()), default=0.0)
    if best < (OF_RULES if is_order else IN_SCOPE):
        return nothing
    request = (previous or {"text": text}) | {ASKED: asked}
    return Retrieval(sources, request, route=None if is_order else "store_policy")
