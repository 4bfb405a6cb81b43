"""Live updates: served at once, once per key, and not lost to a job that runs meanwhile."""

import time
from pathlib import Path

import pytest

from ingest.index.port import Query
from ingest.index.served import EdgeIndex
from ingest.sync.edge_target import EdgeTarget
from ingest.sync.job import sync
from ingest.sync.journal import KEPT_S, Batch, Journal
from ingest.sync.live import KeyReused, apply_live
from ingest.sync.plan import item_of
from tests.fakes.embedder import WordEmbedder
from tests.fakes.products import product

pytestmark = pytest.mark.integration


class Store:
    """A served index with two products, and the way live updates enter it."""

    def __init__(self, path: Path) -> None:
        self.path, self.embedder, self.journal = path, WordEmbedder(), Journal(path)
        self.index = EdgeIndex(path, encoder=self.embedder.fingerprint)

    async def load(self, *products, **options):
        return await sync(products, EdgeTarget(self.path), self.embedder, **options)

    async def load_into(self, target, *products):
        return await sync(products, target, self.embedder)

    async def post(self, *items, delete=(), key=""):
        return await apply_live(
            items, delete, self.index.writable, self.embedder, self.journal, key=key
        )

    async def price(self, id_="A") -> int | None:
        held = await self.index.get("product", [id_])
        return held[0]["current_cents"] if held else None


@pytest.fixture
async def store(tmp_path):
    opened = Store(tmp_path)
    old = {"updated_at": "2026-01-01T00:00:00Z"}
    await opened.load(product("A", "Termo", "100 ARS", **old), product("B", "Mate", **old))
    yield opened
    await opened.index.close()


async def test_a_posted_price_is_served_and_embeds_nothing(store):
    before = store.embedder.embedded
    report = await store.post({"id": "A", "price": "150.00 ARS"})
    assert report["payload_only"] == 1
    assert await store.price() == 150_00
    assert store.embedder.embedded == before


async def test_a_patch_keeps_the_rest(store):
    await store.post({"id": "A", "availability": "out_of_stock", "quantity": 0})
    held = (await store.index.get("product", ["A"]))[0]
    assert (held["title"], held["availability"], held["current_cents"]) == (
        "Termo",
        "out_of_stock",
        100_00,
    )


async def test_a_patch_keeps_the_dates_of_a_sale_and_a_new_sale_holds_at_once(store):
    coming = {"sale_price": "90 ARS", "sale_price_effective_date": "2999-01-01/2999-02-01"}
    await store.post({"id": "A", **coming})
    await store.post({"id": "A", "quantity": 3})
    held = (await store.index.get("product", ["A"]))[0]
    assert held["dated_sale"] == {"cents": 90_00, "dates": "2999-01-01/2999-02-01"}
    assert held["current_cents"] == 100_00
    await store.post({"id": "A", "sale_price": "85 ARS"})
    held = (await store.index.get("product", ["A"]))[0]
    assert (held["current_cents"], held.get("dated_sale")) == (85_00, None)


async def test_what_has_no_unit_left_is_sold_out_until_some_arrive(store):
    async def availability():
        return (await store.index.get("product", ["A"]))[0]["availability"]

    await store.post({"id": "A", "quantity": 0})
    assert await availability() == "out_of_stock"
    await store.post({"id": "A", "quantity": 0, "availability": "in_stock"})
    assert await availability() == "out_of_stock"
    await store.post({"id": "A", "quantity": 7})
    assert await availability() == "in_stock"


async def test_stock_that_nobody_told_is_unknown_until_a_patch_tells_it(store):
    async def availability():
        return (await store.index.get("product", ["R"]))[0]["availability"]

    await store.post({"id": "R", "title": "Rosal", "price": "9 ARS"})
    assert await availability() == "unknown"
    await store.post({"id": "R", "price": "8 ARS"})
    assert await availability() == "unknown"
    await store.post({"id": "R", "quantity": 4})
    assert await availability() == "in_stock"


async def test_whole_products_are_inserted_and_others_deleted(store):
    report = await store.post(
        {"id": "C", "title": "Bombilla", "price": "9 ARS"}, delete=["B", "nope"]
    )
    assert (report["embedded"], report["deleted"]) == (1, 1)
    assert await store.price("C") == 900
    assert await store.price("B") is None


async def test_bad_items_are_told_and_the_rest_goes_on(store):
    report = await store.post(
        {"id": "A", "price": "-5 ARS"}, {"id": "Z", "price": "1 ARS"}, {"id": "B", "price": "7 ARS"}
    )
    assert {r["id"]: r["field"] for r in report["rejected"]} == {"Z": "id", "A": "price"}
    assert (await store.price("A"), await store.price("B")) == (100_00, 7_00)


async def test_a_field_that_no_patch_has_is_named_as_why_a_title_is_wanted(store):
    report = await store.post({"id": "A", "price": "5 ARS", "stock": 4})
    (rejected,) = report["rejected"]
    assert rejected["reason"] == "Field required: with stock it is a whole product, no patch"
    assert await store.price("A") == 100_00


async def test_older_data_does_not_overwrite(store):
    report = await store.post({"id": "A", "price": "1 ARS", "updated_at": "2025-01-01T00:00:00Z"})
    assert report["stale"] == 1
    assert await store.price() == 100_00


async def test_a_key_works_once_even_after_a_restart(store):
    first = await store.post({"id": "A", "price": "150 ARS"}, key="k1")
    await store.post({"id": "A", "price": "200 ARS"})
    store.journal = Journal(store.path)
    assert await store.post({"id": "A", "price": "150 ARS"}, key="k1") == first
    assert await store.price() == 200_00
    with pytest.raises(KeyReused):
        await store.post({"id": "A", "price": "1 ARS"}, key="k1")


async def test_an_update_during_a_job_outlives_the_switch(store):
    def items():
        yield product("A", "Termo", "100 ARS", updated_at="2026-01-01T00:00:00Z")
        yield product("B", "Mate nuevo", updated_at="2026-01-02T00:00:00Z")

    target = EdgeTarget(store.path)
    opened = target.open

    async def open_then_post(embedder):
        copy = await opened(embedder)
        await store.post({"id": "A", "price": "777 ARS"}, {"id": "D", "title": "D", "price": "1"})
        return copy

    target.open = open_then_post
    report = await sync(items(), target, store.embedder)
    assert report.embedded == 1
    assert await store.price() == 777_00
    assert await store.price("D") == 100
    assert (await store.index.get("product", ["B"]))[0]["title"] == "Mate nuevo"


async def test_a_later_feed_with_older_rows_keeps_the_live_price(store):
    await store.post({"id": "A", "price": "150 ARS"})
    old = {"updated_at": "2026-02-01T00:00:00Z"}
    report = await store.load(product("A", "Termo", "100 ARS", **old), product("B", "Mate", **old))
    assert report.stale == 1
    assert await store.price() == 150_00


async def test_updates_during_a_reembedding_are_embedded_again(store):
    """Journaled under one encoder, replayed into a generation of another."""
    target, other = EdgeTarget(store.path), WordEmbedder("words-2")
    created = target.create

    async def create_then_post(embedder):
        fresh = await created(embedder)
        whole = {"id": "C", "title": "Bombilla", "price": "9 ARS"}
        linked = {
            "id": "B",
            "title": "Mate",
            "brand": "Samsung",
            "price": "3",
            "link": "https://x/b",
        }
        await store.post({"id": "A", "price": "777 ARS"}, whole, linked)
        return fresh

    target.create = create_then_post
    old = {"updated_at": "2026-01-01T00:00:00Z"}
    items = [product("A", "Termo", "100 ARS", **old), product("B", "Mate", **old)]
    await sync(items, target, other)
    index = EdgeIndex(store.path, encoder="words-2")
    held = {p["id"]: p async for p in index.scroll("product")}
    (nearest,) = await index.search(Query("product", 1, dense=other.embed_queries(["Bombilla"])[0]))
    await index.close()
    assert {id_: p["current_cents"] for id_, p in held.items()} == {
        "A": 777_00, "B": 3_00, "C": 9_00,
    }  # fmt: skip
    assert held["B"]["link"] == "https://x/b"
    assert nearest.payload["id"] == "C"
    again = [item_of(payload) for payload in held.values()]
    assert (await sync(again, EdgeTarget(store.path), other)).unchanged == 3


async def test_a_live_price_joins_the_title_that_a_job_brings(store):
    target = EdgeTarget(store.path)
    opened = target.open

    async def open_then_post(embedder):
        copy = await opened(embedder)
        await store.post({"id": "A", "price": "777 ARS"})
        return copy

    target.open = open_then_post
    await store.load_into(target, product("A", "Termo de acero", "100 ARS"), product("B", "Mate"))
    held = (await store.index.get("product", ["A"]))[0]
    assert (held["title"], held["current_cents"]) == ("Termo de acero", 777_00)


def test_the_journal_forgets_what_is_older_than_a_day(tmp_path, monkeypatch):
    journal = Journal(tmp_path)
    for key, at in (("old", 1000.0), ("new", 1000.0 + KEPT_S)):
        monkeypatch.setattr("ingest.sync.journal.time.time", lambda at=at: at)
        journal.append(Batch(key, "", "words-1", [], [], [], [], {}))
    monkeypatch.setattr("ingest.sync.journal.time.time", lambda: 1001.0 + KEPT_S)
    before = journal.size()
    journal.trim()
    assert 0 < journal.size() < before
    assert journal.find("old") is None
    assert journal.find("new")


def test_a_journal_sees_the_keys_of_other_processes_and_outlives_a_trim(tmp_path, monkeypatch):
    ours, theirs = Journal(tmp_path), Journal(tmp_path)

    def append(key: str) -> None:
        theirs.append(Batch(key, f"body of {key}", "words-1", [], [], [], [], {}))

    assert ours.find("a") is None
    append("a")
    assert ours.find("a")
    append("b")
    found = ours.find("b")
    assert found
    assert found.body == "body of b"
    later = time.time() + KEPT_S + 1
    monkeypatch.setattr("ingest.sync.journal.time.time", lambda: later)
    append("c")
    theirs.trim()
    assert (ours.find("a"), ours.find("b")) == (None, None)
    assert ours.find("c")
