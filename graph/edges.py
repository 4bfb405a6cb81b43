"""The decisions between nodes, each a pure function of the state."""

from typing import Literal

from langgraph.runtime import Runtime

from graph.context import Context
from graph.intake import question_of
from graph.routes import DOUBTED_ROUTES, RETRIEVAL_ROUTES
from graph.state import State
from graph.understanding.lone import lone_word


def after_router(state: State) -> Literal["retriever", "generator", "handoff"]:
    """Retrieve only when the route speaks of the store's catalog or policies, or may do so.

    Who wants a person is written down before being told that one comes.
    """
    if state["route"] == "human_handoff":
        return "handoff"
    named = state["route"] == "chitchat" and lone_word(question_of(state.get("messages") or []))
    # What is refused is not doubted.
    doubted = (named or state["route"] in DOUBTED_ROUTES) and not state["notes"]
    return "retriever" if doubted or state["route"] in RETRIEVAL_ROUTES else "generator"


def after_checker(
    state: State, runtime: Runtime[Context]
) -> Literal["generator", "fallback", "operator", "__end__"]:
    """Finish when the draft is proven; else draft again, and after `max_attempts` fall back."""
    if state.get("verdict"):
        return "operator" if state["route"] == "human_handoff" and _waits(state) else "__end__"
    limit = (runtime.context or Context()).max_attempts
    return "generator" if state.get("attempts", 0) < limit else "fallback"


def _waits(state: State) -> bool:
    """Wait for a person only when somebody was told that one is needed."""
    handoff = state.get("handoff")
    return bool(handoff and handoff["status"] == "waiting" and not state.get("failure"))
