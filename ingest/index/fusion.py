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
    dense_at = {id_: rank for rank, (id_, _) in enumerate(dense, 1)}
    text_at = {id_: rank for rank, (id_, _) in enumerate(text, 1)}
    scores = {id_: query.dense_weight / (query.rrf_k + rank) for id_, rank in dense_at.items()}
    for id_, rank in text_at.items():
        scores[id_] = scores.get(id_, 0.0) + query.text_weight / (query.rrf_k + rank)
    best = sorted(scores, key=scores.__getitem__, reverse=True)[: query.limit]
    return [
        Fused(
            id_,
            scores[id_],
            dense[dense_at[id_] - 1][1] if id_ in dense_at else None,
            text[text_at[id_] - 1][1] if id_ in text_at else None,
            dense_at.get(id_),
            text_at.get(id_),
        )
        for id_ in best
    ]
