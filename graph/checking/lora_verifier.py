"""The fine-tuned verifier: LoRA and head merged into the int8 encoder, calibrated."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from graph.checking.premise import LABELS, MAX_TOKENS, verifier_input
from graph.classifiers import GOLDEN_TOLERANCE, log_softmax, served_spec
from graph.errors import ModelError
from ingest.encoder.onnx_model import OnnxModel


class LoraVerifier:
    """Serves what `dona train verifier` wrote: adapter, head, `verifier.json`, `golden.json`."""

    def __init__(self, folder: Path, cache: Path) -> None:
        """Load the verifier, building its ONNX file the first time, and try its golden pairs.

        Raises:
            ModelError: the folder is incomplete, or the golden outputs do not come out.
            EncoderError: the adapter does not fit the encoder.
        """
        try:
            config = json.loads((folder / "verifier.json").read_text())
            golden = json.loads((folder / "golden.json").read_text())
        except (OSError, ValueError) as error:
            raise ModelError(f"{folder} holds no trained verifier: {error}") from error
        if tuple(config["labels"]) != LABELS:
            raise ModelError(f"{folder} was trained on other labels: {config['labels']}")
        self._temperature = float(config["temperature"])
        self._model = OnnxModel(served_spec(folder), cache, max_tokens=MAX_TOKENS)
        told = [1 - row["probabilities"][0] for row in golden]
        drift = np.abs(
            np.array(self.refusals([(row["claim"], row["source"]) for row in golden])) - told
        ).max()
        if drift > GOLDEN_TOLERANCE:
            raise ModelError(f"{folder} answers its golden pairs otherwise (off by {drift:.3f})")

    def refusals(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return, for each (claim, source text), the probability that it is not supported."""
        logits = self._model.run([verifier_input(*pair) for pair in pairs]) / self._temperature
        supported = np.exp(log_softmax(logits))[:, 0]
        return [float(1 - p) for p in supported]
