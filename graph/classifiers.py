"""What the served classifiers share: how they are built, proven, read from a checkpoint."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.errors import ModelError
from ingest.encoder.cache import ModelSpec

GOLDEN_TOLERANCE = 0.05
"""Largest change of a golden probability: int8 kernels differ a little among processors."""


def served_spec(folder: Path) -> ModelSpec:
    """Return how a trained classifier is served: precise, since one input is little work."""
    return ModelSpec(folder, has_head=True, precision="int8-blocks")


def log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return row-wise log probabilities: float32 [n, classes] → [n, classes]."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    result: NDArray[np.float32] = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result


def load_checkpoint(folder: Path) -> tuple[Any, Any]:
    """Return the tokenizer and the model of a Hugging Face sequence classifier on this disk.

    Raises:
        ModelError: torch or transformers is missing, or the folder holds no classifier.
    """
    try:
        from transformers import AutoModelForSequenceClassification, AutoTokenizer
    except ImportError as error:
        raise ModelError(f"{folder} needs the train extra: `make test` has it") from error
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = AutoModelForSequenceClassification.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError) as error:
        raise ModelError(f"{folder} holds no classifier: {error}") from error
    return tokenizer, model.eval()
