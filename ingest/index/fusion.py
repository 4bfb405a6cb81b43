"""Fuse the dense and the BM25 leg by weighted reciprocal rank."""

from collections.abc import Sequence

from ingest.index.port import Hit, Payload

RRF_K = 60
"""Source: Cormack et al. 2009, "Reciprocal Rank Fusion", section 2."""

Leg = Sequence[tuple[Payload, float]]
"""(payload, score) of one leg, best first."""


def fuse(
    dense: Leg, text: Leg, *, dense_weight: float, text_weight: float, limit: int
) -> list[Hit]:
    """Return the best `limit` of both legs; each hit keeps its place and score in either."""
    dense_at = {payload["id"]: (rank, score) for rank, (payload, score) in enumerate(dense, 1)}
    text_at = {payload["id"]: (rank, score) for rank, (payload, score) in enumerate(text, 1)}
    payloads = {payload["id"]: payload for payload, _ in [*dense, *text]}
    hits = []
    for id_, payload in payloads.items():
        dense_rank, dense_score = dense_at.get(id_, (None, None))
        text_rank, text_score = text_at.get(id_, (None, None))
        score = dense_weight / (RRF_K + dense_rank) if dense_rank else 0.0
        score += text_weight / (RRF_K + text_rank) if text_rank else 0.0
        hits.append(Hit(payload, score, dense_score, text_score, dense_rank, text_rank))
    return sorted(hits, key=lambda hit: -hit.score)[:limit]
