"""Whatever ends a server, a signal too, ends what it started."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.integration

SERVER = """
import signal, sys
from pathlib import Path
from app.commands import serve
from app.tracing import server

server.COMMAND = Path(sys.argv[1])
serve.require_free = lambda settings: None
def ends_as_uvicorn_does(settings):
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    signal.pause()  # shut down in good order, then:
    signal.signal(signal.SIGTERM, before)
    signal.raise_signal(signal.SIGTERM)
serve.serve_in_memory = ends_as_uvicorn_does
serve.serve(phoenix=True)
"""


def test_a_server_told_to_end_leaves_no_phoenix_behind(tmp_path, monkeypatch):
    phoenix = tmp_path / "fake"
    phoenix.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 600\n")
    phoenix.chmod(0o755)
    monkeypatch.setenv("DONA_CACHE", str(tmp_path / "cache"))
    run = subprocess.Popen([sys.executable, "-c", SERVER, phoenix])
    pid = tmp_path / "pid"
    while not (pid.is_file() and pid.read_text()):
        assert run.poll() is None
        time.sleep(0.05)
    time.sleep(0.5)
    run.send_signal(signal.SIGTERM)
    run.wait(30)
    assert not Path(f"/proc/{pid.read_text().strip()}").exists()
