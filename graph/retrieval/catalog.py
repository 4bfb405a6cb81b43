"""Read sources again, as the index holds them at this moment."""

from collections.abc import Sequence
from typing import Any

from graph.state import Source
from ingest.index.port import Index, Kind
from ingest.orders import of_the_product, order_in


def source_of(
    payload: dict[str, Any],
    marker: int,
    *,
    score: float = 1.0,
    dense_rank: int | None = None,
    text_rank: int | None = None,
) -> Source:
    """Wrap an index payload as a source."""
    return Source(
        marker=marker,
        kind=payload["kind"],
        id=payload["id"],
        title=payload["title"],
        link=payload["link"],
        payload=_told(payload),
        score=score,
        dense_rank=dense_rank,
        text_rank=text_rank,
    )


def _told(payload: dict[str, Any]) -> dict[str, Any]:
    """Return a payload as it may be told: its texts speak of the product, and order nothing.

    An index may be older than what ingestion refuses, and a patch comes in by another door.
    """
    if payload["kind"] != "product":
        return payload
    held = payload["attributes"]
    kept = {name: value for name, value in held.items() if not order_in(f"{name}: {value}")}
    described = of_the_product(payload["description"] or "")
    if described == payload["description"] and len(kept) == len(held):
        return payload
    return {**payload, "description": described, "attributes": kept}


class IndexCatalog:
    """The `Catalog` port over the index."""

    def __init__(self, index: Index) -> None:
        self._index = index

    async def refresh(self, sources: Sequence[Source]) -> list[Source]:
        """Return the sources with current payloads, in order; what was deleted is dropped."""
        current: dict[tuple[Kind, str], dict[str, Any]] = {}
        for kind in {source["kind"] for source in sources}:
            ids = [source["id"] for source in sources if source["kind"] == kind]
            current |= {(kind, p["id"]): p for p in await self._index.get(kind, ids)}
        return [
            Source(**{**source, "payload": _told(current[source["kind"], source["id"]])})
            for source in sources
            if (source["kind"], source["id"]) in current
        ]
