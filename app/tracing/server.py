"""Phoenix as a process of its own, from its own environment, on loopback and offline."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from app.settings import ROOT

COMMAND = ROOT / ".venv-phoenix" / "bin" / "phoenix"
DEFAULT = "http://127.0.0.1:6006"
OFFLINE = {
    "PHOENIX_TELEMETRY_ENABLED": "false",
    "PHOENIX_ALLOW_EXTERNAL_RESOURCES": "false",
    "PHOENIX_DISABLE_AGENT_ASSISTANT": "true",
    "PHOENIX_AGENTS_DISABLE_WEB_ACCESS": "true",
    "PHOENIX_ENABLE_MCP_SERVER": "false",
    "PHOENIX_DEFAULT_RETENTION_POLICY_DAYS": "14",
}
STOP_S = 5.0


@contextmanager
def phoenix_server(endpoint: str, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run Phoenix at the endpoint's address, its data in `folder`; it takes 12 s to answer.

    Raises:
        OSError: it is not installed, or the endpoint is another machine's.
    """
    address = urlsplit(endpoint or DEFAULT)
    if address.hostname not in ("127.0.0.1", "localhost"):
        raise OSError(f"{endpoint} is not this machine: Phoenix is started on loopback only")
    if not COMMAND.is_file():
        raise OSError("Phoenix is not installed: make phoenix")
    folder.mkdir(parents=True, exist_ok=True)
    port = address.port or 6006
    environment = {
        **os.environ,
        **OFFLINE,
        "PHOENIX_HOST": "127.0.0.1",
        "PHOENIX_PORT": str(port),
        "PHOENIX_GRPC_PORT": str(port + 1),
        "PHOENIX_WORKING_DIR": str(folder.absolute()),
    }
    with (folder / "phoenix.log").open("wb") as log:
        run = subprocess.Popen([COMMAND, "serve"], env=environment, stdout=log, stderr=log)
    try:
        yield run
    finally:
        run.terminate()
        try:
            run.wait(STOP_S)
        except subprocess.TimeoutExpired:
            run.kill()
            run.wait()
