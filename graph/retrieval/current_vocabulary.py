"""The catalog's vocabulary, read beside the turns and read again when the catalog changes."""

import asyncio
import time

from graph.understanding.vocabulary import Vocabulary, load_vocabulary
from ingest.errors import IngestError
from ingest.index.port import Index

TTL_S = 30.0
"""Age at which the vocabulary is read again if the index changed, beside the turns that go on with
the old one: a new brand is understood soon after, searched at once. Reading it holds Python's lock
for 0.7 s at 66,000 products."""


class CurrentVocabulary:
    """Keeps one vocabulary for every turn of a process."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._vocabulary: Vocabulary | None = None
        self._revision = ""
        self._loaded_at = 0.0
        self._loading: asyncio.Task[None] | None = None

    async def read(self) -> Vocabulary:
        """Return the catalog's vocabulary; an old one serves while the next is read.

        Raises:
            IngestError: the first one cannot be read.
        """
        aged = time.monotonic() - self._loaded_at > TTL_S
        if self._loading is None and (self._vocabulary is None or aged):
            self._loading = asyncio.create_task(self._load())
        if self._vocabulary is None:
            assert self._loading
            # Turns share the reading: one that is cancelled does not end it for the others.
            await asyncio.shield(self._loading)
        assert self._vocabulary
        return self._vocabulary

    async def _load(self) -> None:
        try:
            revision = await self._index.revision()
            if revision != self._revision:
                self._vocabulary = await load_vocabulary(self._index)
            self._revision, self._loaded_at = revision, time.monotonic()
        except IngestError:
            if self._vocabulary is None:
                raise
            # The old one serves on; a turn that searches learns from its search what is wrong.
        finally:
            self._loading = None
