"""`dona serve`."""

from typing import Annotated

import typer

from app.access.startup import check_access
from app.commands.ingest import ingest
from app.commands.output import err
from app.serve import serve as serve_in_memory
from app.serve import server_config
from app.serve_aegra import serve_on_aegra
from app.settings import Settings
from app.tracing.server import DEFAULT, phoenix_server


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    load: Annotated[
        bool, typer.Option("--load", help="First load the store when the index is empty.")
    ] = False,
    phoenix: Annotated[
        bool, typer.Option("--phoenix", help="Also start Phoenix, and send it the traces.")
    ] = False,
    aegra: Annotated[
        bool,
        typer.Option("--aegra", help="Serve on Aegra: threads in PostgreSQL (DATABASE_URL)."),
    ] = False,
) -> None:
    """Serve the chat page and the LangGraph HTTP API until Ctrl-C.

    Example: [cyan]dona serve --port 2024[/cyan]
    """
    changed = {k: v for k, v in {"host": host, "port": port}.items() if v is not None}
    settings = Settings()
    settings = settings.model_copy(update={"server": settings.server.model_copy(update=changed)})
    check_access(settings, server_config())
    if load:
        ingest(if_empty=True)
    address = f"http://{settings.server.host}:{settings.server.port}"
    err.print(f"DONA atiende en [bold cyan]{address}[/]  (Ctrl-C corta)")
    run = serve_on_aegra if aegra else serve_in_memory
    if not phoenix:
        run(settings)
        return
    traces = settings.traces.model_copy(update={"endpoint": settings.traces.endpoint or DEFAULT})
    err.print(f"Phoenix arranca en [bold cyan]{traces.endpoint}[/]")
    with phoenix_server(traces.endpoint, settings.cache.parent / "phoenix"):
        run(settings.model_copy(update={"traces": traces}))
