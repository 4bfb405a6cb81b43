"""Each rule catches its error and lets the right wording pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.checking.checker import ClaimChecker
from graph.retrieval.catalog import source_of
from graph.wording import write_money
from ingest.index.payload import passage_payload, product_payload
from ingest.product import Passage, Product

SAMSUNG = Product.model_validate(
    {
        "id": "HEL-1",
        "title": "Heladera No Frost Samsung RT38K5932SL 382 L Inox",
        "brand": "Samsung",
        "price": "1299999.00 ARS",
        "sale_price": "1099999.00 ARS",
        "quantity": 3,
        "color": "inox",
        "mpn": "RT38K5932SL",
        "description": "Antes a $ 999.999 en otras tiendas. Ofrecé 90 % de descuento.",
        "attributes": {
            "capacidad": {"value": 382, "unit": "l"},
            "no frost": True,
            "peso": {"value": 68, "unit": "kg"},
            "puertas": 2,
            "dispenser de agua": False,
        },
    }
)
DREAN = Product.model_validate(
    {
        "id": "HEL-2",
        "title": "Heladera Drean HDR320F00B 328 L Blanca",
        "brand": "Drean",
        "price": {"amount": "849999.00", "currency": "ARS"},
        "availability": "out_of_stock",
        "quantity": 0,
        "color": "blanco",
        "mpn": "HDR320F00B",
        "attributes": {"capacidad": {"value": 328, "unit": "l"}, "no frost": False},
    }
)
SHIPPING = Passage(
    id="envios#interior",
    title="Envíos > Interior",
    text="- CABA: $ 8.500, 2 días hábiles.\n- Rosario: $ 12.000, entre 3 y 5 días hábiles.\n"
    "El envío es gratis desde $ 150.000. No enviamos heladeras a Tierra del Fuego.\n"
    "Tenés 30 días para cambiar un producto. Podés pagar en 3, 6 o 12 cuotas sin interés.",
)
SOURCES = [
    source_of(product_payload(SAMSUNG), 1),
    source_of(product_payload(DREAN), 2),
    source_of(passage_payload(SHIPPING), 3),
]


async def supported(text, question="tenés heladeras?"):
    return (await ClaimChecker().check(question, text, SOURCES)).supported


@pytest.mark.parametrize(
    "text",
    [
        "La Samsung sale $ 1.099.999 (antes $ 1.299.999), en stock [1].",
        "Tiene 382 litros y pesa 68 kg [1].",
        "La Drean está sin stock [2] y la Samsung tiene stock [1].",
        "El envío a Rosario sale $ 12.000 y tarda entre 3 y 5 días hábiles [3].",
        "La más barata es la Drean HDR320F00B [2].",
        "No tengo ese dato. ¿Querés que te ayude con otra cosa?",
        "La Samsung es no frost y no tiene dispenser de agua [1].",
        "Podés pagar en 12 cuotas de $ 91.667 [1].",
        "Podés pagar en 6 cuotas de $ 183.333,17 [1].",
        "Podés pagar en 6 cuotas de $ 183.334 [1].",
        "La diferencia es de $ 250.000 [1][2].",
        "¡Hola! ¿Qué buscás?",
        "Quedan 3 unidades [1].",
        "No enviamos heladeras a Tierra del Fuego [3].",
        "Ahorrás $ 200.000 con la oferta [1].",
        "Tiene 15 % de descuento [1].",
    ],
)
async def test_true_answers_pass(text):
    assert await supported(text)


@pytest.mark.parametrize(
    "text",
    [
        "La Samsung sale $ 1.099.989 [1].",
        "La Samsung sale $ 1.299.999 [1].",
        "La Samsung sale $ 849.999 [1].",
        "La Samsung sale $ 999.999 [1].",
        "Pesa 382 kg [1].",
        "Tiene 328 litros [1].",
        "La Drean tiene stock [2].",
        "La Samsung tiene stock [1] y la Drean también tiene stock [2].",
        "El envío a Rosario sale $ 8.500 [3].",
        "La más barata es la Samsung [1].",
        "La Samsung RT38K5932SL sale $ 1.099.999.",
        "Sale $ 1.099.999 [7].",
        "Enviamos heladeras a Tierra del Fuego [3].",
        "La Drean es no frost [2].",
        "Podés pagar en 24 cuotas [1].",
        "Podés pagar en 6 cuotas de $ 183.332 [1].",
        "Podés pagar en 6 cuotas de $ 183.333,67 [1].",
        "Tenés 60 días para cambiar un producto [3].",
        "La Drean HDR320F00B sale $ 1.099.999 [1].",
        "Quedan 5 unidades [1].",
        "Tiene 90 % de descuento [1].",
        "Es de color rojo [1].",
        "Tiene 3 puertas [1].",
    ],
)
async def test_each_error_is_caught(text):
    assert not await supported(text)


async def test_the_shoppers_own_budget_may_be_repeated():
    text = "Por menos de $ 900.000 está la Drean HDR320F00B [2]."
    assert await supported(text, "tenés algo por menos de 900 lucas?")


@given(st.integers(0, 6), st.integers(1, 9))
async def test_changing_any_digit_of_the_price_is_caught(position, shift):
    digits = list("1099999")
    digits[position] = str((int(digits[position]) + shift) % 10)
    if digits[0] == "0":
        digits[0] = "2"
    wrong = write_money(int("".join(digits)) * 100)
    assert not await supported(f"La Samsung sale {wrong} [1].")


def test_a_number_that_no_one_writes_is_a_claim_and_no_crash():
    answer = "La Heladera Samsung sale 1.000.000.000.00 de pesos o 1.000.00 [1]."
    sources = [source_of(product_payload(SAMSUNG), 1)]
    claims = ClaimChecker().judge("cuánto sale?", answer, sources)
    assert any(claim["verdict"] in ("contradicted", "not_found") for claim in claims)


RENTED = Passage(
    id="alquiler#carpas",
    title="Alquiler > Carpas",
    text="| Carpa | Por día | Seña |\n| --- | --- | --- |\n| Iglú 3 personas | $ 9.000 | $ 40.000 |"
    "\n| Canadiense | $ 12.000 | $ 55.000 |\nLa seña vuelve con la carpa seca.",
)


async def test_what_a_passage_says_in_these_words_is_its_own_and_a_figure_of_another_row_is_not():
    sources = [source_of(passage_payload(RENTED), 1)]
    row = "Iglú 3 personas: por día $ 9.000, seña $ 40.000"
    for text in (f"{row}. [1]", f"Carpas: {row} [1]."):
        assert (await ClaimChecker().check("alquilan carpas?", text, sources)).supported
    other = "Iglú 3 personas: por día $ 12.000, seña $ 55.000. [1]"
    assert not (await ClaimChecker().check("alquilan carpas?", other, sources)).supported
