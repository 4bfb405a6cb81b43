"""One trace a turn: a root span from the router to the node that finishes, and one span a node."""

from asyncio import CancelledError
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from inspect import signature
from typing import Any

from langgraph.config import get_config
from langgraph.runtime import Runtime
from opentelemetry.context import Context as SpanContext
from opentelemetry.trace import Span, Status, StatusCode, Tracer, format_trace_id, get_tracer
from opentelemetry.trace.propagation import set_span_in_context

from graph.context import Context
from graph.state import State
from graph.tracing.attributes import KIND, NODES, begun, finished

Node = Callable[..., Awaitable[dict[str, Any]]]
Facts = Callable[[], Awaitable[Mapping[str, str]]]
"""What a root span says of the process: store, models, index generation."""

MAX_OPEN = 1000
"""Turns whose end was never seen; the oldest is closed beyond that."""


async def _no_facts() -> Mapping[str, str]:
    return {}


class TurnTracer:
    """Wraps the nodes of a graph; with no exporter configured a turn pays for one `if` a node."""

    def __init__(self, tracer: Tracer | None = None, facts: Facts = _no_facts) -> None:
        self._tracer = tracer or get_tracer("dona.graph")
        self._facts = facts
        self._open: dict[str, Span] = {}
        """Root spans of running turns by trace id: state is checkpointed and holds no objects."""

    def wrap(self, name: str, node: Node) -> Node:
        """Return the node, traced; the turn begins at the router and ends where a verdict is."""
        takes_runtime = "runtime" in signature(node).parameters
        kind, describe = NODES[name]

        async def traced(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
            call = (state, runtime) if takes_runtime else (state,)
            root = await self._begin(state) if name == "router" else self._root(state)
            if root is None:
                return await node(*call)
            here = set_span_in_context(root, SpanContext())
            with (
                self._closing_on_failure(root),
                self._tracer.start_as_current_span(name, here, attributes={KIND: kind}) as span,
            ):
                update = await node(*call)
                if name == "router":
                    update["trace_id"] = _id(root)
                span.set_attributes(describe(state, update))
            if update.get("verdict"):
                root.set_attributes(finished(state, update))
                self._end(root)
            return update

        return traced

    async def _begin(self, state: State) -> Span | None:
        # An empty context: a turn is its own trace, whatever the web server is tracing.
        root = self._tracer.start_span("turn", SpanContext())
        if not root.is_recording():
            return None
        configurable = get_config().get("configurable", {})
        root.set_attributes(begun(state, configurable) | dict(await self._facts()))
        self._open[_id(root)] = root
        if len(self._open) > MAX_OPEN:
            self._end(next(iter(self._open.values())))
        return root

    def _root(self, state: State) -> Span | None:
        return self._open.get(state.get("trace_id", ""))

    def _end(self, root: Span) -> None:
        self._open.pop(_id(root), None)
        root.end()

    @contextmanager
    def _closing_on_failure(self, root: Span) -> Iterator[None]:
        try:
            yield
        except CancelledError:  # a shopper who pressed stop is no error
            root.set_attribute("dona.verdict", "cancelled")
            self._end(root)
            raise
        except BaseException as error:
            root.record_exception(error)
            root.set_status(Status(StatusCode.ERROR, f"{type(error).__name__}: {error}"))
            self._end(root)
            raise


def _id(span: Span) -> str:
    return format_trace_id(span.get_span_context().trace_id)
