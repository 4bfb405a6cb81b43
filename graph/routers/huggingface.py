"""Any Hugging Face sequence-classification checkpoint as the router; needs the `train` extra."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graph.classifiers import load_checkpoint
from graph.errors import ModelError
from graph.routers.decision import ProbabilisticRouter
from graph.routers.input import MAX_TOKENS, classifier_input
from graph.routes import ROUTES


class HuggingFaceRouter(ProbabilisticRouter):
    """Serves a checkpoint whose `id2label` names the seven routes, in any order."""

    def __init__(self, folder: Path) -> None:
        """Load the checkpoint; its `router.json`, when there is one, gives the temperature.

        Raises:
            ModelError: torch or transformers is missing, or the checkpoint is not a router.
        """
        self._tokenizer, self._model = load_checkpoint(folder)
        labels = [self._model.config.id2label[i] for i in range(self._model.config.num_labels)]
        if set(labels) != set(ROUTES):
            raise ModelError(
                f"{folder} knows the labels {labels}, not DONA's routes: fine-tune it first with "
                f"`dona train router --base {folder} --output FOLDER`"
            )
        self._columns = [labels.index(route) for route in ROUTES]
        config = folder / "router.json"
        self._temperature = (
            float(json.loads(config.read_text())["temperature"]) if config.is_file() else 1.0
        )

    def probabilities(self, messages: Sequence[tuple[str, str | None]]) -> NDArray[np.float32]:
        """Return probabilities of (text, previous) messages: float32 [n, routes]."""
        import torch

        pairs = [classifier_input(text, before) for text, before in messages]
        batch = self._tokenizer(
            [p if isinstance(p, str) else p[0] for p in pairs],
            ["" if isinstance(p, str) else p[1] for p in pairs],
            padding=True,
            truncation=True,
            max_length=MAX_TOKENS,
            return_tensors="pt",
        )
        with torch.inference_mode():
            logits = self._model(**batch).logits[:, self._columns] / self._temperature
        result: NDArray[np.float32] = logits.softmax(dim=-1).numpy()
        return result
