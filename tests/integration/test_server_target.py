"""Ingestion into a Qdrant server: in place, and a new collection behind the alias."""

import pytest
from qdrant_client import AsyncQdrantClient

from ingest.errors import IndexFailure
from ingest.index.server import QdrantIndex
from ingest.sync.job import sync
from ingest.sync.target import ServerTarget
from tests.fakes.embedder import WordEmbedder
from tests.fakes.products import product

pytestmark = [
    pytest.mark.integration,
    pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning"),
]


@pytest.fixture
def client():
    return AsyncQdrantClient(":memory:")


def target(client, tmp_path) -> ServerTarget:
    return ServerTarget(client, "dona", tmp_path)


async def served(client, encoder="words-1") -> dict[str, int]:
    index = QdrantIndex(client, collection="dona", encoder=encoder)
    await index.info()
    return {p["id"]: p["current_cents"] async for p in index.scroll("product")}


async def test_loads_behind_the_alias_then_changes_in_place(client, tmp_path):
    a, b = product("A", "Termo", "100 ARS"), product("B", "Mate", "50 ARS")
    first = await sync([a, b], target(client, tmp_path), WordEmbedder())
    assert (first.generation, first.embedded) == ("dona-0001", 2)
    cheaper = product("B", "Mate", "40 ARS")
    second = await sync([a, cheaper], target(client, tmp_path), WordEmbedder())
    assert (second.generation, second.payload_only, second.embedded) == ("dona-0001", 1, 0)
    assert await served(client) == {"A": 100_00, "B": 40_00}


async def test_another_encoder_fills_a_new_collection_and_can_be_rolled_back(client, tmp_path):
    items = [product("A", "Termo", "100 ARS")]
    await sync(items, target(client, tmp_path), WordEmbedder())
    report = await sync(items, target(client, tmp_path), WordEmbedder("words-2"))
    assert report.generation == "dona-0002"
    assert await served(client, "words-2") == {"A": 100_00}
    assert await target(client, tmp_path).rollback() == "dona-0001"
    assert await served(client, "words-1") == {"A": 100_00}


async def test_nothing_to_roll_back_to(client, tmp_path):
    await sync([product()], target(client, tmp_path), WordEmbedder())
    with pytest.raises(IndexFailure, match="no earlier"):
        await target(client, tmp_path).rollback()
