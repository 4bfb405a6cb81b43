"""What a generation remembers of searches, while others search and write."""

import asyncio

import pytest

from ingest.errors import IndexFailure
from ingest.index import edge
from ingest.index.edge import EdgeGeneration
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
