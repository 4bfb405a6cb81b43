"""The fine-tuned verifier: what `dona train verifier` wrote."""

from collections.abc import Sequence
from pathlib import Path

from graph.checking.premise import LABELS
from graph.pair_classifier import PairClassifier


class LoraVerifier:
    """Tells how far a claim is from what its sources say."""

    def __init__(self, folder: Path, cache: Path) -> None:
        """Load the classifier of (claim, source text) pairs.

        Raises:
            ModelError: the folder holds no verifier, or it does not answer as it should.
            EncoderError: the adapter does not fit the encoder.
        """
        self._classifier = PairClassifier(folder, cache, LABELS)

    def refusals(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return, for each (claim, source text), the probability that it is not supported."""
        return [float(1 - row[0]) for row in self._classifier.probabilities(pairs)]
