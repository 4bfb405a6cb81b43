"""Find what the answer may speak about."""

from typing import Any

from langgraph.runtime import Runtime

from graph.context import Context
from graph.intake import question_of
from graph.ports import Retriever
from graph.state import State


async def retriever(state: State, runtime: Runtime[Context], *, port: Retriever) -> dict[str, Any]:
    """Retrieve for the route; the parsed request is kept for the turns that refine it."""
    found = await port.retrieve(
        state["route"],
        question_of(state["messages"]),
        previous_request=state.get("request"),
        shown=state.get("shown", []),
        spoken=state.get("spoken", ""),
        recent=state.get("recent", []),
        top_k=(runtime.context or Context()).top_k,
    )
    return ({"route": found.route} if found.route else {}) | {
        "asked": found.message,
        "sources": found.sources,
        "notes": found.notes,
        "request": found.request,
    }
