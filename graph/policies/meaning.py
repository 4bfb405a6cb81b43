"""What a question and passages mean, as vectors."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.policies.inquiry import Inquiry
from graph.policies.leaning import WHOLLY
from graph.policies.sentences import sentences_of
from graph.state import Source
from ingest.encoder.embedder import Embedder

KEPT = 8192
"""Vectors of sentences that are kept: 12 MB, some thousands of passages."""


class SentenceVectors:
    """Vectors of sentences, each embedded once while it is among the last `KEPT` read."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._kept: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 [len(texts), dimension], each row of L2 norm 1. Blocking."""
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
        if missing := [text for text in dict.fromkeys(texts) if text not in found]:
            found |= zip(missing, self._embedder.embed_passages(missing), strict=True)
        with self._lock:
            for text in found:
                self._kept[text] = found[text]
                self._kept.move_to_end(text)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        if not texts:
            return np.zeros((0, self._embedder.dimension), np.float32)
        return np.stack([found[text] for text in texts])

    def meaning(self, inquiry: Inquiry, sources: Sequence[Source]) -> "Meaning":
        """Return what the inquiry, the sources and their sentences mean. Blocking."""
        texts = [embedded_text(source, s) for source in sources for s in sentences_of(source)]
        queries = embed_inquiry(self._embedder, inquiry)
        return Meaning(self.of(texts), self.of([*map(passage_text, sources)]), queries)


def embedded_text(source: Source, sentence: str) -> str:
    """Return what is embedded of a sentence: the headings above it say what it is of."""
    return f"{source['title'].replace(' > ', ', ')}: {sentence}"


@dataclass(frozen=True)
class Meaning:
    """What a question and the passages mean, as vectors of unit rows."""

    sentences: NDArray[np.float32]
    """[sentences, dimension], in the order of the sources."""
    passages: NDArray[np.float32]
    """[sources, dimension], of the whole passages."""
    queries: NDArray[np.float32]
    """[2, dimension]: the question after those before, and alone, unless it only asks."""

    def near(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return how near each sentence and each passage is, in standard deviations.

        A sentence to the question read both ways: what turns to another matter has nothing to do
        with the question before.
        """
        near = self.sentences @ self.queries.sum(axis=0)
        return _standardised(near), _standardised(self.passages @ self.queries[0])


def passage_text(source: Source) -> str:
    """Return what is embedded of a whole passage."""
    return f"{source['title'].replace(' > ', ', ')}. {source['payload']['text']}"


def embed_inquiry(embedder: Embedder, inquiry: Inquiry) -> NDArray[np.float32]:
    """Return the queries of `Meaning`, each distinct text embedded once. Blocking."""
    only_asks = inquiry.before and inquiry.lean >= WHOLLY  # "y cuánto tarda?" means nothing alone
    alone = inquiry.whole if only_asks else inquiry.question
    distinct = list(dict.fromkeys([inquiry.whole, alone]))
    vectors = np.asarray(embedder.embed_queries(distinct), np.float32)
    queries: NDArray[np.float32] = vectors[[0, -1]]
    return queries


def _standardised(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return float32 [n] of mean 0 and deviation 1: encoders differ in how far cosines spread."""
    spread = float(values.std())
    centred: NDArray[np.float32] = (values - values.mean()) / (spread or 1.0)
    return centred
