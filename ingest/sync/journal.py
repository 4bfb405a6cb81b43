"""The live updates since yesterday, on disk: replayed on a generation built meanwhile.

<index>/journal.jsonl      one acknowledged batch a line
<index>/journal.lock       held while a batch is applied, and while a generation is copied or
                           switched: an update falls before the copy or after it, never between
"""

import errno
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ingest.encoder.embedder import Embedder
from ingest.errors import IndexFailure
from ingest.index.port import Payload, Point, WritableIndex
from ingest.sync.lock import exclusive
from ingest.sync.plan import entry, item_of

KEPT_S = 24 * 3600
"""How long an idempotency key is remembered, as usual for payment APIs."""


@dataclass(frozen=True)
class Batch:
    """What one request changed, complete enough to be applied again."""

    key: str
    """Idempotency key; empty when the caller sent none."""
    body: str
    """Digest of the request's body."""
    encoder: str
    """Fingerprint of what embedded `upserts`."""
    upserts: list[tuple[Payload, str, list[float]]]
    """(payload, BM25 text, dense vector) of what was embedded."""
    payloads: list[Payload]
    """Whole payloads whose embedded text did not change."""
    offers: list[Payload]
    """Prices and stock: they join whatever else the point has."""
    deleted: list[str]
    report: dict[str, Any]
    """What the caller was answered."""
    at: float = 0.0
    """Unix time, seconds."""


@dataclass(frozen=True)
class Acknowledged:
    """What is remembered of an idempotency key: digest of the body, answer, Unix time."""

    body: str
    report: dict[str, Any]
    at: float


class Journal:
    """Appends and reads batches. Callers hold `exclusive` around what must not interleave."""

    def __init__(self, index: Path) -> None:
        self._path = index / "journal.jsonl"
        self._lock = index / "journal.lock"
        self._keys: dict[str, Acknowledged] = {}
        self._indexed = (0, 0)
        """The file (its inode) and how far of it is in `_keys`."""

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold the journal's lock; waits for whoever has it."""
        with exclusive(self._lock, wait=True):
            yield

    def size(self) -> int:
        """Return the position after the last batch, in bytes; what a killed writer left is none."""
        if not self._path.exists():
            return 0
        with self._path.open("rb") as file:
            end = file.seek(0, os.SEEK_END)
            if end:
                file.seek(end - 1)
                if file.read(1) != b"\n":
                    file.seek(0)
                    end = file.read().rfind(b"\n") + 1
            return end

    def append(self, batch: Batch) -> None:
        """Write a batch through to the disk.

        Raises:
            IndexFailure: the disk is full.
        """
        line = (json.dumps({**vars(batch), "at": time.time()}, ensure_ascii=False) + "\n").encode()
        try:
            kept = self.size()
            with self._path.open("ab", buffering=0) as file:
                file.truncate(kept)  # a line cut by a kill would spoil the next one
                try:
                    if file.write(line) < len(line):
                        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                    os.fsync(file.fileno())
                except OSError:
                    file.truncate(kept)
                    raise
        except OSError as error:
            raise IndexFailure(f"cannot write {self._path}: {error.strerror}") from error

    def find(self, key: str) -> "Acknowledged | None":
        """Return what an idempotency key of the last day was answered; reads only what is new."""
        if not self._path.exists():
            return None
        status = self._path.stat()
        inode, position = self._indexed
        if inode != status.st_ino or position > status.st_size:  # trimmed meanwhile
            self._keys, position = {}, 0
        for batch in self._batches(position):
            if batch.key:
                self._keys[batch.key] = Acknowledged(batch.body, batch.report, batch.at)
        self._indexed = (status.st_ino, self.size())
        found = self._keys.get(key)
        return found if found and found.at >= time.time() - KEPT_S else None

    async def replay(self, index: WritableIndex, embedder: Embedder, *, since: int) -> None:
        """Apply to `index`, which `embedder` fills, what was appended after position `since`."""
        for batch in self._batches(since):
            points = [Point(p, np.array(v, np.float32), text) for p, text, v in batch.upserts]
            payloads = batch.payloads
            if batch.encoder != embedder.fingerprint:
                points = _embedded_again(batch, embedder)
                payloads = [entry(item_of(p), embedder.fingerprint).payload for p in payloads]
            if points:
                await index.ensure_number_keys({k for p in points for k in p.payload["num"]})
                await index.upsert(points)
            held = await index.get("product", [p["id"] for p in [*payloads, *batch.offers]])
            known = {payload["id"] for payload in held}
            await index.set_payload([p for p in payloads if p["id"] in known])
            await index.merge_payload([p for p in batch.offers if p["id"] in known])
            if batch.deleted:
                await index.delete("product", batch.deleted)

    def trim(self) -> None:
        """Forget the batches whose keys have expired. Call it when no job still has to replay.

        Raises:
            IndexFailure: the disk is full; the journal is as it was.
        """
        since = time.time() - KEPT_S
        batches = list(self._batches(0))
        kept = [b for b in batches if b.at >= since]
        if len(kept) == len(batches):
            return
        temporary = self._path.with_suffix(".tmp")
        try:
            with temporary.open("w", encoding="utf-8") as file:
                file.writelines(json.dumps(vars(b), ensure_ascii=False) + "\n" for b in kept)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self._path)
        except OSError as error:
            raise IndexFailure(f"cannot write {self._path}: {error.strerror}") from error

    def _batches(self, since: int) -> Iterator[Batch]:
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            file.seek(since)
            for line in file:
                if line.endswith(b"\n"):  # the last line of a killed writer was never acknowledged
                    yield Batch(**json.loads(line))


def _embedded_again(batch: Batch, embedder: Embedder) -> list[Point]:
    entries = [entry(item_of(payload), embedder.fingerprint) for payload, _, _ in batch.upserts]
    if not entries:
        return []
    vectors = embedder.embed_passages([e.text for e in entries])
    return [Point(e.payload, v, e.words) for e, v in zip(entries, vectors, strict=True)]
