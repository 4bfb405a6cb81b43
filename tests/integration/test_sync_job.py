"""The ingestion job: the least work, all or nothing, and never over newer data."""

import json
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from ingest.errors import EncoderError, IndexLocked, IndexMismatch, PlanRefused
from ingest.feeds.products import Rejected, stamped
from ingest.index.generations import current, rollback
from ingest.index.served import EdgeIndex
from ingest.product import Passage
from ingest.sources import Source
from ingest.sync import engine, job, stages
from ingest.sync.edge_target import EdgeTarget
from ingest.sync.lock import exclusive
from ingest.sync.report import Report
from tests.fakes.embedder import WordEmbedder
from tests.fakes.products import product

pytestmark = pytest.mark.integration


async def sync(items, path, embedder=None, **options) -> Report:
    return await job.sync(items, EdgeTarget(path), embedder or WordEmbedder(), **options)


def catalog(n=10, **changes):
    return [
        product(
            f"P{i}", f"Producto número {i}", **{"price": "1000 ARS", **changes.get(f"P{i}", {})}
        )
        for i in range(n)
    ]


async def held(index: Path, encoder="words-1") -> dict[str, int]:
    opened = EdgeIndex(index, encoder=encoder)
    prices = {p["id"]: p["current_cents"] async for p in opened.scroll("product")}
    await opened.close()
    return prices


async def test_loads_then_does_nothing(tmp_path):
    embedder = WordEmbedder()
    first = await sync(catalog(), tmp_path, embedder)
    second = await sync(catalog(), tmp_path, embedder)
    assert (first.embedded, first.read) == (10, 10)
    assert (second.unchanged, second.embedded, second.generation) == (10, 0, first.generation)
    assert embedder.embedded == 10


async def test_a_price_change_embeds_nothing(tmp_path):
    embedder = WordEmbedder()
    await sync(catalog(), tmp_path, embedder)
    changed = catalog(P3={"sale_price": "900 ARS"}, P4={"availability": "out_of_stock"})
    report = await sync(changed, tmp_path, embedder)
    assert (report.payload_only, report.embedded, embedder.embedded) == (2, 0, 10)
    assert (await held(tmp_path))["P3"] == 900_00


async def test_a_new_title_embeds_one(tmp_path):
    embedder = WordEmbedder()
    await sync(catalog(), tmp_path, embedder)
    report = await sync([*catalog()[:-1], product("P9", "Otro título")], tmp_path, embedder)
    assert (report.embedded, report.unchanged) == (1, 9)


async def test_gone_rows_go_but_not_too_many(tmp_path):
    await sync(catalog(), tmp_path)
    assert (await sync(catalog(8), tmp_path)).deleted == 2
    with pytest.raises(PlanRefused, match="allow-mass-delete"):
        await sync(catalog(3), tmp_path)
    with pytest.raises(PlanRefused, match="empty"):
        await sync([], tmp_path)
    assert len(await held(tmp_path)) == 8
    report = await sync(catalog(3), tmp_path, allow_mass_delete=True)
    assert report.deleted == 5


async def test_a_dry_run_changes_nothing(tmp_path):
    await sync(catalog(), tmp_path)
    report = await sync(catalog(12), tmp_path, dry_run=True)
    assert report.embedded == 2
    assert len(await held(tmp_path)) == 10


async def test_older_rows_do_not_overwrite_newer(tmp_path):
    new = product(updated_at="2026-11-02T00:00:00Z", price="2 ARS")
    old = product(updated_at="2026-11-01T00:00:00Z", price="1 ARS")
    await sync([new], tmp_path)
    report = await sync([old], tmp_path)
    assert report.stale == 1
    assert await held(tmp_path) == {"HEL-1": 200}


async def test_an_older_file_loses_to_a_newer_one(tmp_path):
    def file(price: str, day: int):
        return [stamped(product(price=price), datetime(2026, 11, day, tzinfo=UTC))]

    await sync(file("2 ARS", 2), tmp_path)
    assert (await sync(file("1 ARS", 1), tmp_path)).stale == 1
    assert (await sync(file("3 ARS", 3), tmp_path)).payload_only == 1
    assert await held(tmp_path) == {"HEL-1": 300}


async def test_rejected_rows_are_counted_and_the_rest_goes_on(tmp_path):
    items = [*catalog(2), Rejected(3, "price", "no price")]
    report = await sync(items, tmp_path)
    assert (report.read, report.embedded, len(report.rejected)) == (3, 2, 1)
    assert json.dumps(report.as_json())


async def test_another_encoder_rebuilds_all_and_is_refused_meanwhile(tmp_path):
    await sync(catalog(), tmp_path)
    with pytest.raises(IndexMismatch, match="dona ingest"):
        await held(tmp_path, "words-2")
    report = await sync(catalog(), tmp_path, WordEmbedder("words-2"))
    assert report.embedded == 10
    assert len(await held(tmp_path, "words-2")) == 10


async def test_a_reader_follows_the_switch_and_the_way_back(tmp_path):
    await sync(catalog(), tmp_path)
    reader = EdgeIndex(tmp_path, encoder="words-1")
    assert (await reader.get("product", ["P1"]))[0]["current_cents"] == 1000_00
    await sync(catalog(P1={"price": "5 ARS"}), tmp_path)
    assert (await reader.get("product", ["P1"]))[0]["current_cents"] == 500
    rollback(tmp_path)
    assert (await reader.get("product", ["P1"]))[0]["current_cents"] == 1000_00
    await reader.close()


async def test_a_reader_that_nobody_asked_meanwhile_goes_on_after_the_way_back(tmp_path):
    await sync(catalog(), tmp_path)
    reader = EdgeIndex(tmp_path, encoder="words-1")
    assert (await reader.get("product", ["P1"]))[0]["current_cents"] == 1000_00
    await sync(catalog(P1={"price": "5 ARS"}), tmp_path)
    rollback(tmp_path)
    assert (await reader.get("product", ["P1"]))[0]["current_cents"] == 1000_00
    await sync(catalog(P1={"price": "7 ARS"}), tmp_path)
    assert (await reader.get("product", ["P1"]))[0]["current_cents"] == 700
    await reader.close()


async def test_two_jobs_at_once_the_second_is_told(tmp_path):
    with (
        exclusive(tmp_path / "ingest.lock"),
        pytest.raises(IndexLocked, match="another ingestion"),
    ):
        await sync(catalog(), tmp_path)


async def test_what_a_killed_run_left_is_removed(tmp_path):
    await sync(catalog(), tmp_path)
    debris = tmp_path / "generations" / "0099"
    debris.mkdir()
    (debris / "half").write_text("written")
    await sync(catalog(11), tmp_path)
    assert not debris.exists()
    assert current(tmp_path).name != "0099"


async def test_another_encoder_keeps_what_is_newer_or_not_the_sources(tmp_path):
    newer = product("P1", "Nuevo", "7 ARS", updated_at="2026-11-02T00:00:00Z")
    policy = Passage(id="envios", title="Envíos", text="Tardan 3 días.")
    await sync([newer, product("P2", "Dos"), policy], tmp_path)
    feed = Source("feed.csv")
    older = product("P1", "Viejo", "1 ARS", updated_at="2026-11-01T00:00:00Z")
    report = await sync(
        [older, product("P2", "Dos")], tmp_path, WordEmbedder("words-2"), scope=feed.speaks_for
    )
    assert (report.stale, report.deleted, report.embedded) == (1, 0, 3)
    index = EdgeIndex(tmp_path, encoder="words-2")
    titles = {p["id"]: p["title"] async for p in index.scroll("product")}
    policies = [p["id"] async for p in index.scroll("policy")]
    await index.close()
    assert titles == {"P1": "Nuevo", "P2": "Dos"}
    assert policies == ["envios"]


async def test_another_encoder_is_no_way_around_the_mass_delete_guard(tmp_path):
    await sync(catalog(), tmp_path)
    with pytest.raises(PlanRefused, match="allow-mass-delete"):
        await sync(catalog(3), tmp_path, WordEmbedder("words-2"))
    assert len(await held(tmp_path)) == 10


async def test_a_document_replaces_its_own_passages_only(tmp_path):
    async def policies() -> set[str]:
        index = EdgeIndex(tmp_path / "index", encoder="words-1")
        ids = {p["id"] async for p in index.scroll("policy")}
        await index.close()
        return ids

    document = tmp_path / "envios.md"
    document.write_text("# Envíos\n\nUno.\n\n## Interior\n\nDos.\n\n## Exterior\n\nTres.\n")
    source = Source(str(document))
    other = Passage(id="cambios", title="Cambios", text="En 30 días.")
    await sync([*catalog(), other, *source.items()], tmp_path / "index")
    assert await policies() == {"cambios", "envios", "envios#interior", "envios#exterior"}
    document.write_text("# Envíos\n\nUno.\n\n## Interior\n\nDos.\n")
    report = await sync(
        source.items(), tmp_path / "index", scope=source.speaks_for, allow_mass_delete=True
    )
    assert (report.deleted, report.unchanged) == (1, 2)
    assert await policies() == {"cambios", "envios", "envios#interior"}
    assert len(await held(tmp_path / "index")) == 10


async def test_a_feed_with_no_good_row_says_so(tmp_path):
    bad = [Rejected(n, "price", "no price") for n in (1, 2)]
    with pytest.raises(PlanRefused, match="all 2 rows") as refused:
        await sync(bad, tmp_path)
    assert refused.value.report.rejected == bad


async def test_contents_are_told_while_a_server_has_the_index_open(tmp_path):
    dated = [product(f"P{day}", updated_at=f"2026-11-0{day}T00:00:00Z") for day in (3, 1, 2)]
    await sync([*dated, product("X")], tmp_path)
    await sync([*dated, product("X", "Otro")], tmp_path)
    served = EdgeIndex(tmp_path, encoder="words-1")
    await served.info()
    told = await EdgeTarget(tmp_path).contents()
    await served.close()
    assert (told.served, told.generations) == ("0002", ["0001", "0002"])
    assert (told.encoder, told.counts) == ("words-1", {"product": 4, "policy": 0})
    assert told.undated == 1
    assert told.oldest == datetime(2026, 11, 1, tzinfo=UTC)
    assert told.newest == datetime(2026, 11, 3, tzinfo=UTC)
    assert not list(tmp_path.glob("snapshot.*"))


async def test_every_stage_has_a_span(tmp_path, monkeypatch):
    spans = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    monkeypatch.setattr(stages, "_TRACER", provider.get_tracer("test"))
    await sync(catalog(), tmp_path)
    told = {span.name: span for span in spans.get_finished_spans()}
    assert {"ingest", "ingest.read", "ingest.plan", "ingest.embed", "ingest.switch"} <= set(told)
    assert told["ingest"].attributes["embedded"] == 10
    assert told["ingest.embed"].parent.span_id == told["ingest"].context.span_id


async def test_a_failing_encoder_changes_nothing(tmp_path):
    class Broken(WordEmbedder):
        def embed_passages(self, texts):
            if self.embedded:
                raise EncoderError("gone")
            return super().embed_passages(texts)

    await sync(catalog(), tmp_path)
    with pytest.raises(EncoderError):
        await sync(catalog(3000), tmp_path, Broken(), allow_mass_delete=True)
    assert len(await held(tmp_path)) == 10
    assert len(list((tmp_path / "generations").iterdir())) == 1


async def test_a_job_keeps_fingerprints_in_memory_and_no_texts(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "CHUNK", 16)
    monkeypatch.setattr(engine, "WRITE_CHUNK", 16)
    products, characters = 400, 20_000

    def feed(**changed):
        for n in range(products):
            text = str(n).ljust(characters, "x")
            yield product(f"P{n}", f"Producto {n}", description=text, **changed)

    whole_mb = products * characters / 2**20
    for change in ({}, {"price": "2 ARS"}, {"link": "https://otra.example"}, {"brand": "Otra"}):
        tracemalloc.start()
        report = await sync(feed(**change), tmp_path)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert report.embedded + report.payload_only == products
        assert peak / 2**20 < whole_mb / 2
    assert {path.name for path in tmp_path.iterdir()} == {
        "CURRENT", "generations", "ingest.lock", "journal.lock",
    }  # fmt: skip
