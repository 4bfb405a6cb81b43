"""The engine on Ray Data: the same plan and the same result, over every core of a cluster.

The driver holds fingerprints only; rows, texts and vectors stay in the cluster's object store. A
Qdrant server is written to by the workers themselves. An Edge shard has one owner, so there the
driver writes what the workers embed. Paths in the source must be readable on every node.
"""

import asyncio
import logging
import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from qdrant_client import AsyncQdrantClient

from ingest.encoder.embedder import Embedder
from ingest.errors import IndexFailure, SourceError
from ingest.feeds.products import FirstOnly, Rejected
from ingest.index.port import Kind, Point, WritableIndex
from ingest.index.server import QdrantIndex
from ingest.policies import read_passages
from ingest.sources import Source
from ingest.sync.engine import CHUNK, WRITE_CHUNK, Progress, chunks
from ingest.sync.plan import PLANNED, Entries, Entry, Plan, entry
from ingest.sync.stages import Stages

ROWS_A_BLOCK = 2000
"""Rows of a feed that one task parses."""

Columns = dict[str, Any]
"""A batch of a dataset: column name → array."""


class RayEngine:
    """Reads, embeds and writes on the cluster that `RAY_ADDRESS` names, or on a local one."""

    def __init__(
        self,
        source: Source,
        embedder: Embedder,
        *,
        make_embedder: Callable[[], Embedder],
        connect: Callable[[], AsyncQdrantClient] | None = None,
    ) -> None:
        """Start or join the cluster. `make_embedder` and `connect` run on workers: picklable.

        Raises:
            SourceError: Ray is not installed.
        """
        # Read when `ray` is imported. Nothing leaves the machine unless it is asked for.
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        try:
            import ray
        except ImportError as error:
            raise SourceError("--engine ray needs Ray: pip install 'dona[ray]'") from error
        if not ray.is_initialized():
            ray.init(include_dashboard=False, logging_level="warning", log_to_driver=False)
        ray.data.DataContext.get_current().enable_progress_bars = False
        logging.getLogger("ray.data").setLevel(logging.ERROR)  # it narrates every execution
        self._ray = ray
        self._source = source
        self._make_embedder = make_embedder
        self._connect = connect
        self.embedder = embedder
        self._rows: Any = None
        self._position: dict[tuple[str, str], int] = {}

    def read(self) -> Iterator[Entry | Rejected]:
        source, data = self._source, self._ray.data
        feeds, documents = source.parts()
        parts = [{"feed": feed, "document": ""} for feed in feeds]
        parts += [{"feed": "", "document": document} for document in documents]
        numbered = [{"part": n, **part} for n, part in enumerate(parts)]
        if source.where == "-":  # only the driver has it
            blocks = data.from_items([b for part in numbered for b in _blocks(part, source)])
        else:
            blocks = data.from_items(numbered).flat_map(_blocks, fn_args=(source,))
        encoder = self.embedder.fingerprint
        try:
            self._rows = blocks.flat_map(_rows, fn_args=(source, encoder)).materialize()
        except self._ray.exceptions.RayError as error:
            cause = _cause(error)
            if isinstance(cause, SourceError):
                raise SourceError(str(cause)) from error
            raise SourceError(f"the Ray job failed: {cause or error}") from error
        light = self._rows.select_columns(["part", "row", "light"])
        told = sorted(
            (int(part), int(row), packed)
            for batch in light.iter_batches(batch_format="numpy")
            for part, row, packed in zip(batch["part"], batch["row"], batch["light"], strict=True)
        )
        first = FirstOnly()
        for part, row, packed in told:
            item: Entry | Rejected = pickle.loads(packed)
            if isinstance(item, Rejected):
                yield item
                continue
            kind, id_ = item.key
            if kind == "product" and (
                rejected := first.checked(id_, row, source.label(feeds[part]))
            ):
                yield rejected
                continue
            self._position[item.key] = part << 40 | row
            yield item

    async def apply(
        self, plan: Plan, index: WritableIndex, stages: Stages, progress: Progress
    ) -> None:
        done, total = 0, len(plan.offers) + len(plan.payload_only)
        for chunk in chunks(plan.offers, WRITE_CHUNK):  # fingerprints and offers: all is here
            await index.merge_payload([e.payload for e in chunk])
            progress("payload", done := done + len(chunk), total)
        if plan.payload_only:
            chosen = self._chosen(e.key for e in plan.payload_only)
            for batch in chosen.iter_batches(batch_size=WRITE_CHUNK):
                whole: list[Entry] = [pickle.loads(packed) for packed in batch["entry"]]
                await index.set_payload([e.payload for e in whole])
                progress("payload", done := done + len(whole), total)
        stages.lap("payload")
        if plan.embed:
            await self._embed(plan.embed, index, progress)
            stages.lap("embed")

    async def _embed(self, entries: Entries, index: WritableIndex, progress: Progress) -> None:
        chosen = self._chosen(e.key for e in entries if not e.text)
        # What another encoder's index held is whole, and may be newer than the source's row.
        if carried := [e for e in entries if e.text]:
            chosen = chosen.union(self._ray.data.from_items([_packed(0, 0, e) for e in carried]))
        cpus = int(self._ray.cluster_resources().get("CPU", 1))
        blocks = -(-len(entries) // CHUNK)
        pool = self._ray.data.ActorPoolStrategy(size=max(1, min(cpus, blocks)))
        # Similar lengths together: less padding within a batch. An encoder holds its CPU for good,
        # so what feeds it is ready before; what writes waits for the network, and asks for none.
        rows = chosen.sort("length", descending=True).repartition(blocks).materialize()
        vectors = rows.map_batches(
            _Embed, fn_constructor_args=(self._make_embedder,), batch_size=CHUNK, compute=pool
        )
        done = 0
        if isinstance(index, QdrantIndex) and self._connect:
            target = (self._connect, index.collection, self.embedder.fingerprint)
            written = vectors.map_batches(
                _Write, fn_constructor_args=target, batch_size=CHUNK, compute=pool, num_cpus=0
            )
            for batch in written.iter_batches():
                progress("embed", done := done + int(batch["written"].sum()), len(entries))
        else:
            for batch in vectors.iter_batches(batch_size=CHUNK):
                await index.upsert(_points(batch))
                progress("embed", done := done + len(batch["entry"]), len(entries))
        if done != len(entries):
            raise IndexFailure(f"{done} of {len(entries)} were embedded: the Ray job lost rows")

    def _chosen(self, keys: Iterable[tuple[Kind, str]]) -> Any:
        """Return the dataset's rows of these entries, whole."""
        positions = np.array(sorted(self._position[key] for key in keys), dtype=np.int64)
        return self._rows.map_batches(_select, fn_args=(positions,))


def _blocks(part: Columns, source: Source) -> Iterator[Columns]:
    """Read one part of the source: {part, feed, start, values: pickled rows or passages}."""
    block: list[Any] = []
    if part["feed"]:
        values: Iterator[Any] = (row for _, row in source.rows(part["feed"]))
    else:
        values = read_passages(Path(part["document"]))
    told = {"part": part["part"], "feed": part["feed"]}
    start = 1
    for value in values:
        block.append(value)
        if len(block) == ROWS_A_BLOCK:
            yield {**told, "start": start, "values": pickle.dumps(block)}
            start += len(block)
            block = []
    if block:
        yield {**told, "start": start, "values": pickle.dumps(block)}


def _rows(block: Columns, source: Source, encoder: str) -> Iterator[Columns]:
    """Lay out a block's rows: {part, row, length, light, entry}; the last two are pickled."""
    for number, value in enumerate(pickle.loads(block["values"]), block["start"]):
        items = source.read(value, number, block["feed"]) if block["feed"] else [value]
        for item in items:
            told = item if isinstance(item, Rejected) else entry(item, encoder)
            yield _packed(block["part"], number, told)


def _packed(part: int, row: int, item: Entry | Rejected) -> Columns:
    told = {"part": part, "row": row}
    if isinstance(item, Rejected):
        return {**told, "length": 0, "light": pickle.dumps(item), "entry": b""}
    light = Entry({name: item.payload.get(name) for name in (*PLANNED, "num")}, "")
    return {**told, "length": len(item.text), "light": pickle.dumps(light),
            "entry": pickle.dumps(item)}  # fmt: skip


def _select(batch: Columns, positions: NDArray[np.int64]) -> Columns:
    """Keep the rows at these positions, without what is only told of them."""
    kept = np.isin(batch["part"].astype(np.int64) << 40 | batch["row"], positions)
    kept &= batch["length"] > 0
    return {name: values[kept] for name, values in batch.items()}


class _Embed:
    """A worker with its own encoder: adds `vector` [batch, dimension]."""

    def __init__(self, make_embedder: Callable[[], Embedder]) -> None:
        self._embedder = make_embedder()

    def __call__(self, batch: Columns) -> Columns:
        texts = [pickle.loads(packed).text for packed in batch["entry"]]
        return {"entry": batch["entry"], "vector": self._embedder.embed_passages(texts)}


class _Write:
    """A worker that writes to a Qdrant server."""

    def __init__(
        self, connect: Callable[[], AsyncQdrantClient], collection: str, encoder: str
    ) -> None:
        self._runner = asyncio.Runner()  # the client lives on one event loop
        self._index = QdrantIndex(connect(), collection=collection, encoder=encoder)

    def __call__(self, batch: Columns) -> Columns:
        points = _points(batch)
        self._runner.run(self._index.upsert(points))
        return {"written": np.array([len(points)])}


def _points(batch: Columns) -> list[Point]:
    entries: list[Entry] = [pickle.loads(packed) for packed in batch["entry"]]
    return [
        Point(e.payload, np.asarray(v, np.float32), e.words)
        for e, v in zip(entries, batch["vector"], strict=True)
    ]


def _cause(error: BaseException) -> BaseException:
    """Return what a worker raised, out of what Ray wraps it in."""
    while cause := (getattr(error, "cause", None) or error.__cause__):
        error = cause
    return error
