"""Which sentences of a store's terms answer a question, and whether any does, as learned."""

from collections.abc import Sequence
from pathlib import Path

from graph.pair_classifier import PairClassifier, TextPair

LABELS = ("no", "answers")


class AnswerSelector:
    """Serves what `dona train selector` wrote.

    What is near in meaning need not answer: "aceptan Diners?" beside "Aceptamos Visa y Cabal".
    Source of the task: Yang et al. 2015, "WikiQA", answer sentence selection and triggering.
    """

    def __init__(self, folder: Path, cache: Path) -> None:
        """Load the classifier of (question, sentence) pairs.

        Raises:
            ModelError: the folder holds no selector, or it does not answer as it should.
            EncoderError: the adapter does not fit the encoder.
        """
        self._classifier = PairClassifier(folder, cache, LABELS)

    def answer(self, pairs: Sequence[TextPair]) -> list[float]:
        """Return, for each of `pair_of`, the probability that it answers. Blocking."""
        return [float(p) for p in self._classifier.probabilities(pairs)[:, 1]]
