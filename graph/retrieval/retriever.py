"""Find sources by hybrid search."""

import asyncio
from collections.abc import Sequence
from typing import Any

from graph.ports import Retrieval
from graph.retrieval.catalog import source_of
from graph.routes import Route
from graph.state import Source
from ingest.encoder.embedder import Embedder
from ingest.index.port import Index, Query


class HybridRetriever:
    """Dense and BM25 legs over the index, fused by reciprocal rank."""

    def __init__(self, index: Index, embedder: Embedder) -> None:
        self._index = index
        self._embedder = embedder

    async def retrieve(
        self,
        route: Route,
        text: str,
        *,
        previous_request: dict[str, Any] | None,
        shown: Sequence[Source],
        top_k: int,
    ) -> Retrieval:
        vector = (await asyncio.to_thread(self._embedder.embed_queries, [text]))[0]
        kind = "policy" if route == "store_policy" else "product"
        hits = await self._index.search(Query(kind=kind, limit=top_k, dense=vector, text=text))
        sources = [
            source_of(hit.payload, marker, score=hit.score, dense_rank=hit.dense_rank,
                      text_rank=hit.text_rank)
            for marker, hit in enumerate(hits, 1)
        ]  # fmt: skip
        return Retrieval(sources, {"text": text})
