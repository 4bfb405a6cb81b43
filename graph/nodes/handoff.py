"""Tell the store's people that a shopper wants one of them."""

from typing import Any

from langgraph.config import get_config

from graph.intake import caller_of, question_of, said
from graph.ports import Handoff, Inbox
from graph.state import State, Waiting

TURNS = 10
"""Of the conversation, told with a handoff."""
NOBODY_HERE = (
    "Desde acá no puedo pasarte con una persona: esta conversación no le llega a nadie del equipo. "
    "Si me contás qué necesitás, te ayudo yo."
)


async def handoff(state: State, *, port: Inbox | None) -> dict[str, Any]:
    """Open a handoff, once while one is waiting, before the shopper is told that a person comes.

    Without an inbox nobody would come, and the shopper is told so.

    Raises:
        HandoffError: it could not be kept.
    """
    configurable = get_config().get("configurable", {})
    thread_id = str(configurable.get("thread_id") or "")
    waiting = state.get("handoff")
    if port is None or not thread_id:
        return {"notes": [NOBODY_HERE]}
    if waiting and waiting["status"] == "waiting":
        return {}
    id_ = state["trace_id"]
    await port.open(
        Handoff(
            id=id_,
            thread_id=thread_id,
            owner=caller_of(configurable),
            question=question_of(state["messages"]),
            conversation=said(state["messages"], turns=TURNS),
        )
    )
    return {"handoff": Waiting(id=id_, status="waiting")}
