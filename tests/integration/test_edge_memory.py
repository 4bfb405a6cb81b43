"""What an open generation holds in memory: of its files, and of the searches before."""

import asyncio
import re
from pathlib import Path

import pytest

from ingest.errors import IndexFailure
from ingest.index import edge, holes
from ingest.index.edge import EdgeGeneration
from ingest.index.generations import next_folder, switch
from ingest.index.served import EdgeIndex, open_ahead
from tests.integration.test_index_contract import EMBEDDER, points, query

pytestmark = pytest.mark.integration


@pytest.fixture
async def generation(tmp_path):
    opened = EdgeGeneration.create(
        tmp_path / "0001", encoder=EMBEDDER.fingerprint, dimension=EMBEDDER.dimension
    )
    await opened.upsert(points())
    yield opened
    await opened.close()


async def test_a_search_finds_though_others_push_what_it_remembers_out(generation, monkeypatch):
    monkeypatch.setattr(edge, "REQUESTS_KEPT", 0)
    words = ["heladera", "lavarropas", "samsung", "drean"]
    found = await asyncio.gather(*(generation.search(query(each)) for each in words * 10))
    assert all(found)


@pytest.mark.parametrize("write", ["upsert", "set_payload", "delete"])
async def test_a_batch_that_fails_halfway_is_a_change_too(generation, monkeypatch, write):
    def full():
        raise OSError("disk full")

    before = await generation.revision()
    monkeypatch.setattr(generation, "_flush", full)
    batch = {
        "upsert": [points()[:1]],
        "set_payload": [[points()[0].payload]],
        "delete": ["product", ["H1"]],
    }[write]
    with pytest.raises(IndexFailure, match="disk full"):
        await getattr(generation, write)(*batch)
    assert await generation.revision() != before


def resident_mb(folder) -> float:
    """Return how much of this process's memory is of files under a folder."""
    total_kb, counts = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
            counts = str(folder.resolve()) in line
        elif counts and line.startswith("Rss:"):
            total_kb += int(line.split()[1])
    return total_kb / 1024


@pytest.mark.skipif(not holes.MAPS.exists(), reason="Linux only")
async def test_what_nothing_was_written_to_takes_no_memory(tmp_path):
    folder = tmp_path / "0002"
    generation = EdgeGeneration.create(
        folder, encoder=EMBEDDER.fingerprint, dimension=EMBEDDER.dimension
    )
    await generation.upsert(points())
    await generation.ensure_number_keys(f"medida_{n}" for n in range(20))
    await generation.finish()
    await generation.close()
    opened = EdgeGeneration.load(folder)
    whole_mb = resident_mb(folder)
    before = await opened.search(query("heladera samsung"))
    assert holes.give_back_holes(folder) > 0
    assert resident_mb(folder) < 0.3 * whole_mb
    assert await opened.search(query("heladera samsung")) == before
    await opened.upsert(points())
    assert len(await opened.search(query("heladera samsung"))) == len(before)
    await opened.close()


async def loaded(path) -> None:
    """Make a new generation the served one."""
    folder = next_folder(path)
    generation = EdgeGeneration.create(
        folder, encoder=EMBEDDER.fingerprint, dimension=EMBEDDER.dimension
    )
    await generation.upsert(points())
    await generation.finish()
    await generation.close()
    switch(path, folder)


@pytest.mark.parametrize("switched", [False, True], ids=["still served", "another is served"])
async def test_what_was_opened_before_the_models_is_served_or_closed(tmp_path, switched):
    await loaded(tmp_path)
    ahead = open_ahead(tmp_path)
    assert ahead is not None
    if switched:
        await loaded(tmp_path)
    index = EdgeIndex(tmp_path, encoder=EMBEDDER.fingerprint, ahead=ahead)
    assert await index.search(query("heladera samsung"))
    assert (await index.generation() is ahead) is not switched
    if switched:
        again = EdgeGeneration.load(ahead.folder)  # nobody has it open any more
        await again.close()
    await index.close()


def test_where_nothing_can_be_opened_ahead_the_index_will_say_why(tmp_path):
    assert open_ahead(tmp_path) is None
    folder = next_folder(tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    switch(tmp_path, folder)
    assert open_ahead(tmp_path) is None
