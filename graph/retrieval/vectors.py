"""Vectors of what is searched for: a turn asks for the same text more than once."""

import asyncio
from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

from ingest.encoder.embedder import Embedder

TEXTS_KEPT = 512
"""At 384 dimensions less than 1 MB."""


class QueryVectors:
    """Embeds a text once for all who ask for it, off the event loop."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._kept: OrderedDict[str, asyncio.Future[NDArray[np.float32]]] = OrderedDict()

    async def of(self, text: str) -> NDArray[np.float32]:
        """Return the query's vector: float32 [dimension], L2 norm 1."""
        # Turns share it: one that is cancelled does not end it for the others.
        return await asyncio.shield(self._embedding(text))

    async def begin(self, *texts: str) -> None:
        """Begin to embed, on another core, what will be asked for while the caller goes on."""
        for text in texts:
            self._embedding(text)
        await asyncio.sleep(0)  # a thread starts when the event loop lets go of the interpreter

    def _embedding(self, text: str) -> asyncio.Future[NDArray[np.float32]]:
        embedding = self._kept.get(text)
        if embedding is None or _is_lost(embedding):
            embedding = asyncio.get_running_loop().run_in_executor(None, self._embed, text)
            self._kept[text] = embedding
            while len(self._kept) > TEXTS_KEPT:
                self._kept.popitem(last=False)
        return embedding

    def _embed(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self._embedder.embed_queries([text])[0]
        return vector


def _is_lost(embedding: asyncio.Future[NDArray[np.float32]]) -> bool:
    """Tell whether it failed, or belongs to an event loop that has ended."""
    if not embedding.done():
        return embedding.get_loop().is_closed()
    return embedding.cancelled() or embedding.exception() is not None
