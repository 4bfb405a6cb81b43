"""Who does the heavy work of a job, reading, embedding and writing: every core of this machine."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Protocol, TypeVar

from ingest.encoder.embedder import Embedder
from ingest.feeds.products import Rejected
from ingest.index.port import Point, WritableIndex
from ingest.sources import Item
from ingest.sync.plan import Entry, Plan, entry
from ingest.sync.stages import Stages

T = TypeVar("T")

CHUNK = 1024
"""Texts embedded and written at a time: bounds the memory, and lets progress be shown."""
WRITE_CHUNK = 2000

Progress = Callable[[str, int, int], None]
"""Called with (stage, done, total); total 0 when it is not known."""


class Engine(Protocol):
    """Reads a source, and carries out what was planned for it."""

    embedder: Embedder

    def read(self) -> Iterator[Entry | Rejected]:
        """Yield the source's rows, in order; what planning needs of each is enough.

        Raises:
            SourceError: the source cannot be read.
        """
        ...

    async def apply(
        self, plan: Plan, index: WritableIndex, stages: Stages, progress: Progress
    ) -> None:
        """Write what is new or changed; the caller deletes what is gone.

        Raises:
            IndexFailure: the index cannot be written.
        """
        ...


class LocalEngine:
    """Embeds one chunk on every core while the chunk before it is written."""

    def __init__(self, items: Iterable[Item], embedder: Embedder) -> None:
        self._items = items
        self.embedder = embedder

    def read(self) -> Iterator[Entry | Rejected]:
        for item in self._items:
            yield item if isinstance(item, Rejected) else entry(item, self.embedder.fingerprint)

    async def apply(
        self, plan: Plan, index: WritableIndex, stages: Stages, progress: Progress
    ) -> None:
        total = len(plan.offers) + len(plan.payload_only)
        written = 0
        for chunk in chunks(plan.offers, WRITE_CHUNK):
            await index.merge_payload([e.payload for e in chunk])
            progress("payload", written := written + len(chunk), total)
        for chunk in chunks(plan.payload_only, WRITE_CHUNK):
            await index.set_payload([e.payload for e in chunk])
            progress("payload", written := written + len(chunk), total)
        stages.lap("payload")
        await self._embed(plan, index, stages, progress)

    async def _embed(
        self, plan: Plan, index: WritableIndex, stages: Stages, progress: Progress
    ) -> None:
        done, total = 0, len(plan.embed)
        waiting = longest_first(plan, CHUNK)
        ahead = self._embed_next(waiting)
        writing: asyncio.Task[None] | None = None
        try:
            while ahead:
                # No core waits for another's last batch: the next chunk is queued behind it.
                chunk, embedding = ahead
                ahead = self._embed_next(waiting)
                vectors = await embedding
                stages.lap("embed")
                if writing:
                    await writing
                    stages.lap("write")
                points = [Point(e.payload, v, e.words) for e, v in zip(chunk, vectors, strict=True)]
                writing = asyncio.create_task(index.upsert(points))
                progress("embed", done := done + len(chunk), total)
            if writing:
                await writing
                stages.lap("write")
        finally:
            # One of them failed, perhaps: nothing is left running, and the first error is told.
            left = [task for task in (writing, ahead and ahead[1]) if task]
            await asyncio.gather(*left, return_exceptions=True)

    def _embed_next(
        self, waiting: Iterator[list[Entry]]
    ) -> tuple[list[Entry], asyncio.Task[Any]] | None:
        """Start to embed the next chunk."""
        chunk = next(waiting, None)
        if chunk is None:
            return None
        embed = self.embedder.embed_passages
        return chunk, asyncio.create_task(asyncio.to_thread(embed, [e.text for e in chunk]))


def longest_first(plan: Plan, size: int) -> Iterator[list[Entry]]:
    """Yield what is to be embedded, `size` at a time, by the length of its text.

    Similar lengths together: less padding within a batch. The longest come first, so that the time
    left is not promised too short.
    """
    order = sorted(range(len(plan.lengths)), key=plan.lengths.__getitem__)
    while order:
        yield [plan.embed[place] for place in order[-size:]]
        del order[-size:]


def chunks(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield `values` in order, `size` at a time."""
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk
