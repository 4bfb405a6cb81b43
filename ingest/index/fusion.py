"""Fuse the dense and the BM25 leg by weighted reciprocal rank."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from ingest.index.port import Hit, Payload, Query

Id = TypeVar("Id", bound=Hashable)
Leg = Sequence[tuple[Id, float]]
"""(point's id, score) of one leg, best first."""


@dataclass(frozen=True)
class Fused(Generic[Id]):
    """A point with its place and score in either leg; its payload is fetched once it is chosen."""

    id: Id
    score: float
    dense_score: float | None
    text_score: float | None
    dense_rank: int | None
    text_rank: int | None

    def hit(self, payload: Payload) -> Hit:
        return Hit(payload, self.score, self.dense_score, self.text_score, self.dense_rank,
                   self.text_rank)  # fmt: skip


def fuse(dense: Leg[Id], text: Leg[Id], query: Query) -> list[Fused[Id]]:
    """Return the best `query.limit` of both legs, by the query's weights."""
    dense_at = {id_: (rank, score) for rank, (id_, score) in enumerate(dense, 1)}
    text_at = {id_: (rank, score) for rank, (id_, score) in enumerate(text, 1)}
    fused = []
    for id_ in dict.fromkeys([*dense_at, *text_at]):
        dense_rank, dense_score = dense_at.get(id_, (None, None))
        text_rank, text_score = text_at.get(id_, (None, None))
        score = query.dense_weight / (query.rrf_k + dense_rank) if dense_rank else 0.0
        score += query.text_weight / (query.rrf_k + text_rank) if text_rank else 0.0
        fused.append(Fused(id_, score, dense_score, text_score, dense_rank, text_rank))
    return sorted(fused, key=lambda point: -point.score)[: query.limit]
