"""The port through which texts become vectors, and its default adapter."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.encoder.cache import ModelSpec
from ingest.encoder.onnx_model import OnnxModel

MAX_TOKENS = 256
"""A product's embedded text rarely passes 150 pieces; what follows would blur the vector."""


class Embedder(Protocol):
    """Maps texts to unit vectors; blocking, thread-safe."""

    @property
    def fingerprint(self) -> str:
        """Identify the model: vectors of different fingerprints must never meet in an index."""
        ...

    @property
    def dimension(self) -> int: ...

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 [len(texts), dimension], each row of L2 norm 1."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 [len(texts), dimension], each row of L2 norm 1."""
        ...


class E5Embedder:
    """The bundled multilingual-e5-small on ONNX Runtime, perhaps with a LoRA adapter merged.

    Source: Wang et al. 2024, "Multilingual E5": the prefixes `query: ` and `passage: `.
    """

    def __init__(
        self, cache: Path, *, adapter: Path | None = None, threads: int | None = None
    ) -> None:
        """Build the model into `cache` when it is not there (about 5 s), and load it.

        `threads` embed at once; every core when None.

        Raises:
            EncoderError: the weights, the adapter or the cache cannot be read or written.
        """
        self._model = OnnxModel(
            ModelSpec(adapter=adapter), cache, max_tokens=MAX_TOKENS, threads=threads
        )
        self.fingerprint = f"e5-small:{self._model.fingerprint}"
        self.dimension = self._model.width

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._model.run([f"query: {text}" for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._model.run([f"passage: {text}" for text in texts])
