"""Run Aegra with the same `langgraph.json`: threads in PostgreSQL, several processes, Redis."""

import os

from app.draining import GRACE_S
from app.settings import ROOT, Settings

DEFAULTS = {
    "AEGRA_CONFIG": str(ROOT / "langgraph.json"),
    "AUTH_TYPE": "custom",
    "ENV_MODE": "PRODUCTION",
    "LOG_LEVEL": "WARNING",
}


def serve_on_aegra(settings: Settings) -> None:
    """Serve until stopped. Whether it may is `app.access.startup.check_access`'s to say.

    Raises:
        OSError: Aegra is not installed, or no database was named.
    """
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    if not (os.environ.get("DATABASE_URL") or os.environ.get("POSTGRES_HOST")):
        raise OSError("Aegra keeps threads in PostgreSQL: set DATABASE_URL")
    host, port = settings.server.host, settings.server.port
    os.environ.setdefault("HOST", host)
    os.environ.setdefault("PORT", str(port))
    try:
        import uvicorn
        from aegra_api.main import app
        from sse_starlette.sse import AppStatus
    except ImportError as error:
        raise OSError(f"Aegra is not installed ({error}): make aegra") from error
    AppStatus.enable_automatic_graceful_drain = False  # as in `serve.py`
    proxies = settings.server.trusted_proxies
    uvicorn.run(
        app,
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies or None,
        timeout_graceful_shutdown=int(GRACE_S),
    )
