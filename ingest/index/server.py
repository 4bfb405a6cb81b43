"""The index on a Qdrant server, or a cluster of them, through its asynchronous client.

Writes are conditional (`update_filter`): Qdrant 1.16 or newer.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Iterable, Sequence
from typing import Any, TypeVar

import httpx
from qdrant_client import AsyncQdrantClient, models
from qdrant_client.http.exceptions import ApiException

from ingest.errors import IndexMismatch, IndexUnavailable
from ingest.index.bm25 import spanish_bm25
from ingest.index.filters import Condition, Either, Filter, Match
from ingest.index.fusion import fuse
from ingest.index.payload import KEYWORD_FIELDS, NUMBER_FIELDS
from ingest.index.port import Hit, IndexInfo, Kind, Payload, Point, Query, point_id

T = TypeVar("T")

DENSE, TEXT = "dense", "text"
META = "00000000-0000-0000-0000-000000000000"
"""A point without product: its payload says which encoder filled the collection."""
BATCH = 500


class QdrantIndex:
    """Reads and writes one collection, usually through an alias."""

    def __init__(self, client: AsyncQdrantClient, *, collection: str, encoder: str) -> None:
        self._client = client
        self.collection = collection
        self._encoder = encoder
        self._bm25 = spanish_bm25()
        self._checked = False

    async def create(self, dimension: int) -> None:
        """Create the collection with its payload indexes, before any point."""
        await asked(
            self._client.create_collection(
                self.collection,
                vectors_config={
                    DENSE: models.VectorParams(size=dimension, distance=models.Distance.COSINE)
                },
                sparse_vectors_config={
                    TEXT: models.SparseVectorParams(modifier=models.Modifier.IDF)
                },
            )
        )
        schemas = dict.fromkeys(KEYWORD_FIELDS, models.PayloadSchemaType.KEYWORD)
        schemas |= dict.fromkeys(NUMBER_FIELDS, models.PayloadSchemaType.FLOAT)
        schemas["updated_at"] = models.PayloadSchemaType.DATETIME
        for name, schema in schemas.items():
            await asked(self._client.create_payload_index(self.collection, name, schema))
        meta = models.PointStruct(id=META, vector={}, payload={"encoder": self._encoder})
        await asked(self._client.upsert(self.collection, [meta], wait=True))

    async def info(self) -> IndexInfo:
        await self._check()
        counts = {}
        for kind in ("product", "policy"):
            condition = _filter(Filter((Match("kind", (kind,)),)))
            counted = await asked(
                self._client.count(self.collection, count_filter=condition, exact=True)
            )
            counts[kind] = counted.count
        return IndexInfo(self.collection, self._encoder, counts)

    async def revision(self) -> str:
        """Name the moment: others may have written since, and only reading it all would tell."""
        return str(time.monotonic_ns())

    async def search(self, query: Query) -> list[Hit]:
        await self._check()
        condition = _filter(
            Filter((Match("kind", (query.kind,)), *query.filter.must), query.filter.must_not)
        )
        if query.sort:
            key, direction = query.sort
            order = models.OrderBy(key=key, direction=models.Direction(direction))
            records, _ = await asked(
                self._client.scroll(
                    self.collection, scroll_filter=condition, limit=query.limit, order_by=order
                )
            )
            return [Hit(record.payload or {}, 0.0) for record in records]
        legs: list[models.QueryRequest] = []
        if query.dense is not None:
            legs.append(self._leg(query, query.dense.tolist(), DENSE, condition))
        if query.text is not None:
            sparse = self._bm25.embed_query(query.text)
            vector = models.SparseVector(indices=sparse.indices, values=sparse.values)
            legs.append(self._leg(query, vector, TEXT, condition))
        answers = await asked(self._client.query_batch_points(self.collection, legs))
        payloads = {p.id: p.payload or {} for answer in answers for p in answer.points}
        found = iter([[(p.id, p.score) for p in answer.points] for answer in answers])
        dense = next(found) if query.dense is not None else []
        text = next(found) if query.text is not None else []
        best = fuse(dense, text, query)
        return [point.hit(payloads[point.id]) for point in best]

    async def search_each(self, queries: Sequence[Query]) -> list[list[Hit]]:
        return list(await asyncio.gather(*map(self.search, queries)))

    def _leg(
        self, query: Query, vector: Any, using: str, condition: models.Filter
    ) -> models.QueryRequest:
        limit = max(query.prefetch, query.limit)
        return models.QueryRequest(
            query=vector,
            using=using,
            filter=condition,
            limit=limit,
            with_payload=True,
            params=models.SearchParams(exact=query.exact),
        )

    async def get(self, kind: Kind, ids: Sequence[str]) -> list[Payload]:
        if not ids:
            return []
        records = await asked(
            self._client.retrieve(self.collection, [point_id(kind, id_) for id_ in ids])
        )
        found = {record.payload["id"]: record.payload for record in records if record.payload}
        return [found[id_] for id_ in ids if id_ in found]

    async def facet(self, key: str, *, limit: int = 1000) -> dict[str, int]:
        products = _filter(Filter((Match("kind", ("product",)),)))
        response = await asked(
            self._client.facet(self.collection, key, limit=limit, exact=True, facet_filter=products)
        )
        return {str(hit.value): hit.count for hit in response.hits if hit.value != ""}

    async def scroll(
        self, kind: Kind, filter: Filter | None = None, *, fields: Sequence[str] | None = None
    ) -> AsyncIterator[Payload]:
        wanted = filter or Filter()
        condition = _filter(Filter((Match("kind", (kind,)), *wanted.must), wanted.must_not))
        offset = None
        while True:
            records, offset = await asked(
                self._client.scroll(
                    self.collection,
                    scroll_filter=condition,
                    limit=1000,
                    offset=offset,
                    with_payload=True if fields is None else list(fields),
                )
            )
            for record in records:
                yield record.payload or {}
            if offset is None:
                return

    async def upsert(self, points: Sequence[Point]) -> None:
        """Insert, or replace what is not newer: the server compares, at the moment of writing."""
        by_date: dict[str | None, list[models.PointStruct]] = {}
        for point in points:
            struct = models.PointStruct(
                id=point_id(point.payload["kind"], point.payload["id"]),
                vector={DENSE: point.dense.tolist(), TEXT: self._sparse(point.text)},
                payload=point.payload,
            )
            by_date.setdefault(point.payload.get("updated_at"), []).append(struct)
        await self._update(
            [
                models.UpsertOperation(
                    upsert=models.PointsList(
                        points=structs[start : start + BATCH], update_filter=_not_newer(date)
                    )
                )
                for date, structs in by_date.items()
                for start in range(0, len(structs), BATCH)
            ]
        )

    async def set_payload(self, payloads: Sequence[Payload]) -> None:
        await self._update(
            [models.OverwritePayloadOperation(overwrite_payload=_change(p)) for p in payloads]
        )

    async def merge_payload(self, payloads: Sequence[Payload]) -> None:
        await self._update([models.SetPayloadOperation(set_payload=_change(p)) for p in payloads])

    async def _update(self, operations: Sequence[models.UpdateOperation]) -> None:
        """Send operations in batches of at most `BATCH` points, and wait until they are served."""
        batch: list[models.UpdateOperation] = []
        size = 0
        for operation in operations:
            upserts = isinstance(operation, models.UpsertOperation)
            points = len(operation.upsert.points) if upserts else 1  # type: ignore[union-attr]
            if batch and size + points > BATCH:
                await asked(self._client.batch_update_points(self.collection, batch, wait=True))
                batch, size = [], 0
            batch.append(operation)
            size += points
        if batch:
            await asked(self._client.batch_update_points(self.collection, batch, wait=True))

    async def delete(self, kind: Kind, ids: Sequence[str]) -> None:
        points = models.PointIdsList(points=[point_id(kind, id_) for id_ in ids])
        await asked(self._client.delete(self.collection, points, wait=True))

    async def ensure_number_keys(self, keys: Iterable[str]) -> None:
        known = (await asked(self._client.get_collection(self.collection))).payload_schema
        for name in sorted(f"num.{key}" for key in keys):
            if name not in known:
                schema = models.PayloadSchemaType.FLOAT
                await asked(self._client.create_payload_index(self.collection, name, schema))

    async def filled_by(self) -> str | None:
        """Return the fingerprint of the encoder that filled the collection."""
        records = await asked(self._client.retrieve(self.collection, [META]))
        return (records[0].payload or {}).get("encoder") if records else None

    async def writable(self) -> "QdrantIndex":
        """Return the collection itself: points change one by one, each whole."""
        await self._check()
        return self

    async def close(self) -> None:
        await self._client.close()

    def _sparse(self, text: str) -> models.SparseVector:
        vector = self._bm25.embed_document(text)
        return models.SparseVector(indices=vector.indices, values=vector.values)

    async def _check(self) -> None:
        """Refuse a collection that another encoder filled; asked once.

        Raises:
            IndexMismatch: another encoder filled it.
        """
        if self._checked:
            return
        filled_by = await self.filled_by()
        if filled_by != self._encoder:
            raise IndexMismatch(
                f"the collection {self.collection} was filled by the encoder {filled_by}, and the "
                f"settings name {self._encoder}: load the catalog again, `dona ingest SOURCE`"
            )
        self._checked = True


async def asked(call: Awaitable[T]) -> T:
    """Await a client's call.

    Raises:
        IndexUnavailable: the server is down, slow, or lacks the collection.
    """
    try:
        return await call
    except (ApiException, httpx.HTTPError, ValueError, OSError) as error:
        raise IndexUnavailable(f"the Qdrant server failed: {error}") from error


def _not_newer(date: str | None) -> models.Filter | None:
    """Match points that are not newer than `date`; an undated change takes any."""
    if not date:
        return None
    field = models.PayloadField(key="updated_at")
    until = models.FieldCondition(key="updated_at", range=models.DatetimeRange(lte=date))
    undated = [models.IsEmptyCondition(is_empty=field), models.IsNullCondition(is_null=field)]
    return models.Filter(should=[until, *undated])


def _change(payload: Payload) -> models.SetPayload:
    """Address the payload to its point, when that exists and is not newer."""
    point = models.HasIdCondition(has_id=[point_id(payload["kind"], payload["id"])])
    condition = _not_newer(payload.get("updated_at"))
    must: list[models.Condition] = [point, condition] if condition else [point]
    return models.SetPayload(payload=payload, filter=models.Filter(must=must))


def _filter(filter_: Filter) -> models.Filter:
    return models.Filter(
        must=[_condition(condition) for condition in filter_.must],
        must_not=[_condition(condition) for condition in filter_.must_not],
    )


def _condition(condition: Condition) -> models.FieldCondition | models.Filter:
    if isinstance(condition, Either):
        return models.Filter(should=[_filter(filter_) for filter_ in condition.filters])
    if isinstance(condition, Match):
        return models.FieldCondition(
            key=condition.key, match=models.MatchAny(any=[str(value) for value in condition.any_of])
        )
    bounds = models.Range(gte=condition.gte, lte=condition.lte, gt=condition.gt, lt=condition.lt)
    return models.FieldCondition(key=condition.key, range=bounds)
