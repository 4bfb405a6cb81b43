"""The decisions between nodes, each a pure function of the state."""

from typing import Literal

from langgraph.runtime import Runtime

from graph.context import Context
from graph.routes import RETRIEVAL_ROUTES
from graph.state import State


def after_router(state: State) -> Literal["retriever", "generator"]:
    """Retrieve only when the route speaks of the store's catalog or policies."""
    return "retriever" if state["route"] in RETRIEVAL_ROUTES else "generator"


def after_checker(
    state: State, runtime: Runtime[Context]
) -> Literal["generator", "fallback", "handoff", "__end__"]:
    """Finish when the draft is proven; else draft again, and after `max_attempts` fall back."""
    if state.get("verdict"):
        return "handoff" if state["route"] == "human_handoff" else "__end__"
    limit = (runtime.context or Context()).max_attempts
    return "generator" if state.get("attempts", 0) < limit else "fallback"


def after_handoff(state: State) -> Literal["operator", "__end__"]:
    """Wait for a person only when somebody was told that one is needed."""
    handoff = state.get("handoff")
    return "operator" if handoff and handoff["status"] == "waiting" else "__end__"
