"""A fine-tuned classifier of pairs of texts: LoRA and head merged into the int8 encoder."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graph.classifiers import GOLDEN_TOLERANCE, log_softmax, served_spec
from graph.errors import ModelError
from ingest.encoder.onnx_model import OnnxModel

MAX_TOKENS = 160
CONFIG, GOLDEN = "classifier.json", "golden.json"

TextPair = tuple[str, str]


def pair_input(pair: TextPair) -> TextPair:
    """Return what the encoder reads: the first text marked as a query, as e5 was trained."""
    return f"query: {' '.join(pair[0].split())}", pair[1]


class PairClassifier:
    """Serves a folder that training wrote: adapter, head, `classifier.json`, `golden.json`."""

    def __init__(self, folder: Path, cache: Path, labels: Sequence[str]) -> None:
        """Load it, building its ONNX file the first time, and try its golden pairs.

        Raises:
            ModelError: the folder is incomplete, its labels are others, or the golden outputs do
                not come out.
            EncoderError: the adapter does not fit the encoder.
        """
        try:
            config = json.loads((folder / CONFIG).read_text())
            golden = json.loads((folder / GOLDEN).read_text())
            trained_on, self._temperature = config["labels"], float(config["temperature"])
            pairs = [tuple(row["pair"]) for row in golden]
            told = np.array([row["probabilities"] for row in golden]).reshape(-1, len(labels))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"{folder} holds no trained classifier of pairs: {error!r}") from error
        if trained_on != list(labels):
            raise ModelError(f"{folder} was trained on other labels: {trained_on}")
        if not pairs:
            raise ModelError(f"{folder} has no golden pairs to try it on")
        self._model = OnnxModel(served_spec(folder), cache, max_tokens=MAX_TOKENS)
        drift = np.abs(self.probabilities(pairs) - told).max()
        if drift > GOLDEN_TOLERANCE:
            raise ModelError(f"{folder} answers its golden pairs otherwise (off by {drift:.3f})")

    def probabilities(self, pairs: Sequence[TextPair]) -> NDArray[np.float32]:
        """Return calibrated probabilities: float32 [pairs, labels]. Blocking."""
        logits = self._model.run([*map(pair_input, pairs)]) / self._temperature
        result: NDArray[np.float32] = np.exp(log_softmax(logits))
        return result
