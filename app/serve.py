"""Run the in-memory LangGraph server with DONA's graph and pages, silent and without network."""

import json
import logging
import os
import socket
import warnings
from typing import Any

from app.draining import GRACE_S
from app.inmem_logs import look_at_levels_first
from app.inmem_queue import install
from app.inmem_threads import standing_in, threads_folder
from app.settings import ROOT, Settings

QUIET = {
    "LANGGRAPH_CLI_NO_ANALYTICS": "1",
    "LANGGRAPH_NO_VERSION_CHECK": "1",
    "LANGSMITH_TRACING": "false",
    "LOG_LEVEL": "WARNING",
}
"""No analytics, no version check, no traces to a third party unless the operator asks."""

CONCURRENT_RUNS = 10
CHECKPOINTER = "app.inmem_checkpoints.conversations"


def server_config() -> dict[str, Any]:
    """Return what `langgraph.json` says."""
    config: dict[str, Any] = json.loads((ROOT / "langgraph.json").read_text())
    return config


def _from_anywhere(config: dict[str, Any]) -> dict[str, Any]:
    """Return the configuration with the files that it names (`./file.py:name`) made absolute."""

    def absolute(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: absolute(each) for key, each in value.items()}
        named = isinstance(value, str) and value.startswith("./")
        return str(ROOT / value) if named else value

    return {key: absolute(value) for key, value in config.items()}


def require_free(settings: Settings) -> None:
    """Raise OSError when the address is in use."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.server.host, settings.server.port))
        except OSError as error:
            address = f"{settings.server.host}:{settings.server.port}"
            raise OSError(f"cannot listen on {address}: {error.strerror} (--port N)") from error


def serve(settings: Settings) -> None:
    """Serve until interrupted. Whether it may is `app.access.startup.check_access`'s to say.

    Raises:
        OSError: another server keeps its threads beside this index.
    """
    with standing_in(threads_folder(settings), settings):
        _run(settings)


def _run(settings: Settings) -> None:
    if settings.server.log == "json":
        os.environ.setdefault("LOG_JSON", "true")
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    if settings.traces.endpoint:  # Phoenix may have been asked for on the command line
        os.environ.setdefault("DONA_TRACES__ENDPOINT", settings.traces.endpoint)
    # Its welcome advertises a hosted service; what DONA's user needs was printed already.
    logging.getLogger("langgraph_api.cli").setLevel(logging.WARNING)
    # Models are loaded as it starts, and it calls that slow.
    logging.getLogger("langgraph_api.timing").setLevel(logging.ERROR)
    # The graph is compiled without a checkpointer; the server puts its own in before it runs.
    warnings.filterwarnings("ignore", message="`durability` has no effect")
    install()
    look_at_levels_first()
    from langgraph_api.cli import run_server
    from sse_starlette.sse import AppStatus

    # A server told to stop would close its streams at once, in the middle of an answer: they end
    # with their turns, and Uvicorn closes what is still open after the grace.
    AppStatus.enable_automatic_graceful_drain = False
    config = _from_anywhere(server_config())
    proxies = settings.server.trusted_proxies
    run_server(
        settings.server.host,
        settings.server.port,
        reload=False,
        graphs=config["graphs"],
        http=config.get("http"),
        auth=config.get("auth"),
        checkpointer={"path": CHECKPOINTER},
        webhooks=config.get("webhooks"),
        n_jobs_per_worker=CONCURRENT_RUNS,
        open_browser=False,
        # Uvicorn believes any proxy of this machine unless told.
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        timeout_graceful_shutdown=int(GRACE_S),
    )
