"""The router's wide half: a linear model over words, pairs of words and letter n-grams.

A misspelt word keeps most of its letter n-grams, where the encoder's pieces all change; the
encoder understands words never seen, where n-grams are blind. Source: Cheng et al. 2016, "Wide &
Deep Learning"; hashed letter n-grams: Bojanowski et al. 2017, "Enriching Word Vectors".
"""

import math
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from graph.classifiers import log_softmax
from graph.errors import ModelError
from graph.routers.input import shortened
from ingest.units import fold

BUCKETS = 1 << 16
"""N-grams share buckets when their CRC-32 agree: at this size, few that matter do."""
FILE = "ngrams.safetensors"


def ngram_features(
    text: str, previous: str | None
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the buckets of a message [n] and their weights [n], of Euclidean length 1."""
    message, before = shortened(text, previous)
    counts = Counter(
        zlib.crc32(gram.encode()) % BUCKETS
        for mark, part, shortest in (("t", message, 2), ("p", before, 3))
        for gram in _grams(fold(part), mark, shortest)
    )
    weights = np.array([1 + math.log(n) for n in counts.values()], np.float32)
    norm = float(np.linalg.norm(weights)) or 1.0
    return np.fromiter(counts, np.int64, len(counts)), weights / norm


def _grams(text: str, mark: str, shortest: int) -> Iterator[str]:
    for word in re.findall(r"\w+|[^\w\s]", text):
        framed = f" {word} "
        for size in range(shortest, 6):
            for start in range(len(framed) - size + 1):
                yield mark + framed[start : start + size]
    for first, second in pairwise(re.findall(r"\w+", text)):
        yield f"{mark}{first} {second}"


class NgramScorer:
    """Serves what `graph/training/ngram_head.py` wrote: weight [buckets, routes], bias [routes]."""

    def __init__(self, folder: Path) -> None:
        """Load the weights.

        Raises:
            ModelError: the file is missing or is of another shape.
        """
        try:
            saved = load_file(folder / FILE)
            self._weight = saved["weight"].astype(np.float32)
            self._bias = saved["bias"].astype(np.float32)
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"cannot read {folder / FILE}: {error}") from error
        if self._weight.shape != (BUCKETS, len(self._bias)):
            raise ModelError(f"{folder / FILE} has another shape: {self._weight.shape}")

    def log_probabilities(self, messages: Sequence[tuple[str, str | None]]) -> NDArray[np.float32]:
        """Return float32 [n, routes]."""
        rows = [ngram_features(text, previous) for text, previous in messages]
        logits = np.stack([weights @ self._weight[buckets] for buckets, weights in rows])
        return log_softmax(logits + self._bias)
