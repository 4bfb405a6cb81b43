"""Read sources again, as the index holds them at this moment."""

from collections.abc import Sequence
from typing import Any

from graph.state import Source
from ingest.index.port import Hit, Index, Kind


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
        payload=payload,
        score=score,
        dense_rank=dense_rank,
        text_rank=text_rank,
    )


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
            Source(**{**source, "payload": current[source["kind"], source["id"]]})
            for source in sources
            if (source["kind"], source["id"]) in current
        ]


def sources_of(hits: Sequence[Hit], first: int = 1) -> list[Source]:
    """Return what was found as sources, numbered from `first`."""
    return [
        source_of(hit.payload, marker, score=hit.score, dense_rank=hit.dense_rank,
                  text_rank=hit.text_rank)
        for marker, hit in enumerate(hits, first)
    ]  # fmt: skip


def marked(sources: Sequence[Source]) -> list[Source]:
    """Number sources shown before as this turn's."""
    return [Source(**{**source, "marker": n}) for n, source in enumerate(sources, 1)]
