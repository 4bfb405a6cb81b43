"""Each in-memory server keeps its threads in a folder of its own, and finds its files there."""

import asyncio
import json
import subprocess
import sys

from app import inmem_queue
from app.inmem_queue import install
from app.inmem_threads import LISTED, take_over
from app.settings import ROOT

GOES = """
import json
from pathlib import Path
from app.inbox.store import inbox_url
from app import inmem_queue
from app.inmem_queue import install
from app.inmem_threads import standing_in, threads_folder
from app.settings import Settings
settings = Settings()
with standing_in(threads_folder(settings), settings):
    there = Settings()
    told = [Path.cwd(), there.index.path, there.cache, there.access.keys, inbox_url(there),
            there.store.name]
print(json.dumps([str(each) for each in told]))
"""
TWICE = """
from app import inmem_queue
from app.inmem_queue import install
from app.inmem_threads import standing_in, threads_folder
from app.settings import Settings
settings = Settings()
folder = threads_folder(settings).absolute()
with standing_in(folder, settings):
    try:
        with standing_in(folder, settings):
            print("both")
    except OSError as error:
        print(error)
with standing_in(folder, settings):
    print("free again")
"""


def child(code: str, folder, **environment: str) -> str:
    """Run code in a process that may go where it likes."""
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env={"PYTHONPATH": str(ROOT), **environment},
        capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_relative_settings_stay_where_the_command_was_given(tmp_path):
    (tmp_path / ".env").write_text("DONA_STORE__NAME=Almacén\nDONA_INDEX__PATH=mio/index\n")
    told = child(
        GOES, tmp_path, DONA_ACCESS__KEYS="claves.json",
        DONA_HANDOFF__DATABASE="sqlite:///avisos.db",
    )  # fmt: skip
    here = tmp_path.resolve()
    assert json.loads(told) == [
        str(here / "mio/index.threads"), str(here / "mio/index"), str(here / ".dona/cache"),
        str(here / "claves.json"), f"sqlite:///{here / 'avisos.db'}", "Almacén",
    ]  # fmt: skip


def test_a_second_server_over_the_same_index_is_told_so(tmp_path):
    refused, again = child(TWICE, tmp_path).splitlines()
    assert "another server keeps its threads" in refused
    assert again == "free again"


def test_a_store_that_begins_empty_is_written_all_the_same(monkeypatch, tmp_path):
    from langgraph.checkpoint.memory import PersistentDict
    from langgraph_runtime_inmem.ops import Runs

    monkeypatch.setattr(Runs, "next", Runs.next)
    monkeypatch.setattr(Runs, "put", Runs.put)
    monkeypatch.setattr(PersistentDict, "__bool__", lambda self: False, raising=False)
    assert install()
    assert PersistentDict(dict, filename=str(tmp_path / "checkpoints"))


async def test_a_run_is_looked_for_as_soon_as_it_is_queued(monkeypatch):
    from langgraph.checkpoint.memory import PersistentDict
    from langgraph_runtime_inmem.ops import Runs

    store = []

    async def put(run):
        store.append(run)
        return run

    async def looks(wait, limit=1):
        assert not wait
        for run in store:
            yield run, 1

    monkeypatch.setattr(Runs, "next", looks)
    monkeypatch.setattr(Runs, "put", put)
    monkeypatch.setattr(PersistentDict, "__bool__", bool, raising=False)
    monkeypatch.setattr(inmem_queue, "IDLE_S", 30)
    assert install()

    async def found():
        return [run async for run, _ in Runs.next(True)]

    waiting = asyncio.create_task(found())
    await asyncio.sleep(0.05)
    assert not waiting.done()
    assert await Runs.put("una") == "una"
    assert await asyncio.wait_for(waiting, 5) == ["una"]
    # What waits for its thread tells nobody: it is looked for now and then.
    monkeypatch.setattr(inmem_queue, "IDLE_S", 0.05)
    assert await asyncio.wait_for(found(), 5) == ["una"]


def test_threads_of_a_version_before_are_moved_once(tmp_path, caplog):
    before, now = tmp_path / "checkout", tmp_path / "index.threads"
    for number in (1, 2):  # the second time there are threads there already
        before.mkdir()
        (before / LISTED).write_text(str(number))
        take_over(before, now)
    assert (now / LISTED).read_text() == "1"
    assert (before / LISTED).read_text() == "2"
    assert caplog.text.count("were moved") == 1
    (tmp_path / "empty").mkdir()
    take_over(tmp_path / "empty", tmp_path / "other")
    assert not (tmp_path / "other").exists()
