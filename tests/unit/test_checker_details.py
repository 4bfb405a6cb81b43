"""Small turns of the rules that no battery isolates: what is compared, what a claim leans on."""

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.numbers import NumberChecker
from graph.retrieval.catalog import source_of
from ingest.index.payload import passage_payload, product_payload
from ingest.product import Passage, Product


def product(marker, title, **fields):
    told = {"id": f"P-{marker}", "title": title, "price": "10000 ARS", "quantity": 2} | fields
    return source_of(product_payload(Product.model_validate(told)), marker)


def policy(marker, text):
    return source_of(passage_payload(Passage(id=f"p#{marker}", title="Promos", text=text)), marker)


async def check(text, sources, question="contame"):
    return await ClaimChecker().check(question, text, sources)


FOODS = [
    product(1, "Alimento para Perro Brunel Adulto", attributes={"proteína": "26,5 %"}),
    product(2, "Alimento para Perro Corvex Adulto", attributes={"proteína": "26,1 %"}),
]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("El que tiene más proteína es el Brunel [1].", True),
        ("El que tiene más proteína es el Corvex [2].", False),
    ],
)
async def test_what_is_named_itself_is_compared_with_its_decimals(text, right):
    assert (await check(text, FOODS)).supported is right


ROUTER = product(
    1, "Lijadora Brunel", price="20000 ARS", sale_price="16000 ARS",
    description="Motor con 15 % más de fuerza.",
)  # fmt: skip
BANK = policy(2, "Los martes hay 30 % de descuento con la tarjeta del club.")


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        pytest.param("Tiene 20 % de descuento [1].", [("arithmetic", 1)], id="the two prices"),
        pytest.param("Tiene 15 % más de fuerza [1].", [("attribute", 1)], id="the description"),
        pytest.param(
            "Tiene 30 % de descuento con la tarjeta del club [1][2].", [("policy", 2)],
            id="the policy",
        ),
    ],
)  # fmt: skip
async def test_a_percentage_leans_on_what_says_it(text, leans):
    found = await check(text, [ROUTER, BANK])
    assert found.supported
    assert leans[0] in [(claim["type"], claim["source"]) for claim in found.claims]


async def test_a_discount_that_nothing_makes_is_contradicted_with_its_reason():
    found = await check("Tiene 35 % de descuento [1].", [ROUTER, BANK])
    assert not found.supported
    (wrong,) = [claim for claim in found.claims if claim["verdict"] == "contradicted"]
    assert wrong["type"] == "arithmetic"
    assert "35" in wrong["reason"]


@pytest.mark.parametrize(
    ("text", "source", "missing"),
    [
        ("Sale $ 16.000 [1].", 1, []),
        ("Antes $ 20.000, ahora $ 16.000 [1].", 1, []),
        ("Sale $ 17.000 y trae 12 lijas [1].", 1, ["17.000", "12"]),
        ("Pediste 7: hay 30 % [2] y sale $ 16.000 [1].", 2, []),
        ("Pediste 7 u 8.", None, ["8"]),
    ],
)
async def test_the_rival_knows_exact_numbers_only(text, source, missing):
    found = await NumberChecker().check("quiero 7", text, [ROUTER, BANK])
    assert found.supported is (not missing)
    assert found.claims == [
        {
            "text": text,
            "type": "price",
            "source": source,
            "verdict": "not_found" if missing else "supported",
            "reason": f"no está en las fuentes: {', '.join(missing)}" if missing else "",
            "rule": "numbers",
        }
    ]


async def test_a_source_that_changed_in_place_is_read_again():
    changing = product(1, "Carpa Andina Norte Lenga", attributes={"personas": 4})
    assert (await check("Tiene lugar para 4 personas [1].", [changing])).supported
    changing["payload"]["attributes"]["personas"] = 2
    assert not (await check("Tiene lugar para 4 personas [1].", [changing])).supported
