"""A small local model, and the composer for what it writes no better than a rule."""

from collections.abc import AsyncIterator

from graph.facts.compute import compute_facts
from graph.facts.policies import is_sure
from graph.facts.terms_applied import free_shipping_facts, payment_facts
from graph.ports import DraftRequest, Generator
from graph.understanding.purchase import purchase_told

COMPOSED = frozenset({"list", "nothing", "extreme", "difference", "saving", "total", "unit_price"})
"""Kinds of fact that leave nothing to word: which products to show, and what code has computed."""


class Hybrid:
    """The `Generator` that a local model is served by.

    A list is the catalog's own lines, a sum is a sum, and a policy's sentence that answers beyond
    doubt is its own answer: the composer writes them right at once. Advice, questions and what the
    policies may not say are the model's, and so is a draft that was refused.
    """

    def __init__(self, model: Generator, composer: Generator) -> None:
        self.model = model
        self._composer = composer

    def draft(self, request: DraftRequest) -> AsyncIterator[str]:
        """Draft with the one that the request's facts call for."""
        return (self._composer if is_composed(request) else self.model).draft(request)


def is_composed(request: DraftRequest) -> bool:
    """Tell whether the composer writes the answer."""
    if request.feedback:
        return False
    facts = compute_facts(request)
    if not request.sources or any(f.kind in COMPOSED for f in facts):
        return True
    if [f.kind for f in facts] == ["several"]:  # of two data a small model leaves one out
        return True
    passages = request.passages
    if not passages:
        return False
    sure = request.route == "store_policy" and is_sure(request.policy_question, passages)
    return sure or _is_applied(request)


def _is_applied(request: DraftRequest) -> bool:
    """Tell whether the store's terms make something of the purchase: a discount, free shipping."""
    whole = purchase_told(request.question, request.history)
    return bool(
        payment_facts(whole, request.sources) or free_shipping_facts(whole, request.sources)
    )
