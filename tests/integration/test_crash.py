"""kill -9 at random instants: what is served is always one whole version."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest.index.served import EdgeIndex
from tests.integration.crash_child import SIZE, catalog

ROOT = Path(__file__).resolve().parents[2]


async def served(path: Path) -> dict[str, tuple[str, int]]:
    index = EdgeIndex(path, encoder="words-1")
    held = {p["id"]: (p["title"], p["current_cents"]) async for p in index.scroll("product")}
    await index.close()
    return held


def version_of(number: int) -> dict[str, tuple[str, int]]:
    return {p.id: (p.title, p.current_price.cents) for p in catalog(number)}


def start(path: Path, number: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.integration.crash_child", str(path), str(number)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout
    assert child.stdout.readline() == "begin\n"
    return child


@pytest.mark.integration
@pytest.mark.parametrize(
    "kills", [6, pytest.param(50, marks=pytest.mark.slow)], ids=["6 kills", "50 kills"]
)
async def test_a_killed_job_leaves_the_old_or_the_new_version(tmp_path, kills):
    rng = random.Random(kills)
    began = time.monotonic()
    with start(tmp_path, 1) as child:
        assert child.wait() == 0
    duration = time.monotonic() - began
    assert len(await served(tmp_path)) == SIZE
    before, killed = 1, 0
    for number in range(2, kills + 2):
        with start(tmp_path, number) as child:
            time.sleep(rng.uniform(0, duration))
            child.kill()
            killed += child.wait() != 0
        held = await served(tmp_path)
        assert held in (version_of(before), version_of(number))
        if held == version_of(number):
            before = number
    assert killed
    with start(tmp_path, kills + 2) as child:
        assert child.wait() == 0
    assert await served(tmp_path) == version_of(kills + 2)
    assert len(list((tmp_path / "generations").iterdir())) <= 2
