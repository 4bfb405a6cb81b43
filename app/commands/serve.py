"""`dona serve`."""

import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Annotated

import typer

from app.access.startup import check_access
from app.commands.ingest import REJECTED_EXIT
from app.commands.output import err
from app.serve import require_free, server_config
from app.serve import serve as serve_in_memory
from app.serve_aegra import serve_on_aegra
from app.settings import ServerSettings, Settings
from app.tracing.server import DEFAULT, phoenix_server

PATIENCE_S = 15
"""Seconds after which, again and again, a start that takes long is told to be one."""


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
        _load()
    require_free(settings)
    threading.Thread(target=_announce, args=(settings.server,), daemon=True).start()
    run = serve_on_aegra if aegra else serve_in_memory
    if not phoenix:
        run(settings)
        return
    traces = settings.traces.model_copy(update={"endpoint": settings.traces.endpoint or DEFAULT})
    err.print(f"Phoenix arranca en [bold cyan]{traces.endpoint}[/]")
    # A server that was told to end raises the signal again: as an exit, it lets Phoenix end too.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    with phoenix_server(traces.endpoint, settings.cache.parent / "phoenix"):
        run(settings.model_copy(update={"traces": traces}))


def _load() -> None:
    """Load the store when nothing is loaded, in a process that gives back what that takes.

    Rows that it rejects were told, and the others are served.

    Raises:
        Exit: it failed.
    """
    failed = subprocess.run([sys.executable, "-m", "app.cli", "ingest", "--if-empty"]).returncode
    if failed not in (0, REJECTED_EXIT):
        raise typer.Exit(failed)


def _announce(server: ServerSettings) -> None:
    """Tell the address once it answers; one that listens to all is reached by this machine's."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(server.host, server.host)
    start = told = time.monotonic()
    while True:
        try:
            socket.create_connection((host, server.port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
        if time.monotonic() - told > PATIENCE_S:
            told = time.monotonic()
            err.print(
                f"DONA arranca ({told - start:.0f} s): la primera vez prepara modelos y textos, y "
                "después los encuentra hechos"
            )
    address = f"http://{server.host}:{server.port}"
    err.print(f"DONA atiende en [bold cyan]{address}[/]  (Ctrl-C corta)")
