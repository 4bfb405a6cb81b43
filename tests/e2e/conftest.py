"""The whole of DONA: the demo store loaded once, one server for all the tests."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.e2e.services import postgresql, redis
from tests.fakes.issuer import AUDIENCE

ROOT = Path(__file__).resolve().parents[2]
DONA = [sys.executable, "-m", "app.cli"]
"""The command line of the checkout that the tests stand in, run there: an installed `dona` may be
another's."""
SERVER = "DONA_E2E_SERVER"
"""In a test's environment: the Python of the environment with Aegra."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture(scope="session")
def aegra(request, tmp_path_factory) -> Iterator[dict[str, str]]:
    """Return what Aegra needs in its environment; nothing for the in-memory server."""
    folder = request.config.getoption("--aegra")
    if not folder:
        yield {}
        return
    with (
        postgresql(tmp_path_factory.mktemp("postgresql"), free_port()) as database,
        redis(tmp_path_factory.mktemp("redis"), free_port()) as broker,
    ):
        yield {
            SERVER: str(Path(folder).absolute() / "bin" / "python"), "DATABASE_URL": database,
            "REDIS_BROKER_ENABLED": "true", "REDIS_URL": broker,
            "DONA_LIMITS__STORAGE": broker.replace("/0", "/1"),
            # Servers over one Redis take each other's runs: they share the inbox, too.
            "DONA_HANDOFF__DATABASE": database.replace("postgresql:", "postgresql+psycopg:"),
        }  # fmt: skip


@pytest.fixture
def in_memory_only(aegra) -> None:
    """Skip on Aegra what it does not have."""
    if aegra:
        pytest.skip("the in-memory server's own")


@pytest.fixture(scope="session")
def environment(tmp_path_factory, model_cache, issuer, aegra) -> dict[str, str]:
    """Return the environment of a store of its own: index in a temporary folder, demo catalog."""
    index = tmp_path_factory.mktemp("e2e") / "index"
    port = free_port()
    return {**os.environ, "DONA_INDEX__PATH": str(index), "DONA_CACHE": str(model_cache),
            "DONA_SERVER__PORT": str(port), "DONA_CATALOG__TOKEN": "secreto",
            "DONA_ACCESS__ORIGINS": "http://localhost:*",
            "DONA_ACCESS__ISSUER": issuer.url, "DONA_ACCESS__AUDIENCE": AUDIENCE,
            **aegra}  # fmt: skip


@pytest.fixture(scope="session")
def spare_index(environment, tmp_path_factory) -> Path:
    """Load the demo store, and return a second copy of its index: each has one owner."""
    subprocess.run([*DONA, "ingest"], env=environment, check=True, cwd=ROOT, capture_output=True)
    spare = tmp_path_factory.mktemp("spare") / "index"
    index = environment["DONA_INDEX__PATH"]
    subprocess.run(["cp", "-r", "--sparse=always", index, str(spare)], check=True)
    return spare


@pytest.fixture(scope="session")
def server(environment, spare_index, tmp_path_factory) -> Iterator[httpx.Client]:
    """Serve the demo store, and return a client of the server."""
    with running_server(environment, tmp_path_factory.mktemp("log")) as (client, _):
        yield client


@contextmanager
def running_server(
    environment: dict[str, str], folder: Path
) -> Iterator[tuple[httpx.Client, "subprocess.Popen[bytes]"]]:
    """Run `dona serve` until the block ends; the block may stop it itself."""
    python = environment.get(SERVER)
    command = [python, *DONA[1:], "serve", "--aegra"] if python else [*DONA, "serve"]
    log_path = folder / "server.log"
    base = f"http://127.0.0.1:{environment['DONA_SERVER__PORT']}"
    with (
        log_path.open("a") as log,
        subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log) as run,
        httpx.Client(base_url=base, timeout=60) as client,
    ):
        try:
            _wait_until_ready(client, run, log_path)
            yield client, run
        finally:
            client.close()  # a kept connection is waited for
            if run.poll() is None:
                run.send_signal(signal.SIGINT)
            code = run.wait(40)
    assert code in (0, 130, -signal.SIGINT, -signal.SIGTERM, -signal.SIGKILL)


def _wait_until_ready(client: httpx.Client, run: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 300  # the first start embeds thousands of texts
    while run.poll() is None and time.monotonic() < deadline:
        try:
            if client.get("/ready").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    pytest.fail(f"the server did not start:\n{log.read_text()[-3000:]}")
