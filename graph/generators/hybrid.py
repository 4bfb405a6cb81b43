"""A small local model, and the composer for what it writes no better than a rule."""

from collections.abc import AsyncIterator

from graph.facts.compute import compute_facts
from graph.ports import DraftRequest, Generator

COMPOSED = frozenset({"list", "nothing"})
"""Kinds of fact that leave nothing to word: which products to show, and that there is none."""


class Hybrid:
    """The `Generator` that a local model is served by.

    A list is the catalog's own lines, and the composer writes it right at once; advice, questions
    and policies are the model's. A draft that was refused is written again by the model.
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
    return not request.sources or any(f.kind in COMPOSED for f in compute_facts(request))
