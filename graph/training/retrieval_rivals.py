"""The ways of searching that `dona evaluate retrieval` compares."""

from collections.abc import Awaitable, Callable, Sequence

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from graph.errors import TrainingError
from graph.retrieval.search import ProductSearch, Weights
from graph.retrieval.stories import Stories
from graph.understanding.request import SearchRequest
from graph.wording import AVAILABILITY, write_price
from ingest.encoder.embedder import Embedder
from ingest.index.payload import product_of
from ingest.index.port import Index, Payload, Query
from ingest.index.text import product_text

TOP_K = 10
RIVAL_MOST = 5000
"""Products up to which the rival is run: its index is Python's, in memory, and embeds anew."""
Search = Callable[[str, str | None], Awaitable[list[Payload]]]
"""(query, the request before) → payloads, best first."""


class EmbeddingsOf(Embeddings):
    """DONA's encoder as LangChain calls one."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in row] for row in self._embedder.embed_passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        return [float(x) for x in self._embedder.embed_queries([text])[0]]


def ways_to_search(
    index: Index, embedder: Embedder, products: Sequence[Payload], *,
    stories: Callable[[], Stories] | None = None,
) -> list[tuple[str, Search]]:  # fmt: skip
    """Return each way with its name, the retriever as it serves first.

    `stories` are made for each way, which so remembers nothing of another's.

    Raises:
        TrainingError: the rival is not installed.
    """

    def retriever(weights: Weights = Weights()) -> ProductSearch:
        return ProductSearch(index, embedder, weights, stories=stories and stories())

    ways: list[tuple[str, Search]] = [
        ("retriever", Understood(retriever())),
        ("dense leg only", Understood(retriever(Weights(text=0)))),
        ("BM25 leg only", Understood(retriever(Weights(dense=0)))),
        ("plain dense, the message as it is", _plain(index, embedder, hybrid=False)),
        ("plain hybrid, the message as it is", _plain(index, embedder, hybrid=True)),
    ]
    if len(products) <= RIVAL_MOST:
        ways.append(("LangChain QdrantVectorStore", _langchain(embedder, products)))
    return ways


class Understood:
    """Search as the graph does: a follow-up leans on the request before, which the state holds."""

    def __init__(self, products: ProductSearch) -> None:
        self._products = products
        self._requests: dict[str, SearchRequest] = {}

    async def turn_before(self, text: str) -> None:
        """Read the request before: a turn of its own, whose time is not this one's."""
        self._requests[text] = (await self._products.search(text, top_k=1))[0]

    async def __call__(self, text: str, previous: str | None) -> list[Payload]:
        if previous and previous not in self._requests:
            await self.turn_before(previous)
        before = self._requests[previous] if previous else None
        _, hits, _ = await self._products.search(text, previous=before, top_k=TOP_K)
        return [hit.payload for hit in hits]


def _plain(index: Index, embedder: Embedder, *, hybrid: bool) -> Search:
    async def search(text: str, previous: str | None) -> list[Payload]:
        whole = f"{previous} {text}" if previous else text
        vector = embedder.embed_queries([whole])[0]
        text_leg = whole if hybrid else None
        hits = await index.search(Query("product", TOP_K, dense=vector, text=text_leg))
        return [hit.payload for hit in hits]

    return search


def _langchain(embedder: Embedder, products: Sequence[Payload]) -> Search:
    """What a user would write: documents with their price and stock, top-k similarity."""
    try:
        from langchain_qdrant import QdrantVectorStore
    except ImportError as error:
        raise TrainingError(f"the rival is not installed: {error}") from error

    documents = [
        Document(
            f"{product_text(product_of(p))}. {write_price(p)}. {AVAILABILITY[p['availability']]}",
            metadata={"id": p["id"]},
        )
        for p in products
    ]
    documents.sort(key=lambda d: len(d.page_content))  # less padding within a batch
    by_id = {p["id"]: p for p in products}
    store = QdrantVectorStore.from_documents(
        documents,
        EmbeddingsOf(embedder),
        location=":memory:",
        collection_name="rival",
        batch_size=512,
    )

    async def search(text: str, previous: str | None) -> list[Payload]:
        found = store.similarity_search(f"{previous} {text}" if previous else text, k=TOP_K)
        return [by_id[document.metadata["id"]] for document in found]

    return search
