"""A retriever over a few items, for tests."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from graph.policies.answering import Answering, Selector
from graph.ports import Retrieval
from graph.retrieval.retriever import HybridRetriever
from graph.routes import Route
from ingest.index.served import EdgeIndex
from ingest.product import Passage, Product
from ingest.sync.edge_target import EdgeTarget
from ingest.sync.job import sync
from tests.fakes.embedder import WordEmbedder


@asynccontextmanager
async def retriever_over(
    items: Iterable[Product | Passage], path: Path, selector: Selector | None = None
) -> AsyncIterator[HybridRetriever]:
    """Load the items into an index in the folder, and retrieve from it by their words."""
    embedder = WordEmbedder()
    await sync(items, EdgeTarget(path), embedder)
    index = EdgeIndex(path, encoder=embedder.fingerprint)
    try:
        yield HybridRetriever(index, embedder, answering=Answering(embedder, selector))
    finally:
        await index.close()


async def retrieved(
    retriever: HybridRetriever,
    text: str,
    route: Route = "product_question",
    before: Retrieval | None = None,
) -> Retrieval:
    """Retrieve for a message, after one whose first product was shown."""
    return await retriever.retrieve(
        route, text, previous_request=before.request if before else None, top_k=5,
        shown=before.sources[:1] if before else [],
    )  # fmt: skip
