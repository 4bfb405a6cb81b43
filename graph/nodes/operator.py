"""Wait for a person's answer, and put it in the conversation."""

from typing import Any

from langchain_core.messages import AIMessage
from langgraph.types import interrupt

from graph.state import State, Waiting

OPERATOR = "operator"
"""The name of a message that a person wrote."""


def message_id(handoff: str) -> str:
    """Return the id of the message that answers a handoff: told twice, it is there once."""
    return f"handoff-{handoff}"


async def operator(state: State) -> dict[str, Any]:
    """Interrupt the run; whoever resumes it gives the person's words, which nothing checks."""
    waiting = state.get("handoff")
    assert waiting is not None  # `after_checker` saw to it
    answer = str(interrupt(waiting)).strip()
    return {
        "messages": [AIMessage(answer, name=OPERATOR, id=message_id(waiting["id"]))],
        "handoff": Waiting(id=waiting["id"], status="answered"),
    }
