"""Wait for a person's answer, and put it in the conversation."""

from typing import Any

from langchain_core.messages import AIMessage
from langgraph.types import interrupt

from graph.ports import Inbox
from graph.state import State, Waiting

OPERATOR = "operator"
"""The name of a message that a person wrote."""


async def operator(state: State, *, port: Inbox | None) -> dict[str, Any]:
    """Interrupt the run; whoever resumes it gives the person's words, which nothing checks."""
    waiting = state.get("handoff")
    assert port is not None  # `after_handoff` saw to both
    assert waiting is not None
    answer = str(interrupt(waiting)).strip()
    await port.close(waiting["id"], answer)
    return {
        "messages": [AIMessage(answer, name=OPERATOR)],
        "handoff": Waiting(id=waiting["id"], status="answered"),
    }
