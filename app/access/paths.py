"""What each part of the server asks of whoever comes: the one table of who may go where.

A path that is not named is the LangGraph API's, so it needs a caller with the scope `chat`, and
the server's own auth handler (`app/access/handlers.py`) decides whose thread it is.
"""

from dataclasses import dataclass

from app.access.caller import Scope

CHAT_BODY_BYTES = 256 * 1024
"""A turn is a few kilobytes."""
CATALOG_BODY_BYTES = 8 * 1024 * 1024
"""A batch of products."""


@dataclass(frozen=True)
class Rule:
    """What a path needs."""

    scope: Scope | None
    """None: open to everyone."""
    closed: bool = False
    """There is nothing here, for nobody."""
    loopback: bool = False
    """Open to whoever is on this machine, too."""
    body_bytes: int = CHAT_BODY_BYTES
    guarded_by_server: bool = False
    """The LangGraph server's auth handler must have been asked before anything is answered."""
    counted: bool = False
    """Requests count as catalog writes; turns are counted where runs are created."""


PUBLIC = Rule(None)
OPERATOR = Rule("admin", loopback=True)
INBOX = Rule("admin", body_bytes=16 * 1024)
"""Conversations of shoppers: not for everyone on this machine, as figures are."""
CLOSED = Rule(None, closed=True)
CATALOG = Rule("catalog:write", body_bytes=CATALOG_BODY_BYTES, counted=True)
FEEDBACK = Rule("chat", body_bytes=16 * 1024)
API = Rule("chat", guarded_by_server=True)

EXACT = {
    "/": PUBLIC,
    "/widget.js": PUBLIC,
    "/health": PUBLIC,
    "/ready": PUBLIC,
    "/ok": PUBLIC,
    "/live": PUBLIC,
    "/info": PUBLIC,
    "/metrics": OPERATOR,
    "/feedback": FEEDBACK,
    "/docs": OPERATOR,
    "/redoc": OPERATOR,
    "/openapi.json": OPERATOR,
}
UNDER = {
    "web": PUBLIC,
    "catalog": CATALOG,
    "inbox": INBOX,
    "internal": CLOSED,  # the in-memory server's: truncates every table, dumps any thread
    "deploy": CLOSED,  # the in-memory server's: starts a deployment
    "ui": CLOSED,  # served by LangGraph without asking who comes
    "noauth": CLOSED,
}


def rule_of(path: str) -> Rule:
    """Return the rule of a request's path, as decoded by the server."""
    if rule := EXACT.get(path):
        return rule
    return UNDER.get(path.split("/")[1] if "/" in path else "", API)
