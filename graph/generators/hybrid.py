"""A small local model, and the composer for what it writes no better than a rule."""

from collections.abc import AsyncIterator, Sequence

from graph.composer.composer import NOTHING_FOUND
from graph.composer.questions import NOT_KNOWN
from graph.facts.compute import compute_facts
from graph.facts.fact import Fact
from graph.facts.policies import is_sure
from graph.facts.terms_applied import free_shipping_facts, payment_facts
from graph.ports import DraftRequest, Generator
from graph.understanding.purchase import purchase_told

COMPOSED = frozenset({"list", "nothing", "extreme", "difference", "saving", "total", "unit_price"})
"""Kinds of fact that leave nothing to word: which products to show, and what code has computed."""

LACKING_TOO = "Lo otro que preguntás no figura en la ficha, así que no lo tengo."


class Hybrid:
    """The `Generator` that a local model is served by.

    A list is the catalog's own lines, a sum is a sum, a policy's sentence that answers beyond
    doubt is its own answer, and what no sheet says code has found out: the composer writes them
    right at once. Advice, questions and what the policies may not say are the model's, and so is
    a draft that was refused.
    """

    def __init__(self, model: Generator, composer: Generator) -> None:
        self.model = model
        self._composer = composer

    async def draft(self, request: DraftRequest) -> AsyncIterator[str]:
        """Draft with the one that the request's facts call for."""
        facts = [] if request.feedback else compute_facts(request)
        lacking = _lacking(request, facts)
        if lacking and len(facts) == 1:
            yield lacking
            return
        composed = not request.feedback and (lacking or is_composed(request, facts))
        told = ""
        async for piece in (self._composer if composed else self.model).draft(request):
            told += piece
            yield piece
        if lacking and "no tengo" not in told:
            yield lacking


def is_composed(request: DraftRequest, facts: Sequence[Fact]) -> bool:
    """Tell whether the composer writes the answer."""
    if not request.sources or any(f.kind in COMPOSED for f in facts):
        return True
    if [f.kind for f in facts] == ["several"]:  # of two data a small model leaves one out
        return True
    passages = request.passages
    if not passages:
        return False
    sure = request.route == "store_policy" and is_sure(request.policy_question, passages)
    return sure or _is_applied(request)


def _lacking(request: DraftRequest, facts: Sequence[Fact]) -> str:
    """Say what is asked of products and none is or says; nothing where all is told."""
    if not facts or request.route != "product_question" or request.passages or request.notes:
        return ""
    if facts[-1].kind == "unknown":
        return NOTHING_FOUND["product_question"]
    if facts[-1].kind == "missing":
        return LACKING_TOO if len(facts) > 1 else NOT_KNOWN[0]
    return ""


def _is_applied(request: DraftRequest) -> bool:
    """Tell whether the store's terms make something of the purchase: a discount, free shipping."""
    whole = purchase_told(request.question, request.history)
    return bool(
        payment_facts(whole, request.sources) or free_shipping_facts(whole, request.sources)
    )
