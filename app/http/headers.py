"""What browsers are told to refuse, on every response."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


class SecurityHeaders:
    """Adds headers that a route has not set: some to every response, some to the page's."""

    def __init__(self, app: ASGIApp, frame_ancestors: list[str]) -> None:
        """Let the page be framed by its own origin and by `frame_ancestors`."""
        self._app = app
        allowed = " ".join(["'self'", *frame_ancestors])
        self._page = {
            "Content-Security-Policy": "default-src 'self'; img-src 'self' https: data:; "
            "style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; "
            f"form-action 'none'; frame-ancestors {allowed}",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cache-Control": "no-cache",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, adding the headers as the response starts."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_page = scope["path"] == "/" or scope["path"].startswith("/web/")
        added = ALWAYS | (self._page if is_page else {})

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in added.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)
