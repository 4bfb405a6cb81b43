"""The HTTP routes that DONA adds to the LangGraph server: the page, health, readiness."""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles

from app.http import catalog, feedback
from app.runtime import shared_runtime
from app.settings import ROOT
from graph.errors import GraphError
from ingest.errors import IngestError

WEB = ROOT / "app" / "web"
MAX_BODY_BYTES = 256 * 1024
"""Of a request; a turn is a few kilobytes."""
MAX_CATALOG_BYTES = 8 * 1024 * 1024
"""Of a batch of products."""

PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' https: data:; "
    "style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}

app = FastAPI(title="DONA", docs_url=None, redoc_url=None, openapi_url=None)


@app.middleware("http")
async def limit_body(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Refuse bodies that are too large before anything parses them."""
    length = request.headers.get("content-length", "0")
    most = MAX_CATALOG_BYTES if request.url.path.startswith("/catalog") else MAX_BODY_BYTES
    if not length.isdigit() or int(length) > most:
        return JSONResponse({"detail": "request body too large"}, status_code=413)
    return await call_next(request)


@app.get("/", include_in_schema=False)
async def page() -> FileResponse:
    """Serve the chat page."""
    return FileResponse(WEB / "index.html", headers=PAGE_HEADERS)


@app.get("/health")
async def health() -> dict[str, str]:
    """Say that the process lives."""
    return {"status": "ok"}


@app.get("/ready")
async def ready() -> JSONResponse:
    """Say whether a turn can be answered: models loaded, index filled."""
    try:
        info = await (await shared_runtime()).index.info()
    except (IngestError, GraphError) as error:
        return JSONResponse({"status": "not ready", "detail": str(error)}, status_code=503)
    return JSONResponse(
        {"status": "ready", "generation": info.generation, "counts": dict(info.counts)}
    )


app.include_router(catalog.router)
app.include_router(feedback.router)
app.mount("/web", StaticFiles(directory=WEB), name="web")
