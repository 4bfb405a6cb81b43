"""The fine-tuned router: LoRA and head merged into the int8 encoder, n-grams, calibrated."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.classifiers import GOLDEN_TOLERANCE, log_softmax
from graph.errors import ModelError
from graph.routers.decision import ProbabilisticRouter
from graph.routers.input import MAX_TOKENS, classifier_input
from graph.routers.ngrams import NgramScorer
from graph.routers.repair import WordRepair
from graph.routes import ROUTES
from ingest.encoder.cache import ModelSpec
from ingest.encoder.onnx_model import OnnxModel

WIDE_SHARE = 0.25
"""Weight of the n-grams: 0.25 and 0.35 lay within a point in validation."""


class ClassifierRouter(ProbabilisticRouter):
    """Serves what `dona train router` wrote: adapter, head, n-grams, `router.json`, golden outputs.

    The halves' log probabilities are averaged, then scaled by the temperature.
    """

    def __init__(self, folder: Path, cache: Path) -> None:
        """Load the router, building its ONNX file the first time, and try its golden messages.

        Raises:
            ModelError: the folder is incomplete, or the golden outputs do not come out.
            EncoderError: the adapter does not fit the encoder.
        """
        try:
            config = json.loads((folder / "router.json").read_text())
            golden = json.loads((folder / "golden.json").read_text())
        except (OSError, ValueError) as error:
            raise ModelError(f"{folder} holds no trained router: {error}") from error
        if tuple(config["labels"]) != ROUTES:
            raise ModelError(f"{folder} was trained on other routes: {config['labels']}")
        self._temperature = float(config["temperature"])
        self._bias = np.zeros(len(ROUTES), dtype=np.float32)
        self._bias[ROUTES.index("out_of_scope")] = float(config["refusal_bias"])
        self._mixture = Mixture(folder, cache)
        self._prove(golden, folder)

    def probabilities(self, messages: Sequence[tuple[str, str | None]]) -> NDArray[np.float32]:
        """Return calibrated probabilities of (text, previous) messages: float32 [n, routes]."""
        scaled = self._mixture.log_probabilities(messages) / self._temperature + self._bias
        probabilities: NDArray[np.float32] = np.exp(log_softmax(scaled)).astype(np.float32)
        return probabilities

    def _prove(self, golden: list[dict[str, Any]], folder: Path) -> None:
        drift = max(
            float(np.abs(self.probabilities([(row["text"], row["previous"])])[0]
                         - np.array(row["probabilities"])).max())
            for row in golden
        )  # fmt: skip
        if drift > GOLDEN_TOLERANCE:
            raise ModelError(f"{folder} answers its golden messages otherwise (off by {drift:.3f})")


class Mixture:
    """The two halves of the router, before calibration."""

    def __init__(self, folder: Path, cache: Path) -> None:
        # Per-tensor int8 takes 0.58 of the time of `int8-blocks`: as often right in validation.
        spec = ModelSpec(folder, has_head=True, precision="int8")
        self._deep = OnnxModel(spec, cache, max_tokens=MAX_TOKENS)
        self._wide = NgramScorer(folder)
        self._repair = WordRepair.load(folder)

    def log_probabilities(self, messages: Sequence[tuple[str, str | None]]) -> NDArray[np.float32]:
        """Return the weighted mean of the halves' log probabilities: float32 [n, routes].

        The encoder reads the mended words, the n-grams these and those that were written.
        Messages run one by one, as they are served: in a batch they would share int8 scales.
        """
        mended = [(self._repair(text), before) for text, before in messages]
        deep = np.concatenate([self._deep.run([classifier_input(*one)]) for one in mended])
        wide = self._wide.log_probabilities([*messages, *mended])
        written, meant = wide[: len(messages)], wide[len(messages) :]
        return (1 - WIDE_SHARE) * log_softmax(deep) + WIDE_SHARE / 2 * (written + meant)
