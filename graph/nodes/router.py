"""Decide where the message goes, and forget what belonged to the turn before."""

from typing import Any
from uuid import uuid4

from langgraph.runtime import Runtime

from graph.context import Context
from graph.intake import previous_of, question_of, refusal_of
from graph.policies.contact import asks_contact
from graph.ports import Router
from graph.state import State


async def router(state: State, runtime: Runtime[Context], *, port: Router) -> dict[str, Any]:
    """Classify the last message; one that cannot be served is refused with a reason."""
    question = question_of(state["messages"])
    turn: dict[str, Any] = {
        "asked": "", "sources": [], "notes": [],
        "draft": "", "claims": [], "feedback": [], "proven": False,
        "attempts": 0, "usage": None, "failure": "",
        "answer": "", "citations": [], "products": [], "verdict": None, "trace_id": uuid4().hex,
    }  # fmt: skip
    if refusal := refusal_of(question):
        return turn | {
            "route": "out_of_scope",
            "confidence": 1.0,
            "fell_back": False,
            "notes": [refusal],
        }
    # A person was asked for: what follows is said while waiting, and is read by itself.
    waits = state.get("route") == "human_handoff"
    decision = await port.route(
        question,
        None if waits else previous_of(state["messages"]),
        min_confidence=(runtime.context or Context()).min_confidence,
    )
    route = decision.route
    if route in ("chitchat", "out_of_scope", "human_handoff") and asks_contact(question):
        route = "store_policy"  # "el whatsapp?" is small talk to who knows no store
    return turn | {
        "route": route,
        "confidence": decision.confidence,
        "fell_back": decision.fell_back,
    }
