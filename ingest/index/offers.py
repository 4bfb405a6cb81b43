"""The index as of this moment: a sale begins and ends at its dates, not when a feed is read."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from ingest.index.filters import Filter, Range
from ingest.index.port import Hit, Index, IndexInfo, Kind, Payload, Query
from ingest.sale_dates import is_on_sale


def as_of(payload: Payload, now: datetime) -> Payload:
    """Return a payload with what is paid at an instant, which has a zone."""
    dated = payload.get("dated_sale")
    if not dated:
        return payload
    sale = dated["cents"] if is_on_sale(dated["dates"], now) else None
    if sale == payload["sale_price_cents"]:
        return payload
    current = payload["price_cents"] if sale is None else sale
    return {**payload, "sale_price_cents": sale, "current_cents": current}


class CurrentOffers:
    """The `Index` port over another: payloads tell what is paid now.

    What was written goes through its filters. So a hit whose price has changed since is dropped
    when it no longer meets them, and one that would meet them only now is found after the next
    ingestion.
    """

    def __init__(
        self, index: Index, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Read `index` as of `now()`, which has a zone."""
        self._index = index
        self._now = now

    async def info(self) -> IndexInfo:
        return await self._index.info()

    async def revision(self) -> str:
        return await self._index.revision()

    async def search(self, query: Query) -> list[Hit]:
        return self._current(query, await self._index.search(query))

    async def search_each(self, queries: Sequence[Query]) -> list[list[Hit]]:
        found = await self._index.search_each(queries)
        return [self._current(query, hits) for query, hits in zip(queries, found, strict=True)]

    async def get(self, kind: Kind, ids: Sequence[str]) -> list[Payload]:
        now = self._now()
        return [as_of(payload, now) for payload in await self._index.get(kind, ids)]

    async def facet(self, key: str, *, limit: int = 1000) -> dict[str, int]:
        return await self._index.facet(key, limit=limit)

    async def scroll(
        self, kind: Kind, filter: Filter | None = None, *, fields: Sequence[str] | None = None
    ) -> AsyncIterator[Payload]:
        async for payload in self._index.scroll(kind, filter, fields=fields):
            yield as_of(payload, self._now())

    async def close(self) -> None:
        await self._index.close()

    def _current(self, query: Query, hits: Sequence[Hit]) -> list[Hit]:
        now = self._now()
        found = []
        for hit in hits:
            payload = as_of(hit.payload, now)
            if payload is hit.payload:
                found.append(hit)
            elif all(_meets(payload, c) for c in query.filter.must if isinstance(c, Range)):
                found.append(replace(hit, payload=payload))
        if query.sort and query.sort[0] == "current_cents":
            found.sort(
                key=lambda hit: hit.payload["current_cents"], reverse=query.sort[1] == "desc"
            )
        return found


def _meets(payload: Payload, bounds: Range) -> bool:
    """Tell whether a payload's price is within bounds; those of anything else it meets already."""
    if bounds.key not in ("current_cents", "sale_price_cents"):
        return True
    value = payload[bounds.key]
    return value is not None and not (
        (bounds.gte is not None and value < bounds.gte)
        or (bounds.lte is not None and value > bounds.lte)
        or (bounds.gt is not None and value <= bounds.gt)
        or (bounds.lt is not None and value >= bounds.lt)
    )
