"""What any index does, on Qdrant Edge and on the Qdrant client's local mode."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import qdrant_edge as edge
from qdrant_client import AsyncQdrantClient

import ingest.index.edge as edge_module
from ingest.errors import IndexMismatch, IndexUnavailable
from ingest.index.edge import EdgeGeneration
from ingest.index.edge_engine import DENSE, TEXT
from ingest.index.filters import Either, Filter, Match, Range
from ingest.index.port import Point, Query, WritableIndex
from ingest.index.server import QdrantIndex
from ingest.sync.plan import entry
from tests.fakes.embedder import WordEmbedder
from tests.fakes.products import product

pytestmark = [
    pytest.mark.integration,
    pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning"),
]

EMBEDDER = WordEmbedder()
CATALOG = [
    product("H1", "Heladera Samsung RT38", "900000 ARS", brand="Samsung", mpn="RT38K"),
    product("H2", "Heladera Drean HDR320", "700000 ARS", brand="Drean"),
    product(
        "L1", "Lavarropas Drean Next", "800000 ARS", brand="Drean", availability="out_of_stock"
    ),
]


def points(products=CATALOG) -> list[Point]:
    entries = [entry(p, EMBEDDER.fingerprint) for p in products]
    vectors = EMBEDDER.embed_passages([e.text for e in entries])
    return [Point(e.payload, v, e.text) for e, v in zip(entries, vectors, strict=True)]


@pytest.fixture(params=["edge", "server"])
async def index(request, tmp_path: Path) -> AsyncIterator[WritableIndex]:
    if request.param == "edge":
        opened = EdgeGeneration.create(
            tmp_path / "0001", encoder=EMBEDDER.fingerprint, dimension=EMBEDDER.dimension
        )
    else:
        client = AsyncQdrantClient(":memory:")
        opened = QdrantIndex(client, collection="c", encoder=EMBEDDER.fingerprint)
        await opened.create(EMBEDDER.dimension)
    await opened.upsert(points())
    yield opened
    await opened.close()


def query(text: str, **fields) -> Query:
    return Query("product", 10, EMBEDDER.embed_queries([text])[0], text, **fields)


async def test_counts_by_kind_and_names_its_encoder(index):
    info = await index.info()
    assert dict(info.counts) == {"product": 3, "policy": 0}
    assert info.encoder == EMBEDDER.fingerprint


async def test_finds_by_words_and_by_meaning_and_says_why(index):
    hits = await index.search(query("lavarropas next"))
    assert hits[0].payload["id"] == "L1"
    assert hits[0].dense_rank == 1
    assert hits[0].text_rank == 1


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ((Match("brand_key", ("drean",)),), {"H2", "L1"}),
        ((Range("current_cents", lte=800000_00),), {"H2", "L1"}),
        ((Range("current_cents", gt=700000_00, lt=900000_00),), {"L1"}),
        ((Match("brand_key", ("drean",)), Match("availability", ("in_stock",))), {"H2"}),
        (
            (
                Either(
                    (
                        Filter((Match("brand_key", ("samsung",)),)),
                        Filter((Match("title_words", ("drean",)), Match("title_words", ("next",)))),
                    )
                ),
            ),
            {"H1", "L1"},
        ),
    ],
)
async def test_filters_inside_the_engine(index, conditions, expected):
    hits = await index.search(query("heladera", filter=Filter(conditions)))
    assert {hit.payload["id"] for hit in hits} == expected


async def test_excludes_what_must_not_be(index):
    refused = Filter(must_not=(Match("brand_key", ("samsung",)),))
    assert {h.payload["id"] for h in await index.search(query("heladera", filter=refused))} == {
        "H2",
        "L1",
    }


async def test_excludes_either_of_several(index):
    either = Either((Filter((Match("brand_key", ("samsung",)),)),
                     Filter((Match("title_words", ("next",)),))))  # fmt: skip
    hits = await index.search(query("heladera", filter=Filter(must_not=(either,))))
    assert {hit.payload["id"] for hit in hits} == {"H2"}


async def test_a_search_shows_the_price_of_the_moment(index):
    assert (await index.search(query("samsung rt38")))[0].payload["current_cents"] == 900000_00
    changed = entry(product("H1", "Heladera Samsung RT38", "1 ARS", brand="Samsung"), "words-1")
    await index.merge_payload([{"kind": "product", "id": "H1", "current_cents": 500}])
    assert (await index.search(query("samsung rt38")))[0].payload["current_cents"] == 500
    await index.set_payload([changed.payload])
    assert (await index.search(query("samsung rt38")))[0].payload["current_cents"] == 100


async def test_sorts_by_price(index):
    hits = await index.search(Query("product", 2, sort=("current_cents", "asc")))
    assert [hit.payload["id"] for hit in hits] == ["H2", "L1"]


async def test_gets_in_the_order_asked_and_skips_the_missing(index):
    payloads = await index.get("product", ["L1", "nope", "H1"])
    assert [payload["id"] for payload in payloads] == ["L1", "H1"]


async def test_a_payload_change_is_read_at_once_and_keeps_the_vector(index):
    changed = entry(product("H1", "Heladera Samsung RT38", "1 ARS", brand="Samsung"), "words-1")
    await index.set_payload([changed.payload])
    assert (await index.get("product", ["H1"]))[0]["current_cents"] == 100
    assert (await index.search(query("samsung rt38")))[0].payload["id"] == "H1"


@pytest.mark.parametrize("write", ["set_payload", "merge_payload", "upsert", "delete"])
async def test_what_was_read_before_a_write_is_read_again(index, write):
    assert (await index.get("product", ["H1"]))[0]["current_cents"] != 100
    changed = entry(product("H1", "Heladera Samsung RT38", "1 ARS", brand="Samsung"), "words-1")
    batch = {
        "set_payload": [[changed.payload]],
        "merge_payload": [[changed.payload]],
        "upsert": [[replace(points()[0], payload=changed.payload)]],
        "delete": ["product", ["H1"]],
    }[write]
    await getattr(index, write)(*batch)
    left = [payload["current_cents"] for payload in await index.get("product", ["H1"])]
    assert left == {"delete": []}.get(write, [100])


async def test_deletes(index):
    await index.delete("product", ["H1", "H2"])
    assert [p["id"] async for p in index.scroll("product")] == ["L1"]


async def test_scrolls_over_the_fields_asked_for(index):
    held = [p async for p in index.scroll("product", fields=("id", "brand_key"))]
    assert {tuple(sorted(p)) for p in held} == {("brand_key", "id")}
    assert len(held) == 3


async def test_counts_the_values_of_a_field(index):
    assert await index.facet("brand_key") == {"drean": 2, "samsung": 1}


async def test_a_server_collection_of_another_encoder_is_refused():
    client = AsyncQdrantClient(":memory:")
    await QdrantIndex(client, collection="c", encoder="a").create(4)
    with pytest.raises(IndexMismatch, match="ingest"):
        await QdrantIndex(client, collection="c", encoder="b").info()


async def test_a_missing_collection_is_unavailable():
    client = AsyncQdrantClient(":memory:")
    with pytest.raises(IndexUnavailable):
        await QdrantIndex(client, collection="c", encoder="a").info()


async def test_an_index_in_single_precision_goes_on_so(tmp_path, monkeypatch):
    def single(dimension: int) -> edge.EdgeConfig:
        dense = edge.EdgeVectorParams(size=dimension, distance=edge.Distance.Cosine)
        sparse = edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf)
        return edge.EdgeConfig(vectors={DENSE: dense}, sparse_vectors={TEXT: sparse})

    with monkeypatch.context() as before:
        before.setattr(edge_module, "storage", single)
        old = EdgeGeneration.create(
            tmp_path / "g", encoder=EMBEDDER.fingerprint, dimension=EMBEDDER.dimension
        )
        await old.upsert(points())
        await old.finish()
        await old.close()
    going_on = EdgeGeneration.load(tmp_path / "g", unserved=True)
    await going_on.upsert(points([product("C1", "Cocina Orbis", "600000 ARS")]))
    await going_on.finish()
    found = await going_on.search(query("cocina orbis"))
    assert found[0].payload["id"] == "C1"
    assert len(found) == 4
    await going_on.close()


async def test_the_nearest_of_a_large_generation_are_those_of_exact_search(tmp_path, monkeypatch):
    monkeypatch.setattr(edge_module, "SMALL", 0)
    monkeypatch.setattr(edge_module, "NEAR", 4)
    monkeypatch.setattr(edge_module, "ENOUGH", 1)
    generation = EdgeGeneration.create(
        tmp_path / "g", encoder="fake:1", dimension=EMBEDDER.dimension
    )
    await generation.upsert(points())
    for conditions in (Filter(), Filter((Range("current_cents", lte=1_000_000_00),))):
        asked = Query(
            "product", 2, dense=EMBEDDER.embed_queries(["heladera"])[0], filter=conditions
        )
        near = await generation.search(asked)
        exact = await generation.search(replace(asked, exact=True))
        assert [hit.payload["id"] for hit in near] == [hit.payload["id"] for hit in exact]
    await generation.delete("product", [near[0].payload["id"]])
    assert near[0].payload["id"] not in [h.payload["id"] for h in await generation.search(asked)]
    await generation.close()
