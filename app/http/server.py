"""The HTTP routes that DONA adds to the LangGraph server, and the gate around the whole of it."""

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from html import escape
from string import Template

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.middleware.cors import CORSMiddleware

from app.access.gate import Gate
from app.access.identify import SHOPPER_HEADER
from app.http import catalog, feedback, inbox
from app.http.headers import SecurityHeaders
from app.inbox.errors import InboxError
from app.inbox.webhook import notifying
from app.readiness import Readiness
from app.runtime import Runtime, running_turns, shared_runtime
from app.settings import ROOT, Settings
from graph.errors import GraphError
from graph.routes import Route
from ingest.errors import IngestError

WEB = ROOT / "app" / "web"

_log = logging.getLogger("dona.server")

router = APIRouter()
readiness = Readiness()


@router.get("/", include_in_schema=False)
async def page(request: Request) -> HTMLResponse:
    """Serve the chat page, under the store's name."""
    return HTMLResponse(request.app.state.page)


@router.get("/widget.js", include_in_schema=False)
async def widget() -> FileResponse:
    """Serve what puts the chat in a corner of another page."""
    return FileResponse(WEB / "widget.js", headers={"Cache-Control": "no-cache"})


@router.get("/health")
async def health() -> dict[str, str]:
    """Say that the process lives."""
    return {"status": "ok"}


@router.get("/ready")
async def ready() -> JSONResponse:
    """Say whether a turn can be answered: models loaded, index filled, generator reachable.

    Anyone may ask, so what went wrong, with its paths and addresses, is in the log alone.
    """
    try:
        return JSONResponse(await readiness.tell(await shared_runtime()))
    except (IngestError, GraphError, InboxError) as error:
        _log.warning("not ready: %s", error)
        told = {"status": "not ready", "detail": type(error).__name__}
        return JSONResponse(told, status_code=503)


@router.get("/metrics")
async def metrics() -> Response:
    """Tell Prometheus; the in-memory server answers here itself, with the same registry."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _warm(runtime: Runtime) -> None:
    """Do what the first shoppers would wait for: read the vocabulary, embed terms and stories."""
    asked: tuple[tuple[Route, str], ...] = (
        ("product_search", "busco un regalo"),
        ("product_search", "se me llenó la cocina de bichos y no sé qué hacer"),
        ("store_policy", "cuánto sale el envío y cuánto tarda?"),
        ("store_policy", "garantía, cambios y horarios de las sucursales"),
    )
    for route, text in asked:
        await runtime.deps.retriever.retrieve(route, text, previous_request=None, shown=(), top_k=5)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open all before the first shopper comes, and tell the webhook of handoffs.

    When told to stop, leave once running turns are answered.
    """
    settings = Settings()
    try:
        await _warm(await shared_runtime())
    except (IngestError, GraphError, InboxError) as error:
        _log.warning("not ready: %s", error)  # as /ready says until it is mended
    gc.collect()
    gc.freeze()  # vocabulary and modules stay for good: no collection need go through them
    async with AsyncExitStack() as stack:
        if settings.handoff.webhook:
            inbox = (await shared_runtime()).inbox
            assert inbox is not None
            await stack.enter_async_context(notifying(inbox, settings.handoff))
        await stack.enter_async_context(running_turns.drained())
        yield


def build_app(settings: Settings) -> FastAPI:
    """Build the app that the LangGraph server adds its own routes to.

    The last middleware is the first to see a request.
    """
    app = FastAPI(
        title="DONA", docs_url=None, redoc_url=None, openapi_url=None,
        lifespan=lifespan,
    )  # fmt: skip
    told = Template((WEB / "index.html").read_text(encoding="utf-8"))
    app.state.page = told.substitute(store=escape(settings.store.name))
    app.include_router(router)
    app.include_router(catalog.router)
    app.include_router(feedback.router)
    app.include_router(inbox.router)
    app.mount("/web", StaticFiles(directory=WEB), name="web")
    origins = [part.strip() for part in settings.access.origins.split(",") if part.strip()]
    app.add_middleware(Gate, settings=settings)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=["GET", "POST", "PATCH", "PUT", "DELETE"],
        allow_headers=[
            "authorization", "content-type", "idempotency-key", "last-event-id", "x-api-key",
            SHOPPER_HEADER,
        ],
        expose_headers=["content-location", "retry-after", "x-pagination-total"],
    )  # fmt: skip
    app.add_middleware(SecurityHeaders, frame_ancestors=origins)
    return app


app = build_app(Settings())
