"""The gate before the whole server: who comes, may they, and how much do they bring.

Plain ASGI around everything that the LangGraph server or Aegra adds to the app, WebSockets too.
"""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.access.body import read_whole, small_messages
from app.access.caller import Caller
from app.access.caller import Scope as Grant
from app.access.errors import AccessUnavailable, Refused
from app.access.identify import Identifier
from app.access.limits import Limits
from app.access.paths import Rule, rule_of
from app.access.said import shoppers_body
from app.access.visit import Visit, current
from app.settings import Settings

_STATE = re.compile(r"/+threads/+[^/]+/+state/*")
POLICY_VIOLATION = 1008
"""WebSocket close code."""


class Gate:
    """Identifies the caller, holds path rules and sizes, and leaves a `Visit` for the handlers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._limits = Limits(settings.limits)
        self._identifier = Identifier(settings, self._limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or answer it."""
        # The server's calls to itself (MCP, A2A) keep the visit of the request that made them.
        # Their `root_path` is set by the transport, never by a client.
        if scope["type"] == "lifespan" or scope.get("root_path", "").startswith("/noauth"):
            await self._app(scope, receive, send)
            return
        rule = rule_of(scope["path"])
        try:
            visit = await self._admit(scope, rule)
            if scope["type"] == "http":
                kind = Headers(scope=scope).get("content-type", "")
                is_json = rule.guarded_by_server and "json" in kind
                look = shoppers_body if is_json and _is_shoppers(visit) else None
                receive = await read_whole(receive, rule.body_bytes, is_json=is_json, look=look)
            else:
                receive = small_messages(receive, rule.body_bytes)
        except Refused as refused:
            await _refuse(refused, scope, receive, send)
            return
        if visit and rule.guarded_by_server:
            send = _only_authenticated(visit, scope, receive, send)
        token = current.set(visit)
        try:
            await self._app(scope, receive, send)
        finally:
            current.reset(token)

    async def _admit(self, scope: Scope, rule: Rule) -> Visit | None:
        if rule.closed:
            raise Refused(404, "Not Found")
        if rule.scope is None:
            return None
        peer = (scope.get("client") or ("",))[0]
        try:
            caller = await self._identifier.identify(Headers(scope=scope), peer)
        except AccessUnavailable as error:
            raise Refused(503, "access control is unavailable", retry_after_s=5) from error
        if not (rule.loopback and caller.kind == "loopback"):
            _demand(caller, rule.scope)
        if rule.counted:
            await self._limits.count_write(caller)
        visit = Visit(caller, self._limits)
        if _writes_state(scope) and _is_shoppers(visit):
            raise Refused(403, "only the store writes what a conversation holds")
        return visit


def _is_shoppers(visit: Visit | None) -> bool:
    """Say whether a client of a shopper's comes, not the store's."""
    return visit is not None and not (visit.caller.delegate or visit.caller.may("admin"))


def _writes_state(scope: Scope) -> bool:
    writes = scope["type"] == "http" and scope["method"] not in ("GET", "HEAD", "OPTIONS")
    return writes and bool(_STATE.fullmatch(scope["path"]))


def _demand(caller: Caller, scope: Grant) -> None:
    if not caller.may(scope):
        # Whoever showed nothing is asked for a key; whoever showed one learns what it lacks.
        known = caller.kind in ("key", "user")
        raise Refused(403 if known else 401, f"a key with the scope {scope} is needed")


async def _refuse(refused: Refused, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": refused.detail})
        return
    answer = JSONResponse({"detail": refused.detail}, refused.status, refused.headers)
    await answer(scope, receive, send)


def _only_authenticated(visit: Visit, scope: Scope, receive: Receive, send: Send) -> Send:
    """Answer nothing of the API that its auth handlers did not see; say when to come back."""
    withheld = False

    async def checked(message: Message) -> None:
        nonlocal withheld
        begins = message["type"] == "websocket.accept" or (
            message["type"] == "http.response.start" and message["status"] < 300
        )
        if begins and not visit.authenticated:
            withheld = True
            refused = Refused(503, "the server's auth handler is not loaded")
            await _refuse(refused, scope, receive, send)
        elif not withheld:
            if visit.refused and message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in (visit.refused.headers or {}).items():
                    headers.setdefault(name, value)
            await send(message)

    return checked
