"""What is measured: DONA's graph, and a plain LangChain retrieval chain."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

from langchain_core.documents import Document
from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableLambda
from langgraph.graph.state import CompiledStateGraph

from graph.composer.topics import read_topics
from graph.errors import GeneratorError, TrainingError
from graph.ports import DraftRequest, Generator
from graph.routes import Route
from graph.sentences import stream_sentences
from graph.state import Source
from graph.training.answers.judge import Said
from graph.training.retrieval_rivals import EmbeddingsOf
from graph.wording import AVAILABILITY, write_price
from ingest.encoder.embedder import Embedder
from ingest.index.payload import product_of
from ingest.index.port import Payload
from ingest.index.text import product_text

TOP_K = 5
System = Callable[[str, str], Awaitable[Said]]
"""(conversation's id, message) → what was answered, knowing the turns before."""


def graph_system(graph: CompiledStateGraph[Any, Any, Any, Any]) -> System:
    """Ask the graph itself; it needs a checkpointer, for conversations go on."""

    async def ask(thread: str, message: str) -> Said:
        config: Any = {"configurable": {"thread_id": thread}}
        given = {"messages": [HumanMessage(message)]}
        start, first = time.perf_counter(), 0.0
        state: dict[str, Any] = {}
        stream: AsyncIterator[Any] = graph.astream(given, config, stream_mode=["custom", "values"])
        async for mode, part in stream:
            if mode == "values":
                state |= part  # a turn that waits for a person ends with less
            elif part.get("type") == "sentence":
                first = first or time.perf_counter() - start
        whole = time.perf_counter() - start
        failed = [f"{c['reason']}: «{c['text'].strip()}»" for c in state["claims"]
                  if c["verdict"] in ("contradicted", "not_found")]  # fmt: skip
        return Said(
            text=state["answer"],
            route=state["route"],
            verdict=state["verdict"],
            sources=state["sources"],
            first_ms=(first or whole) * 1000,
            whole_ms=whole * 1000,
            reasons=[
                f"route {state['route']} {state['confidence']:.2f}; verdict {state['verdict']}; "
                f"sources {', '.join(s['id'] for s in state['sources']) or 'none'}",
                *(f"note: {note}" for note in state["notes"]),
                *dict.fromkeys((*state["feedback"], *failed)),
            ],
        )

    return ask


def langchain_system(
    embedder: Embedder, payloads: Sequence[Payload], generator: Generator
) -> System:
    """Top-5 similarity over products and policies, then the same generator; no router, no checker.

    The message before is put in front of a follow-up, as the retrieval rival does.

    Raises:
        TrainingError: the rival is not installed.
    """
    try:
        from langchain_qdrant import QdrantVectorStore
    except ImportError as error:
        raise TrainingError(f"the rival is not installed: {error}") from error
    ordered = sorted(payloads, key=lambda p: len(_document_text(p)))
    documents = [
        Document(_document_text(payload), metadata={"place": place})
        for place, payload in enumerate(ordered)
    ]
    store = QdrantVectorStore.from_documents(
        documents, EmbeddingsOf(embedder), location=":memory:", collection_name="rival",
        batch_size=512,
    )  # fmt: skip

    def request(asked: dict[str, str]) -> DraftRequest:
        found = store.similarity_search(f"{asked['before']} {asked['message']}".strip(), k=TOP_K)
        sources = [_source(marker, ordered[document.metadata["place"]])
                   for marker, document in enumerate(found, 1)]  # fmt: skip
        route = _route(asked["message"], sources)
        return DraftRequest(asked["message"], route, sources, notes=(), history=())

    chain = RunnableLambda(request)
    before: dict[str, str] = {}

    async def ask(thread: str, message: str) -> Said:
        start, first, text, reasons = time.perf_counter(), 0.0, "", []
        draft = await chain.ainvoke({"before": before.get(thread, ""), "message": message})
        before[thread] = message
        try:
            async for sentence in stream_sentences(generator.draft(draft)):
                text += sentence
                first = first or time.perf_counter() - start
        except GeneratorError as error:
            reasons.append(str(error))
        whole = time.perf_counter() - start
        return Said(
            text, None, "", draft.sources, (first or whole) * 1000, whole * 1000, reasons
        )  # fmt: skip

    return ask


def _document_text(payload: Payload) -> str:
    if payload["kind"] == "policy":
        return f"{payload['title']}. {payload['text']}"
    stock = AVAILABILITY[payload["availability"]]
    return f"{product_text(product_of(payload))}. {write_price(payload)}. {stock}"


def _source(marker: int, payload: Payload) -> Source:
    return Source(
        marker=marker, kind=payload["kind"], id=payload["id"], title=payload["title"],
        link=payload["link"], payload=payload, score=0.0, dense_rank=marker, text_rank=None,
    )  # fmt: skip


def _route(message: str, sources: Sequence[Source]) -> Route:
    """Say in which of its forms the composer answers: that of the nearest document."""
    if sources[0]["kind"] == "policy":
        return "store_policy"
    names = sources[0]["payload"]["attributes"]
    return "product_search" if read_topics(message, names).nothing else "product_question"
