"""Messages that the router took for an order's, and the store's terms answer."""

from typing import Any

from graph.ports import Retrieval
from graph.retrieval.policies import ASKED, MOST, PolicySearch
from graph.understanding.rules import asks_rule
from graph.understanding.vocabulary import Vocabulary

OF_RULES = 1.7
"""Relevance from which the store's terms are told to who may ask of an order."""


async def doubted(
    text: str,
    previous: dict[str, Any] | None,
    policies: PolicySearch,
    vocabulary: Vocabulary,
    top_k: int,
) -> Retrieval:
    """Return the passages by which a message is of the store's terms, if they answer it.

    Raises:
        IndexUnavailable: the index cannot be opened or reached.
    """
    nothing = Retrieval([], previous or {})
    if not asks_rule(text):
        return nothing
    asked, sources = await policies.find(
        text, vocabulary, previous=previous, limit=min(top_k, MOST)
    )
    best = max((near for source in sources for near in source["near"].values()), default=0.0)
    if best < OF_RULES:
        return nothing
    return Retrieval(sources, (previous or {"text": text}) | {ASKED: asked})
