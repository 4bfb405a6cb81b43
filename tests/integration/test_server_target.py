"""Ingestion into a Qdrant server: in place, and a new collection behind the alias."""

from datetime import UTC, datetime, timedelta

import pytest
from qdrant_client import AsyncQdrantClient

from ingest.errors import IndexFailure
from ingest.index.port import Point
from ingest.index.server import QdrantIndex
from ingest.sync.job import sync
from ingest.sync.journal import Journal
from ingest.sync.live import apply_live
from ingest.sync.plan import entry
from ingest.sync.server_target import ServerTarget
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


def dated(price: str, day: int, title="Termo"):
    return product("A", title, price, updated_at=f"2026-11-0{day}T00:00:00Z")


async def opened(client) -> QdrantIndex:
    return QdrantIndex(client, collection="dona", encoder="words-1")


async def points(*products) -> list[Point]:
    entries = [entry(p, "words-1") for p in products]
    vectors = WordEmbedder().embed_passages([e.text for e in entries])
    return [Point(e.payload, v, e.words) for e, v in zip(entries, vectors, strict=True)]


@pytest.mark.parametrize("write", ["upsert", "set_payload", "merge_payload"])
async def test_the_server_keeps_what_is_newer_at_the_moment_of_writing(client, tmp_path, write):
    """Two writers planned from the same state; the one with older data writes last."""
    await sync([dated("1 ARS", 1)], target(client, tmp_path), WordEmbedder())
    index = await opened(client)

    async def put(item) -> None:
        if write == "upsert":
            await index.upsert(await points(item))
        elif write == "set_payload":
            await index.set_payload([entry(item, "words-1").payload])
        else:
            await index.merge_payload([entry(item, "words-1").offer])

    await put(dated("3 ARS", 3))
    await put(dated("2 ARS", 2))
    assert await served(client) == {"A": 300}
    await put(dated("4 ARS", 4))
    assert await served(client) == {"A": 400}


async def test_undated_changes_and_unknown_points(client, tmp_path):
    await sync([product("A", "Termo", "1 ARS")], target(client, tmp_path), WordEmbedder())
    index = await opened(client)
    await index.upsert(await points(dated("2 ARS", 2)))  # what was undated is not newer
    await index.set_payload([entry(product("A", "Termo", "5 ARS"), "words-1").payload])
    await index.merge_payload([entry(product("ZZ", "No está", "5 ARS"), "words-1").offer])
    assert await served(client) == {"A": 500}


async def test_a_batch_of_many_dates_is_written_whole(client, tmp_path):
    await sync([product("A")], target(client, tmp_path), WordEmbedder())
    start = datetime(2026, 1, 1, tzinfo=UTC)
    many = [product(f"P{n}", updated_at=start + timedelta(seconds=n)) for n in range(1203)]
    await (await opened(client)).upsert(await points(*many))
    assert len(await served(client)) == 1204


async def test_live_updates_during_a_reembedding_follow_the_alias(client, tmp_path):
    items = [product("A", "Termo", "100 ARS"), product("B", "Mate", "50 ARS")]
    await sync(items, target(client, tmp_path), WordEmbedder())
    job = target(client, tmp_path)
    created = job.create
    live = QdrantIndex(client, collection="dona", encoder="words-1")

    async def create_then_post(embedder):
        fresh = await created(embedder)
        changes = [{"id": "A", "price": "77 ARS"}, {"id": "C", "title": "Bombilla", "price": "9"}]
        await apply_live(changes, ["B"], live.writable, WordEmbedder(), Journal(tmp_path))
        return fresh

    job.create = create_then_post
    await sync(items, job, WordEmbedder("words-2"))
    assert await served(client, "words-2") == {"A": 77_00, "C": 9_00}


async def test_contents_are_told_whatever_the_encoder(client, tmp_path):
    await sync([dated("1 ARS", 1)], target(client, tmp_path), WordEmbedder("words-7"))
    told = await target(client, tmp_path).contents()
    assert (told.encoder, told.counts["product"]) == ("words-7", 1)
    assert told.generations == ["dona-0001"]
