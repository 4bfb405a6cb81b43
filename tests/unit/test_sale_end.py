"""How long an offer lasts: told from its dates, never made up, and asked of what is on one."""

from datetime import UTC, datetime, timedelta

import pytest

from graph.checking.checker import ClaimChecker
from graph.composer.questions import answer_question
from graph.facts.prices import asks_sale_end
from graph.retrieval.doubted import route_by_shown
from graph.wording import write_day
from tests.fakes.products import product_source

NOW = datetime.now(UTC)
BEGAN, ENDS = NOW - timedelta(days=2), NOW + timedelta(days=5)
DATES = f"{BEGAN:%Y-%m-%d}/{ENDS:%Y-%m-%d}"
LASTS = f"hasta el {write_day(ENDS)}"
SOLD = {"title": "Taladro Gamma 13 mm", "price": "100000 ARS", "quantity": 4}
DATED = product_source(1, **SOLD, sale_price="80000 ARS", sale_price_effective_date=DATES)
UNDATED = product_source(1, **SOLD, sale_price="80000 ARS")
FOR_EVER = product_source(
    1, **SOLD, sale_price="80000 ARS", sale_price_effective_date=f"{BEGAN:%Y-%m-%d}/9999-12-31"
)
FULL = product_source(1, **SOLD)


@pytest.mark.parametrize(
    "question",
    ["hasta cuándo está la oferta?", "cuando termina la promo?", "Hasta qué día es ese precio?",
     "hasta cuando?", "y hasta cuándo es?", "cuanto tiempo dura el descuento?"],
)  # fmt: skip
def test_the_last_day_of_an_offer_is_told(question):
    assert asks_sale_end(question)
    told = " ".join(answer_question(question, [DATED]))
    assert LASTS in told
    judged = ClaimChecker().judge(question, told, [DATED])
    assert not any(claim["verdict"] == "contradicted" for claim in judged)


@pytest.mark.parametrize("source", [UNDATED, FOR_EVER])
def test_an_offer_without_an_end_gets_none(source):
    told = " ".join(answer_question("hasta cuándo es la oferta?", [source]))
    assert "no dice hasta cuándo" in told
    assert "hasta el" not in told


async def test_another_day_is_refused():
    other = write_day(ENDS + timedelta(days=1))
    right = await ClaimChecker().check("", f"El taladro está en oferta {LASTS} [1].", [DATED])
    wrong = await ClaimChecker().check("", f"Está en oferta hasta el {other} [1].", [DATED])
    assert right.supported
    assert not wrong.supported


@pytest.mark.parametrize(
    ("question", "source", "route"),
    [
        ("hasta cuándo?", DATED, "product_question"),
        ("y hasta cuándo está la oferta?", DATED, "product_question"),
        ("hasta cuándo?", FULL, "store_policy"),
        ("hasta cuándo cubre la garantía?", DATED, "store_policy"),
        ("hasta cuándo tengo para cambiarlo?", DATED, "store_policy"),
    ],
)
def test_until_when_is_asked_of_an_offer_where_there_is_one(question, source, route):
    assert route_by_shown("store_policy", question, [source], "") == route
