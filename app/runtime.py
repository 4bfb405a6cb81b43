"""The process's one set of open things: index, models, graph. Opened at first use."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import BaseCallbackHandler
from langgraph.graph.state import CompiledStateGraph

from app.dependencies import build_deps
from app.draining import RunningTurns
from app.inbox.closing import HandoffsClosed
from app.inbox.store import InboxStore, inbox_url
from app.knowledge import build_embedder, open_before_models, open_index
from app.logs import log_as_json
from app.metrics import RUNNING, TurnMetrics, watch_catalog
from app.settings import Settings
from app.tracing.turns import build_tracer
from graph.build import Deps, build_graph
from graph.state import Answer
from ingest.encoder.embedder import Embedder
from ingest.index.served import EdgeIndex

if TYPE_CHECKING:
    from ingest.index.server import QdrantIndex


@dataclass(frozen=True)
class Runtime:
    """What a serving process holds open."""

    settings: Settings
    embedder: Embedder
    index: "EdgeIndex | QdrantIndex"
    deps: Deps
    inbox: InboxStore | None
    graph: CompiledStateGraph[Any, Any, Any, Any]


def open_runtime(
    settings: Settings, *, with_inbox: bool = False, **compile_options: Any
) -> Runtime:
    """Open everything that the settings name; blocking, about 1 s when the cache is warm.

    Only a server that keeps threads has an inbox: a person answers in a thread.

    Raises:
        InboxUnavailable: its database cannot be opened.
        IngestError: the encoder or the index cannot be opened, or do not fit each other.
        GraphError: a model cannot be loaded.
    """
    ahead = open_before_models(settings)
    embedder = build_embedder(settings)
    index = open_index(settings, embedder, ahead)
    inbox = InboxStore(inbox_url(settings)) if with_inbox else None
    deps = build_deps(settings, index, embedder, inbox)
    graph = build_graph(deps, build_tracer(settings, index, embedder), **compile_options)
    return Runtime(settings, embedder, index, deps, inbox, graph)


TOLD = ["messages", *Answer.__annotations__, "claims", "handoff", "failure", "usage"]
"""Of the state, what the stream modes `values` and `updates` send a run's client: neither the
sources' whole payloads nor drafts that may be thrown away."""

running_turns = RunningTurns()
RUNNING.set_function(running_turns.__len__)
_opening = asyncio.Lock()
_runtime: Runtime | None = None


async def shared_runtime() -> Runtime:
    """Return the runtime that the server's graph and HTTP routes share."""
    global _runtime
    async with _opening:
        if _runtime is None:
            settings = Settings()
            if settings.server.log == "json":
                log_as_json()
            watch_catalog(settings.index.path)
            _runtime = await asyncio.to_thread(open_runtime, settings, with_inbox=True)
        return _runtime


async def dona() -> CompiledStateGraph[Any, Any, Any, Any]:
    """Return the compiled graph, its turns counted and logged, its handoffs closed."""
    runtime = await shared_runtime()
    callbacks: list[BaseCallbackHandler] = [TurnMetrics(running_turns)]
    if runtime.inbox:
        callbacks.append(HandoffsClosed(runtime.inbox))
    return runtime.graph.copy({"output_channels": TOLD}).with_config(callbacks=callbacks)
