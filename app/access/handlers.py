"""Whose threads are whose: what the LangGraph server asks at every operation, however it came.

Nothing is allowed that is not named here. The turn limit is counted where runs are created, so a
batch of n costs n, and neither WebSockets nor MCP go round it.
"""

from typing import Any

from langgraph_sdk import Auth

from app.access.errors import Refused
from app.access.said import shoppers_words
from app.access.visit import current

auth = Auth()

OWNER = "owner"
"""The key of a thread's metadata that names its caller."""
_UNKNOWN = Auth.exceptions.HTTPException(status_code=401, detail="nobody is known to be asking")

Filter = dict[str, str] | None


@auth.authenticate
async def authenticate(headers: dict[Any, Any]) -> Auth.types.MinimalUserDict:
    """Tell the server who comes; the gate found out already, from more than the headers."""
    visit = current.get()
    if visit is None:
        raise _UNKNOWN
    visit.authenticated = True
    caller = visit.caller
    return {
        "identity": caller.identity,
        "display_name": caller.kind,
        "is_authenticated": True,
        "permissions": sorted(caller.scopes),
    }


@auth.on
async def anything_else(ctx: Auth.types.AuthContext, value: Any) -> bool:
    """Leave assistants, schedules and the store to operators."""
    return "admin" in ctx.permissions


@auth.on(resources="assistants", actions=["read", "search"])
async def look_at_assistants(ctx: Auth.types.AuthContext, value: Any) -> bool:
    """Let everyone see which assistants there are."""
    return _chats(ctx)


@auth.on.threads
async def own_threads(ctx: Auth.types.AuthContext, value: Any) -> Filter | bool:
    """Show and change the caller's own threads only."""
    return _own(ctx) if _chats(ctx) else False


@auth.on.threads.create
async def new_thread(ctx: Auth.types.AuthContext, value: Any) -> Filter | bool:
    """Write the caller as the owner, whatever the client says."""
    if not _chats(ctx):
        return False
    _sign(ctx, value)
    return _own(ctx)


@auth.on.threads.update
async def keep_owner(ctx: Auth.types.AuthContext, value: Any) -> Filter | bool:
    """Let nobody give a thread away; an operator's change leaves it whose it was."""
    if not _chats(ctx):
        return False
    if "metadata" not in value and not _is_store(ctx):
        return False  # the conversation itself: products shown, words said
    metadata = value.get("metadata") or {}
    if "admin" in ctx.permissions:
        metadata.pop(OWNER, None)
    elif metadata:
        metadata[OWNER] = ctx.user.identity
    return _own(ctx)


@auth.on.threads.create_run
async def turn(ctx: Auth.types.AuthContext, value: Any) -> Filter | bool:
    """Count the turn, and let it run on the caller's own threads."""
    if not _chats(ctx):
        return False
    visit = current.get()
    if visit is not None:
        try:
            await visit.limits.count_turn(visit.caller)
        except Refused as refused:
            visit.refused = refused
            raise Auth.exceptions.HTTPException(
                status_code=refused.status, detail=refused.detail, headers=refused.headers
            ) from refused
    run = value.get("kwargs", value)  # Aegra tells what was asked as it is
    if run.get("webhook") and visit is not None and visit.caller.kind != "key":
        # The server would call whatever address a stranger names.
        return False
    if not _is_store(ctx):
        if run.get("command"):
            # A command goes on with a waiting run: the words of the store's person.
            return False
        if "input" in run:
            # The gate looked at requests; this came by MCP, A2A or a socket.
            run["input"] = _hear(run["input"])
    if "durability" in run:
        # One checkpoint a turn, as `langgraph.json` asks of Aegra; a turn that is cut begins again.
        run["durability"] = "exit"
    if not ("admin" in ctx.permissions and value.get("thread_id")):
        _sign(ctx, value)  # an operator's run leaves a thread whose it was
    return _own(ctx)


def _hear(given: Any) -> Any:
    try:
        return shoppers_words(given)
    except Refused as refused:
        raise Auth.exceptions.HTTPException(refused.status, refused.detail) from refused


def _is_store(ctx: Auth.types.AuthContext) -> bool:
    """Say whether the store acts: an operator, or this process with a person's answer."""
    visit = current.get()
    return "admin" in ctx.permissions or (visit is not None and visit.caller.delegate)


def _chats(ctx: Auth.types.AuthContext) -> bool:
    return bool({"chat", "admin"} & set(ctx.permissions))


def _own(ctx: Auth.types.AuthContext) -> Filter:
    return None if "admin" in ctx.permissions else {OWNER: ctx.user.identity}


def _sign(ctx: Auth.types.AuthContext, value: Any) -> None:
    metadata = value.get("metadata")
    if metadata is None:
        metadata = value["metadata"] = {}
    metadata[OWNER] = ctx.user.identity
