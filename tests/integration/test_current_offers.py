"""A sale begins and ends at its dates, whenever the feed was read."""

from datetime import UTC, datetime, timedelta

import pytest

from graph.retrieval.catalog import IndexCatalog, source_of
from ingest.index.edge import EdgeGeneration
from ingest.index.filters import Filter, Range
from ingest.index.offers import CurrentOffers
from ingest.index.port import Point, Query
from ingest.sync.plan import entry
from tests.fakes.embedder import WordEmbedder
from tests.fakes.products import product

pytestmark = pytest.mark.integration

EMBEDDER = WordEmbedder()
NOW = datetime.now(UTC)
YESTERDAY, TOMORROW = NOW - timedelta(days=1), NOW + timedelta(days=1)


def sale(id_: str, title: str, begin: datetime, end: datetime):
    dates = f"{begin.isoformat()}/{end.isoformat()}"
    return product(id_, title, "100 ARS", sale_price="80 ARS", sale_price_effective_date=dates)


CATALOG = [
    sale("ENDS", "Pava que deja la oferta", YESTERDAY, TOMORROW),
    sale("BEGINS", "Pava que entra en oferta", TOMORROW, TOMORROW + timedelta(days=9)),
    product("PLAIN", "Pava", "90 ARS"),
]
ON_SALE = Filter((Range("sale_price_cents", gt=0),))


class Clock:
    """An instant that a test moves."""

    at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
async def store(tmp_path):
    index = EdgeGeneration.create(
        tmp_path / "0001", encoder=EMBEDDER.fingerprint, dimension=EMBEDDER.dimension
    )
    entries = [entry(p, EMBEDDER.fingerprint) for p in CATALOG]
    vectors = EMBEDDER.embed_passages([e.text for e in entries])
    await index.upsert([Point(e.payload, v, e.text) for e, v in zip(entries, vectors, strict=True)])
    clock = Clock()
    yield CurrentOffers(index, clock), clock
    await index.close()


async def paid(offers: CurrentOffers) -> dict[str, int]:
    held = await offers.get("product", [p.id for p in CATALOG])
    return {payload["id"]: payload["current_cents"] for payload in held}


async def found(offers: CurrentOffers, **asked) -> list[str]:
    vector = EMBEDDER.embed_queries(["pava"])[0]
    return [hit.payload["id"] for hit in await offers.search(Query("product", 9, vector, **asked))]


async def test_what_is_paid_follows_the_dates_without_another_ingestion(store):
    offers, clock = store
    assert await paid(offers) == {"ENDS": 80_00, "BEGINS": 100_00, "PLAIN": 90_00}
    clock.at = TOMORROW + timedelta(minutes=1)
    assert await paid(offers) == {"ENDS": 100_00, "BEGINS": 80_00, "PLAIN": 90_00}


async def test_a_sale_that_is_over_is_not_found_among_the_offers(store):
    offers, clock = store
    assert await found(offers, filter=ON_SALE) == ["ENDS"]
    clock.at = TOMORROW + timedelta(minutes=1)
    assert await found(offers, filter=ON_SALE) == []


async def test_what_got_dearer_than_the_bound_asked_is_not_shown(store):
    offers, clock = store
    bound = Filter((Range("current_cents", lte=95_00),))
    assert set(await found(offers, filter=bound)) == {"ENDS", "PLAIN"}
    clock.at = TOMORROW + timedelta(minutes=1)
    assert await found(offers, filter=bound) == ["PLAIN"]


async def test_the_cheapest_first_is_of_this_moment(store):
    offers, clock = store
    asked = {"sort": ("current_cents", "asc")}
    assert await found(offers, **asked) == ["ENDS", "PLAIN", "BEGINS"]
    clock.at = TOMORROW + timedelta(minutes=1)
    assert await found(offers, **asked) == ["BEGINS", "PLAIN", "ENDS"]


async def test_a_sale_that_ends_mid_turn_is_seen_when_the_answer_is_checked(store):
    offers, clock = store
    (held,) = await offers.get("product", ["ENDS"])
    assert held["sale_price_cents"] == 80_00
    clock.at = TOMORROW + timedelta(minutes=1)
    (source,) = await IndexCatalog(offers).refresh([source_of(held, 1)])
    assert (source["payload"]["current_cents"], source["payload"]["sale_price_cents"]) == (
        100_00,
        None,
    )
