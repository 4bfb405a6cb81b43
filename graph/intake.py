"""What the shopper said in this turn, cleaned, and what was said just before."""

from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage

from graph.understanding.purchase import purchase_told
from ingest.text import visible

MAX_CHARACTERS = 4000
"""A longer message is answered with a request to shorten it: about 600 words, or 2 pages."""


def question_of(messages: Sequence[AnyMessage]) -> str:
    """Return the last message's text without what no reader sees; empty when it has none."""
    if not messages or not isinstance(messages[-1], HumanMessage):
        return ""
    return visible(text_of(messages[-1])).strip()


def asked_of(state: Mapping[str, Any]) -> str:
    """Return the last message as the retriever understood it; as it is where none did."""
    return str(state.get("asked") or "") or question_of(state["messages"])


def purchase_of(state: Mapping[str, Any]) -> str:
    """Return the last message, after those that a purchase was told in which it goes on with.

    What a checker holds an answer to: the shopper's figures may be of the message before.
    """
    return purchase_told(asked_of(state), history_of(state["messages"]))


def refusal_of(question: str) -> str | None:
    """Return what to answer to a message that cannot be served, in Spanish; None when it can."""
    if not question:
        return "No me llegó ningún texto. Contame qué estás buscando y te ayudo."
    if len(question) > MAX_CHARACTERS:
        return "Tu mensaje es muy largo para mí. ¿Me lo resumís en unas líneas?"
    return None


def history_of(messages: Sequence[AnyMessage], turns: int = 3) -> list[tuple[str, str]]:
    """Return the (role, text) pairs before the last message, oldest first, of `turns` turns."""
    return said(messages[:-1], turns)


def said(messages: Sequence[AnyMessage], turns: int) -> list[tuple[str, str]]:
    """Return the (role, text) pairs, oldest first, of the last `turns` turns."""
    roles: dict[type, str] = {HumanMessage: "user", AIMessage: "assistant"}
    told = [(roles[type(m)], text_of(m)) for m in messages if type(m) in roles]
    return told[-2 * turns :]


def previous_of(messages: Sequence[AnyMessage]) -> str | None:
    """Return the turn before as the router was trained to read it; None at the start."""
    names = {"user": "Cliente", "assistant": "DONA"}
    told = [f"{names[role]}: {text}" for role, text in history_of(messages, turns=1)]
    return "\n".join(told) or None


def caller_of(configurable: Mapping[str, Any]) -> str:
    """Return who is asking, as the server that authenticated them says; empty when it does not.

    The user comes first: no client can write it, whatever the server.
    """
    user = configurable.get("langgraph_auth_user")
    known = user.get("identity") if isinstance(user, Mapping) else getattr(user, "identity", None)
    return str(known or configurable.get("langgraph_auth_user_id") or "")


def text_of(message: AnyMessage) -> str:
    """Return a message's text, whether it came as a string or as content blocks."""
    if isinstance(message.content, str):
        return message.content
    blocks = [b if isinstance(b, str) else str(b.get("text", "")) for b in message.content]
    return " ".join(blocks)
