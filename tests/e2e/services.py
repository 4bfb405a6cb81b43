"""PostgreSQL and Redis as processes of a test's own: no container, nothing left behind."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def postgresql(folder: Path, port: int) -> Iterator[str]:
    """Run a new PostgreSQL in `folder` and return the URL of its database."""
    binaries = _binaries()
    # It refuses to run as root, who may run it as its own user.
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if user:
        shutil.chown(folder, "postgres")
        for parent in [folder, *folder.parents]:
            if parent.stat().st_uid == 0 and len(parent.parts) > 2:
                parent.chmod(parent.stat().st_mode | 0o055)
    data = folder / "data"
    subprocess.run(
        [*user, binaries / "initdb", "-D", data, "-U", "dona", "-A", "trust", "--no-sync"],
        check=True, capture_output=True,
    )  # fmt: skip
    run = subprocess.Popen(
        [*user, binaries / "postgres", "-D", data, "-p", str(port), "-k", folder,
         "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _until_answered([binaries / "pg_isready", "-h", "127.0.0.1", "-p", str(port)])
        yield f"postgresql://dona@127.0.0.1:{port}/postgres"
    finally:
        stop = [*user, binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"]
        stopped = subprocess.run(stop, capture_output=True, text=True)
        assert stopped.returncode == 0, stopped.stderr
        run.wait(20)


@contextmanager
def redis(folder: Path, port: int) -> Iterator[str]:
    """Run a new Redis and return its URL."""
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed")
    run = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder],
        stdout=subprocess.DEVNULL,
    )
    try:
        _until_answered(["redis-cli", "-p", str(port), "ping"])
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        run.terminate()
        run.wait(20)


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("PostgreSQL is not installed")
    return found[-1].parent


def _until_answered(command: list[str | Path]) -> None:
    deadline = time.monotonic() + 30
    while subprocess.run(command, capture_output=True).returncode:
        assert time.monotonic() < deadline, f"{command[0]} was never answered"
        time.sleep(0.1)
