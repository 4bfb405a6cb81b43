"""The HTTP routes that DONA adds to the LangGraph server, and the gate around the whole of it."""

from html import escape
from string import Template

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.middleware.cors import CORSMiddleware

from app.access.gate import Gate
from app.access.identify import SHOPPER_HEADER
from app.http import catalog, feedback
from app.http.headers import SecurityHeaders
from app.runtime import shared_runtime
from app.settings import ROOT, Settings
from graph.errors import GraphError
from ingest.errors import IngestError

WEB = ROOT / "app" / "web"

router = APIRouter()


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
    """Say whether a turn can be answered: models loaded, index filled."""
    try:
        info = await (await shared_runtime()).index.info()
    except (IngestError, GraphError) as error:
        return JSONResponse({"status": "not ready", "detail": str(error)}, status_code=503)
    return JSONResponse(
        {"status": "ready", "generation": info.generation, "counts": dict(info.counts)}
    )


@router.get("/metrics")
async def metrics() -> Response:
    """Tell Prometheus; the in-memory server answers here itself, with the same registry."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def build_app(settings: Settings) -> FastAPI:
    """Build the app that the LangGraph server adds its own routes to.

    The last middleware is the first to see a request.
    """
    app = FastAPI(title="DONA", docs_url=None, redoc_url=None, openapi_url=None)
    told = Template((WEB / "index.html").read_text(encoding="utf-8"))
    app.state.page = told.substitute(store=escape(settings.store.name))
    app.include_router(router)
    app.include_router(catalog.router)
    app.include_router(feedback.router)
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
