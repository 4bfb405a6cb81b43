"""One generation of the index on Qdrant Edge: Qdrant's engine in this process, on disk."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar
from uuid import UUID

import numpy as np
import qdrant_edge as edge

from ingest.errors import IndexFailure, IndexLocked, IndexUnavailable
from ingest.index.bm25 import spanish_bm25
from ingest.index.edge_engine import (
    DENSE,
    EXACT,
    IN_FULL,
    RESCORED,
    TEXT,
    engine_filter,
    open_shard,
    storage,
    within_kind,
)
from ingest.index.filters import Filter, Match
from ingest.index.fusion import fuse
from ingest.index.kept_payloads import KeptPayloads
from ingest.index.payload import KEYWORD_FIELDS, NUMBER_FIELDS
from ingest.index.port import Hit, IndexInfo, Kind, Payload, Point, Query, point_id

T = TypeVar("T")

SHARD, MANIFEST = "shard", "manifest.json"
SCROLL_PAGE = 1000
NEAR = 300
"""Points nearest to a request that a filter is put to before all are searched within it."""
ENOUGH = 40
"""Of those, how many must meet the filter: a place in a leg beyond it is worth next to nothing."""
SMALL = 5_000
"""Points up to which a scan within a filter costs less than asking which of the nearest meet it."""
REQUESTS_KEPT = 8


class EdgeGeneration:
    """A shard and its manifest in a folder; reads and writes run on a small thread pool."""

    def __init__(
        self, folder: Path, shard: edge.EdgeShard, manifest: dict[str, Any], *, unserved: bool
    ) -> None:
        """Wrap an open shard; one that nobody serves yet is written through by `finish` only."""
        self.folder = folder
        self._unserved = unserved
        self.manifest = manifest
        self._shard = shard
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="edge")
        self._bm25 = spanish_bm25()
        self._nearest: dict[tuple[bytes, int], list[tuple[Any, float]]] = {}
        self._lock = Lock()
        """Of `_nearest`: searches run on several threads."""
        self._payloads = KeptPayloads(self._retrieve)
        self._count = count(1)
        self._writes = 0
        """Batches that may have changed more than offers, since it was opened."""
        self._counts: tuple[int, int, frozenset[Any]] = (-1, 0, frozenset())
        """Points and passages as of so many writes."""

    @classmethod
    def create(cls, folder: Path, *, encoder: str, dimension: int) -> "EdgeGeneration":
        """Create an empty generation; payload indexes exist before the first point.

        Raises:
            IndexFailure: the folder cannot be written.
        """
        config = storage(dimension)
        manifest = {"encoder": encoder, "dimension": dimension}
        try:
            (folder / SHARD).mkdir(parents=True)
            shard = edge.EdgeShard.create(str(folder / SHARD), config)
            (folder / MANIFEST).write_text(json.dumps(manifest, indent=2))
        except Exception as error:  # the engine raises bare Exceptions
            raise IndexFailure(f"cannot create the index in {folder}: {error}") from error
        generation = cls(folder, shard, manifest, unserved=True)
        for name in KEYWORD_FIELDS:
            generation._index_field(name, edge.PayloadSchemaType.Keyword)
        for name in NUMBER_FIELDS:
            generation._index_field(name, edge.PayloadSchemaType.Float)
        return generation

    @classmethod
    def load(cls, folder: Path, *, unserved: bool = False) -> "EdgeGeneration":
        """Open an existing generation; `unserved` when it is a copy that is being built.

        Raises:
            IndexUnavailable: there is none, or it is damaged.
            IndexLocked: another process has it open.
        """
        try:
            manifest = json.loads((folder / MANIFEST).read_text())
            shard = open_shard(folder / SHARD, manifest["dimension"] if unserved else None)
        except (OSError, ValueError) as error:
            raise IndexUnavailable(f"no index in {folder}: {error}") from error
        except Exception as error:
            if "lock" in str(error).lower():
                raise IndexLocked(
                    f"another process has {folder} open; a running server answers over HTTP"
                ) from error
            raise IndexUnavailable(f"cannot open {folder}: {error}") from error
        return cls(folder, shard, manifest, unserved=unserved)

    async def info(self) -> IndexInfo:
        kinds: dict[str, int] = {}
        for kind in ("product", "policy"):
            request = edge.CountRequest(filter=engine_filter(Filter((Match("kind", (kind,)),))))
            kinds[kind] = await self._run(partial(self._shard.count, request))
        return IndexInfo(self.folder.name, self.manifest["encoder"], kinds)

    async def revision(self) -> str:
        return f"{self.folder.name}-{self._writes}"

    async def search(self, query: Query) -> list[Hit]:
        return await self._run(lambda: self._search(query))

    async def search_each(self, queries: Sequence[Query]) -> list[list[Hit]]:
        # One after the other: two threads would wait for the interpreter more than for the engine.
        return await self._run(lambda: [self._search(query) for query in queries])

    def _search(self, query: Query) -> list[Hit]:
        condition = engine_filter(within_kind(query))
        if query.sort:
            key, direction = query.sort
            order = edge.OrderBy(
                key, edge.Direction.Asc if direction == "asc" else edge.Direction.Desc
            )
            request = edge.QueryRequest(limit=query.limit, query=order, filter=condition)
            ids = [point.id for point in self._shard.query(request)]
            payloads = self._payloads.of(ids)
            return [Hit(payloads[id_], 0.0) for id_ in ids if id_ in payloads]
        # Of one leg alone the best stay the best; what is beyond them is of use to a fusion only.
        is_fused = query.dense is not None and query.text is not None
        limit = max(query.prefetch, query.limit) if is_fused else query.limit
        dense = self._dense_leg(query, condition, limit) if query.dense is not None else []
        text: list[tuple[Any, float]] = []
        if query.text is not None:
            nearest = edge.Query.Nearest(self._bm25.embed_query(query.text), using=TEXT)
            found = self._shard.query(edge.QueryRequest(limit, query=nearest, filter=condition))
            text = [(p.id, p.score) for p in found]
        best = fuse(dense, text, query)
        # Payloads cost more than the search: only those that are returned are read.
        payloads = self._payloads.of([point.id for point in best])
        return [point.hit(payloads[point.id]) for point in best if point.id in payloads]

    def _retrieve(self, ids: list[Any]) -> dict[Any, Payload]:
        return {r.id: r.payload or {} for r in self._shard.retrieve(ids, True, False)}

    def _dense_leg(
        self, query: Query, condition: edge.Filter, limit: int
    ) -> list[tuple[Any, float]]:
        """Return (point's id, cosine) of the nearest within the filter, best first.

        A filter costs a scan more than the scan itself. So the nearest of all are taken first, and
        the filter is put to those: if enough meet it, they are the nearest within it. Else it is
        the engine that searches within the filter.
        """
        assert query.dense is not None
        nearest = edge.Query.Nearest(query.dense.tolist(), using=DENSE)
        if not query.exact and not self._is_small():
            near = self._near(query.dense.tobytes(), nearest)
            if query.filter == Filter() and query.kind == "product":
                passages = self._passages()
                return [(id_, score) for id_, score in near if id_ not in passages][:limit]
            among = edge.Filter(must=[edge.HasIdCondition({id_ for id_, _ in near}), condition])
            found = self._shard.query(
                edge.QueryRequest(limit, query=nearest, filter=among, params=IN_FULL)
            )
            if len(found) >= min(limit, ENOUGH):
                return [(point.id, point.score) for point in found]
        params = EXACT if query.exact else IN_FULL
        request = edge.QueryRequest(limit, query=nearest, filter=condition, params=params)
        return [(point.id, point.score) for point in self._shard.query(request)]

    def _near(self, vector: bytes, nearest: edge.Query) -> list[tuple[Any, float]]:
        """Return (id, cosine) of the points nearest to a vector, of any kind.

        A request is searched for more than once: without its filter, with it, and relaxed.
        """
        key = (vector, self._writes)
        near = self._nearest.get(key)
        if near is None:
            found = self._shard.query(edge.QueryRequest(NEAR, query=nearest, params=RESCORED))
            near = [(point.id, point.score) for point in found]
            with self._lock:
                self._nearest[key] = near
                while len(self._nearest) > REQUESTS_KEPT:
                    self._nearest.pop(next(iter(self._nearest)))
        return near

    def _is_small(self) -> bool:
        return self._counted()[0] <= SMALL

    def _passages(self) -> frozenset[Any]:
        """Return the ids of what is no product: so few that they are taken out here."""
        return self._counted()[1]

    def _counted(self) -> tuple[int, frozenset[Any]]:
        """Return how many points there are, and the ids of the passages among them."""
        writes, points, passages = self._counts
        if writes != self._writes:
            writes = self._writes
            points = self._shard.info().points_count
            request = edge.ScrollRequest(
                limit=points + 1,
                filter=engine_filter(Filter((Match("kind", ("policy",)),))),
                with_payload=False,
            )
            passages = frozenset(record.id for record in self._shard.scroll(request)[0])
            self._counts = writes, points, passages
        return points, passages

    async def get(self, kind: Kind, ids: Sequence[str]) -> list[Payload]:
        if not ids:
            return []
        points: list[Any] = [_uuid(kind, id_) for id_ in ids]
        found = self._payloads.kept(points)
        if len(found) < len(points):
            found = await self._run(lambda: self._payloads.of(points))
        return [found[point] for point in points if point in found]

    async def facet(self, key: str, *, limit: int = 1000) -> dict[str, int]:
        products = engine_filter(Filter((Match("kind", ("product",)),)))
        request = edge.FacetRequest(key, limit=limit, exact=True, filter=products)
        response = await self._run(lambda: self._shard.facet(request))
        return {str(hit.value): hit.count for hit in response.hits if hit.value != ""}

    async def scroll(
        self, kind: Kind, filter: Filter | None = None, *, fields: Sequence[str] | None = None
    ) -> AsyncIterator[Payload]:
        wanted = filter or Filter()
        condition = engine_filter(Filter((Match("kind", (kind,)), *wanted.must), wanted.must_not))
        offset = None
        while True:
            request = edge.ScrollRequest(
                offset=offset,
                limit=SCROLL_PAGE,
                filter=condition,
                with_payload=True if fields is None else list(fields),
            )
            records, offset = await self._run(partial(self._shard.scroll, request))
            for record in records:
                yield record.payload or {}
            if offset is None:
                return

    async def upsert(self, points: Sequence[Point]) -> None:
        def apply() -> None:  # BM25 too is computed off the event loop
            found = [self._point(point) for point in points]
            self._shard.update(edge.UpdateOperation.upsert_points(found))
            self._flush()

        await self._change(apply)

    async def set_payload(self, payloads: Sequence[Payload]) -> None:
        def apply() -> None:
            for payload in payloads:
                ids: list[int | UUID | str] = [point_id(payload["kind"], payload["id"])]
                self._shard.update(edge.UpdateOperation.overwrite_payload(ids, payload))
            self._flush()

        await self._change(apply)

    async def merge_payload(self, payloads: Sequence[Payload]) -> None:
        def apply() -> None:
            for payload in payloads:
                ids: list[int | UUID | str] = [point_id(payload["kind"], payload["id"])]
                self._shard.update(edge.UpdateOperation.set_payload(ids, payload))
            self._flush()

        await self._forgetting(apply)

    async def delete(self, kind: Kind, ids: Sequence[str]) -> None:
        points: list[int | UUID | str] = [point_id(kind, id_) for id_ in ids]

        def apply() -> None:
            self._shard.update(edge.UpdateOperation.delete_points(points))
            self._flush()

        await self._change(apply)

    async def ensure_number_keys(self, keys: Iterable[str]) -> None:
        """Create the indexes of attributes not seen before, ahead of the points that hold them."""

        def create() -> None:
            known = set(self._shard.info().payload_schema)
            for name in sorted(f"num.{key}" for key in keys):
                if name not in known:
                    self._index_field(name, edge.PayloadSchemaType.Float)

        await self._run(create)

    async def finish(self) -> None:
        """Merge segments, build the graph of a large generation, and write all of it to disk."""
        await self._run(self._shard.optimize)
        await self.flush()

    async def flush(self) -> None:
        """Write everything through to the disk."""
        await self._run(self._shard.flush)

    async def close(self) -> None:
        await self._run(self._shard.close)
        self._pool.shutdown(wait=False)

    def _point(self, point: Point) -> edge.Point:
        vectors = {DENSE: point.dense.astype(np.float32).tolist(),
                   TEXT: self._bm25.embed_document(point.text)}  # fmt: skip
        return edge.Point(
            point_id(point.payload["kind"], point.payload["id"]), vectors, point.payload
        )

    def _index_field(self, name: str, schema: edge.PayloadSchemaType) -> None:
        self._shard.update(edge.UpdateOperation.create_field_index(name, schema))

    async def _change(self, apply: Callable[[], None]) -> None:
        """Run a write and count it, when it fails or nobody waits for it any more too."""

        def counted() -> None:
            try:
                apply()
            finally:
                self._writes = next(self._count)

        await self._forgetting(counted)

    async def _forgetting(self, apply: Callable[[], None]) -> None:
        """Run a write, before and after which payloads that were read are dropped."""

        def write() -> None:
            self._payloads.forget()
            try:
                apply()
            finally:
                self._payloads.forget()

        await self._run(write)

    def _flush(self) -> None:
        """Make a live update durable. What nobody serves yet is lost whole or served whole."""
        if not self._unserved:
            self._shard.flush()

    async def _run(self, call: Callable[[], T]) -> T:
        """Run a blocking engine call on the pool.

        Raises:
            IndexFailure: the engine refused, or the disk is full.
        """
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, call)
        except (IndexFailure, asyncio.CancelledError):
            raise
        except Exception as error:  # the engine raises bare Exceptions
            raise IndexFailure(f"the index failed: {error}") from error


@lru_cache(maxsize=8192)
def _uuid(kind: Kind, id_: str) -> UUID:
    """Return the id of a point as the engine tells it."""
    return UUID(point_id(kind, id_))
