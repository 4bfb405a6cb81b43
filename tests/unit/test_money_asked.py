"""Money that a question computes with: what the shopper has, what is added, taken away, counted."""

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.context import failures
from graph.composer.questions import answer_question
from graph.composer.totals import told_enough
from graph.facts.compute import question_facts
from tests.fakes.products import product_source

FLIP = product_source(1, id="F", title="Parlante JBL Flip 6", price="215999.00 ARS", quantity=9)
CHARGE = product_source(2, id="C", title="Parlante JBL Charge 5", price="349999.00 ARS", quantity=9)
GO = product_source(3, id="G", title="Parlante JBL Go 3 Negro", price="89999.00 ARS", quantity=9)
ABROAD = product_source(2, id="U", title="Consola Nova", price="400.00 USD", quantity=9)
PACK = product_source(1, id="M", title="Medias Soquete Pack x6 Negro", price="14999.00 ARS")
TWO, THREE = [FLIP, CHARGE], [FLIP, CHARGE, GO]


def answer(question: str, sources=TWO) -> str:
    text = " ".join(answer_question(question, sources))
    claims = ClaimChecker().judge(question, text, sources)
    assert [claim["reason"] for claim in failures(claims)] == [], text
    return text


@pytest.mark.parametrize(
    ("question", "sources", "enough"),
    [
        ("tengo 500 mil, me alcanza para los dos?", TWO, False),
        ("tengo 600 mil, me alcanza para los dos?", TWO, True),
        ("con 600 lucas llego a comprar el flip y el charge?", TWO, True),
        ("con 300 lucas me alcanza para el flip 6?", TWO, True),
        ("con 300 lucas me alcanza para el charge 5?", TWO, False),
        ("sale 215.999 y tengo 160 mil, me alcanza?", [FLIP], False),
        ("sale 215.999 y tengo 260 mil, me alcanza?", [FLIP], True),
        ("tengo 260 mil y sale 300, no? me alcanza?", [FLIP], True),
        ("tengo 500 mil, me alcanza para 3?", [FLIP], False),
        ("me alcanza para dos si tengo 500 mil?", [FLIP], True),
        ("60 lucas me alcanzan?", [FLIP], False),
    ],
)
def test_money_is_enough_for_all_that_is_wanted_or_it_is_not(question, sources, enough):
    told = answer(question, sources)
    assert ("Sí, te alcanza" in told) is enough
    assert ("No te alcanza" in told) is not enough


@pytest.mark.parametrize(
    ("question", "sources"),
    [
        ("tengo 300 dólares, me alcanza?", [FLIP]),
        ("con 500 mil me alcanza para los dos?", [FLIP, ABROAD]),
        ("tengo 500 mil, me alcanza para los dos?", THREE),
        ("tengo 100 mil y mi hermano tiene 50 mil, me alcanza?", [FLIP]),
        ("sale 215.999, me alcanza?", [FLIP]),
    ],
)
def test_what_cannot_be_compared_is_not_concluded(question, sources):
    told = answer(question, sources)
    assert "te alcanza" not in told
    assert "$ 215.999" in told


@pytest.mark.parametrize(
    "question",
    ["alcanza para una pieza de 20 m2?", "le falta el cable?", "puedo pagar con tarjeta?"],
)
def test_what_is_enough_without_money_is_no_budget(question):
    assert not told_enough(question, [FLIP])


def test_each_of_several_that_are_not_joined_is_compared_by_itself():
    told = answer("con 300 lucas me alcanza para el flip o para el charge?", TWO)
    assert "Para Parlante JBL Flip 6 sí te alcanza" in told
    assert "Para Parlante JBL Charge 5 no te alcanza" in told


@pytest.mark.parametrize(
    "question",
    ["qué diferencia hay entre los dos?", "cuál es la diferencia entre las dos?",
     "qué diferencia de precio hay entre los dos?", "compará los dos"],
)  # fmt: skip
def test_who_asks_what_sets_two_apart_gets_no_total(question):
    told = answer(question)
    assert "En total" not in told
    assert "$ 215.999" in told
    assert "$ 349.999" in told


@pytest.mark.parametrize(
    ("question", "sources", "total"),
    [
        ("cuánto salen 2 flip 6 y 3 go 3 en total?", THREE, "$ 701.995"),
        ("cuánto me sale el flip más el go?", THREE, "$ 305.998"),
        ("los tres cuánto suman?", THREE, "$ 655.997"),
        ("en total cuánto es todo?", THREE, "$ 655.997"),
        ("dos flip y un charge cuánto suman?", TWO, "$ 781.997"),
    ],
)
def test_only_what_is_put_together_is_added_as_often_as_it_is_wanted(question, sources, total):
    assert total in answer(question, sources)


@pytest.mark.parametrize(
    ("question", "sources"),
    [
        ("los dos cuánto suman?", THREE),
        ("cuánto suman los dos?", [FLIP, ABROAD]),
        ("cuánto me sale el flip más una funda?", THREE),
    ],
)
def test_what_is_not_known_to_go_together_is_not_added(question, sources):
    assert "En total" not in answer(question, sources)


SOLD_OUT = product_source(3, id="G", title="Parlante JBL Go 3", price="89999.00 ARS",
                          availability="out_of_stock")  # fmt: skip


@pytest.mark.parametrize(
    "question",
    [
        "tengo 250 mil, me alcanza para el flip con todo incluido?",
        "cuánto es el total del flip?",
        "con 250 mil, ¿llego al flip? ¿y al go?",
        "con 250 mil, llego al flip?",
        "¿ambos son inalámbricos?",
        "¿cuánto pesan los dos?",
        "¿cuánto sale el de los dos metros?",
    ],
)
def test_what_is_named_apart_or_not_for_its_price_is_not_added(question):
    assert "En total" not in answer(question, [FLIP, {**GO, "marker": 2}])


@pytest.mark.parametrize(
    "question",
    [
        "¿puedo pagarlo en 3 cuotas de 20.000?",
        "puedo pagar 20.000 por mes?",
        "puedo pagar con 20 mil de anticipo?",
        "me faltan 10.000 para llegar",
        "¿alcanza con 1500 watts?",
        "¿me alcanza con 5000 mAh?",
    ],
)
def test_an_instalment_a_lack_or_a_measure_is_not_the_money_had(question):
    assert "te alcanza" not in answer(question, [FLIP])


@pytest.mark.parametrize(
    "question",
    ["tengo 250 mil, me alcanza para el flip o el go?", "cuánto suman los dos?",
     "con 250 mil me alcanza para los dos?"],
)  # fmt: skip
def test_what_is_counted_and_cannot_be_had_is_told(question):
    assert "Parlante JBL Go 3 ahora está sin stock [2]." in answer(
        question, [FLIP, {**SOLD_OUT, "marker": 2}]
    )


NO_COUNT = [
    ("la vi por 85.000, cuánto sale?", FLIP),
    ("lo vi por 85, cuánto sale?", FLIP),
    ("me dijeron que sale 85.000, es así?", FLIP),
    ("lo encontré por 85 mil en otro lado, vos por cuánto?", FLIP),
    ("medias pack x 6 cuánto sale?", PACK),
    ("el pack x6 cuánto sale?", PACK),
    ("cuánto sale el flip 6?", FLIP),
    ("por 24 horas de batería cuánto sale?", FLIP),
    ("quiero el 2, cuánto sale?", FLIP),
    ("necesito talle 42, cuánto sale?", PACK),
    ("y 6?", PACK),
    ("y 43?", FLIP),
]


@pytest.mark.parametrize(("question", "source"), NO_COUNT)
def test_a_price_a_pack_or_a_name_counts_no_units(question, source):
    assert "unidades:" not in answer(question, [source])
    assert all(fact.kind != "total" for fact in question_facts(question, [source]))


@pytest.mark.parametrize(
    ("question", "source", "total"),
    [
        ("llevo 3, cuánto es?", FLIP, "3 unidades: $ 647.997"),
        ("cuánto salen dos flip 6?", FLIP, "2 unidades: $ 431.998"),
        ("quiero 6 packs, cuánto sería?", PACK, "6 unidades: $ 89.994"),
        ("cuánto me salen 4 unidades?", FLIP, "4 unidades: $ 863.996"),
        ("y x 10 cuánto?", FLIP, "10 unidades: $ 2.159.990"),
        ("si llevo 2 en cuánto queda?", FLIP, "2 unidades: $ 431.998"),
    ],
)
def test_units_that_are_wanted_are_multiplied(question, source, total):
    assert total in answer(question, [source])


def test_prices_of_two_currencies_are_not_put_in_order():
    assert "precio:" not in answer("cuál es el más barato?", [FLIP, ABROAD])


@pytest.mark.parametrize("question", ["necesito 25", "quiero 25, cuánto es?", "y 25 de esos?"])
def test_more_than_there_are_is_told_with_what_is_left(question):
    told = answer(question, [FLIP])
    assert "25 unidades: $ 5.399.975" in told
    assert "quedan 9 unidades" in told


def test_as_many_as_there_are_is_no_lack():
    assert "quedan" not in answer("necesito 4", [FLIP])
    assert "4 unidades: $ 863.996" in answer("y 4 de los azules?", [FLIP])


def test_what_is_left_over_is_told_when_it_is_asked():
    assert "Te sobran $ 34.002" in answer("tengo 600 mil, cuánto me sobra con los dos?")
    assert "sobran" not in answer("tengo 600 mil, cuánto me sobra con los dos en efectivo?")
    assert "sobran" not in answer("tengo 600 mil, me alcanza para los dos?")
    assert "sobran" not in answer("tengo 500 mil, cuánto me sobra con los dos?")
