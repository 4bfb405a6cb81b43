"""Run a command in a process of its own, and learn what it took."""

import os
import resource
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.settings import ROOT


def run_child(
    command: Sequence[str | Path], failing: str, env: Mapping[str, str] | None = None
) -> tuple[str, resource.struct_rusage]:
    """Return what the command wrote to stdout, and its CPU seconds and peak memory (KB).

    Raises:
        SystemExit: it failed; the message is `failing` and its exit code.
    """
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        told = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{failing} ({child.returncode})")
    return told, usage
