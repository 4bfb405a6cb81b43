"""`dona serve`."""

from typing import Annotated

import typer

from app.commands.ingest import ingest
from app.commands.output import err
from app.serve import serve as run
from app.settings import Settings


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    load: Annotated[
        bool, typer.Option("--load", help="First load the store when the index is empty.")
    ] = False,
) -> None:
    """Serve the chat page and the LangGraph HTTP API until Ctrl-C.

    Example: [cyan]dona serve --port 2024[/cyan]
    """
    settings = Settings()
    if load:
        ingest(if_empty=True)
    changed = {k: v for k, v in {"host": host, "port": port}.items() if v is not None}
    server = settings.server.model_copy(update=changed)
    err.print(f"DONA atiende en [bold cyan]http://{server.host}:{server.port}[/]  (Ctrl-C corta)")
    run(settings.model_copy(update={"server": server}))
