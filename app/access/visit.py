"""The request that is being served, for the handlers that the LangGraph server calls."""

from contextvars import ContextVar
from dataclasses import dataclass

from app.access.caller import Caller
from app.access.errors import Refused
from app.access.limits import Limits


@dataclass
class Visit:
    """One request or WebSocket."""

    caller: Caller
    limits: Limits
    authenticated: bool = False
    """Whether the server's auth handler asked who comes. It does not when its file did not load,
    and Aegra then serves everybody everything."""
    refused: Refused | None = None
    """Why a handler refused it: Aegra tells the client that it did, and not when to come back."""


current: ContextVar[Visit | None] = ContextVar("visit", default=None)
"""Set by the gate around the whole server; empty in background work."""
