"""The knowledge index as the rest of DONA sees it."""

import uuid
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.index.filters import Filter

RRF_K = 60
"""How slowly a place in a leg loses its worth.

Source: Cormack et al. 2009, "Reciprocal Rank Fusion", section 2; `python -m benchmarks.fusion`.
"""

Kind = Literal["product", "policy"]
Payload = dict[str, Any]
"""A point's payload: see `ingest/index/payload.py` for its layout."""


def point_id(kind: Kind, id_: str) -> str:
    """Return the engine's id of a point: a UUID made from kind and id."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"dona:{kind}:{id_}"))


@dataclass(frozen=True)
class Point:
    """What is stored: a payload under (kind, id), a dense vector, and text for BM25."""

    payload: Payload
    dense: NDArray[np.float32]
    """[dimension], L2 norm 1."""
    text: str
    """What BM25 indexes."""


@dataclass(frozen=True)
class Query:
    """A hybrid query; a leg that is None is not run. At least one leg or a sort is needed."""

    kind: Kind
    limit: int
    dense: NDArray[np.float32] | None = None
    """[dimension], L2 norm 1."""
    text: str | None = None
    """Scored by BM25 over the points' texts."""
    filter: Filter = field(default_factory=Filter)
    dense_weight: float = 1.0
    text_weight: float = 1.0
    """Weights of the two legs in the reciprocal rank fusion."""
    rrf_k: int = RRF_K
    prefetch: int = 100
    """How many each leg hands to the fusion."""
    sort: tuple[str, Literal["asc", "desc"]] | None = None
    """Order by this payload number instead of by relevance; the legs are ignored."""
    exact: bool = False
    """Compare the dense vector with every point that passes the filter: slow, misses nothing."""


@dataclass(frozen=True)
class Hit:
    """A point found, with why: its place in each leg (1 = best, None = not in it)."""

    payload: Payload
    score: float
    dense_score: float | None = None
    """Cosine similarity, in [-1, 1]."""
    text_score: float | None = None
    """BM25 score."""
    dense_rank: int | None = None
    text_rank: int | None = None

    def scored(self, score: float) -> "Hit":
        """Return the same hit with another score."""
        return replace(self, score=score)


@dataclass(frozen=True)
class IndexInfo:
    """What fills the index."""

    generation: str
    encoder: str
    """The embedder's fingerprint."""
    counts: Mapping[str, int]
    """Points by kind."""


class Index(Protocol):
    """Reads of the served generation. Async: implementations keep blocking calls off the loop."""

    async def info(self) -> IndexInfo: ...

    async def revision(self) -> str:
        """Name the state of what is held but prices and stock: the same name, nothing changed."""
        ...

    async def search(self, query: Query) -> list[Hit]:
        """Return at most `query.limit` hits, best first.

        Raises:
            IndexUnavailable: the index cannot be opened or reached.
        """
        ...

    async def search_each(self, queries: Sequence[Query]) -> list[list[Hit]]:
        """Return the hits of several queries, in their order, sooner than one after the other."""
        ...

    async def get(self, kind: Kind, ids: Sequence[str]) -> list[Payload]:
        """Return the payloads that exist, in the order asked, as they are at this moment."""
        ...

    async def facet(self, key: str, *, limit: int = 1000) -> dict[str, int]:
        """Return the values of a keyword payload field with their counts, over products."""
        ...

    def scroll(
        self, kind: Kind, filter: Filter | None = None, *, fields: Sequence[str] | None = None
    ) -> AsyncIterator[Payload]:
        """Yield every payload of a kind, or these fields of it, in no particular order."""
        ...

    async def close(self) -> None: ...


class WritableIndex(Index, Protocol):
    """Writes to one generation; durable when the call returns."""

    async def upsert(self, points: Sequence[Point]) -> None: ...

    async def set_payload(self, payloads: Sequence[Payload]) -> None:
        """Replace the payloads of existing points, found by their `kind` and `id`."""
        ...

    async def merge_payload(self, payloads: Sequence[Payload]) -> None:
        """Set these fields of existing points, found by `kind` and `id`, and leave the others."""
        ...

    async def delete(self, kind: Kind, ids: Sequence[str]) -> None: ...

    async def ensure_number_keys(self, keys: Iterable[str]) -> None:
        """Index the numeric attributes not seen before; call it ahead of their points."""
        ...
