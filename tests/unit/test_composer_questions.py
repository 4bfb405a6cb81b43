"""The composer's answers to questions: computed, told of the product that is meant, or lacking."""

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.context import failures
from graph.composer.questions import NOT_KNOWN, answer_question
from graph.composer.talk import only_thanks
from graph.composer.topics import read_topics
from graph.understanding.attributes import mentioned_attributes
from tests.fakes.products import product_source

QUIET = product_source(
    1, id="A1", title="Parlante Sonar Brío 12 W", brand="Sonar", price="90000.00 ARS", quantity=2,
    description="Entra en un bolsillo y flota.",
    attributes={"autonomía": {"value": 5, "unit": "horas"}, "material": "acero inoxidable",
                "sumergible": True},
)  # fmt: skip
LOUD = product_source(
    2, id="A2", title="Parlante Sonar Trueno 40 W", brand="Sonar", price="240000.00 ARS",
    sale_price="210000.00 ARS", quantity=30,
    attributes={"autonomía": {"value": 20, "unit": "horas"}, "material": "plástico"},
)  # fmt: skip
GONE = product_source(
    1, id="A3", title="Heladera Polar 364 L", brand="Polar", price="900000.00 ARS",
    availability="out_of_stock", quantity=0, attributes={"capacidad": 364},
)  # fmt: skip
BOTH = [QUIET, LOUD]


def answer(question: str, sources=BOTH) -> str:
    told = answer_question(question, sources)
    text = " ".join(told)
    claims = ClaimChecker().judge(question, text, sources)
    assert list(failures(claims)) == [], text
    return text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("cuál dura más?", "Mayor autonomía: Parlante Sonar Trueno 40 W, 20 horas [2]."),
        ("cuál es el más barato?", "Menor precio: Parlante Sonar Brío 12 W, $ 90.000 [1]."),
        ("cuánto más caro es el trueno que el brío?", "Diferencia de precio: $ 120.000 [1] [2]."),
        ("los dos cuánto suman?", "En total: $ 300.000 [1] [2]."),
        ("qué valen los dos?", "En total: $ 300.000 [1] [2]."),
        ("cuánto me sale el brío más el trueno?", "En total: $ 300.000 [1] [2]."),
    ],
)
def test_what_is_computed_of_several_is_told_with_its_sources(question, told):
    assert told in answer(question)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("dame 4, cuánto es?", "4 unidades: $ 360.000 [1]."),
        ("cuántos quedan?", "Hay stock: quedan 2 unidades [1]."),
        ("hay 5?", "Hay stock: quedan 2 unidades [1]."),
        ("necesito 5 para regalar", "Parlante Sonar Brío 12 W: no llega, quedan 2 unidades [1]."),
        ("cuánto 4 de los negros?", "4 unidades: $ 360.000 [1]."),
        ("es de acero?", "material: acero inoxidable [1]."),
        ("entra en un bolsillo?", "Entra en un bolsillo y flota [1]."),
        ("con 100 lucas me alcanza?", "Sí, te alcanza. Parlante Sonar Brío 12 W sale $ 90.000"),
        ("y con 50 lucas me alcanza?", "No te alcanza."),
    ],
)
def test_what_is_asked_of_one_is_told(question, told):
    assert told in answer(question, [QUIET])


def test_the_product_that_the_question_names_is_meant_not_the_first():
    assert "[2]" in answer("cuánto sale el trueno?")
    assert "[1]" not in answer("cuánto sale el trueno?")


def test_a_figure_that_names_the_product_is_not_what_is_asked():
    assert answer("tenés la heladera polar de 364 litros?", [GONE]) == (
        "Heladera Polar 364 L: ahora está sin stock [1]."
    )


def test_what_no_field_tells_is_not_known_and_no_price_is_told_instead():
    assert answer("viene con funda?", [QUIET]) == " ".join(NOT_KNOWN)


@pytest.mark.parametrize(
    ("question", "lacked"),
    [
        ("me interesa el sonar brío: precio y micrófono", "micrófono"),
        ("precio del sonar brío, y garantía", "garantía"),
        ("cuánto sale el sonar brío y trae funda?", "funda"),
        ("Juan Pérez, cuánto sale el sonar brío?", ""),
        ("hola Sofía, precio del sonar brío", ""),
        ("precio del sonar brío, gracias genia", ""),
        ("precio del sonar brío y demora", ""),
        ("precio del sonar brío y transferencia", ""),
        ("precio del sonar brío y envío a Rosario", ""),
        ("precio del sonar brío, urgente", ""),
        ("cuánto sale el sonar brío y gracias", ""),
        ("cuánto sale el sonar brío y es sumergible?", ""),
        ("es para mi hermana y mi vieja, cuánto sale el sonar brío?", ""),
    ],
)
def test_what_is_asked_beside_the_price_and_no_field_tells_is_said_to_lack(question, lacked):
    told = answer(question, [QUIET])
    assert "$ 90.000" in told
    lacks = f"Sobre {lacked} no tengo ese dato: no figura en la ficha."
    assert (lacks in told) if lacked else ("no tengo ese dato" not in told)


def test_two_that_no_scale_orders_are_set_side_by_side():
    bigger = product_source(2, id="A4", title="Heladera Polar 374 L", price="950000.00 ARS",
                            attributes={"capacidad": 374})  # fmt: skip
    told = answer("cuál es más grande, la de 364 o la de 374?", [GONE, bigger])
    assert "capacidad: 364" in told
    assert "capacidad: 374" in told


def test_who_only_names_a_product_gets_its_summary():
    told = answer("parlante sonar brío", [QUIET])
    assert "$ 90.000" in told
    assert "autonomía: 5 horas" in told


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("quiero 2, es sumergible?", "sumergible: sí [1]."),
        ("quiero 2, entra en un bolsillo?", "Entra en un bolsillo y flota [1]."),
        ("quiero 2, viene con funda?", NOT_KNOWN[0]),
        ("necesito 2, cuántos quedan?", "quedan 2 unidades [1]."),
        ("quiero 2 y es sumergible?", "sumergible: sí [1]."),
        ("cuánto salen 2 y cuántas horas dura?", "autonomía: 5 horas [1]."),
    ],
)
def test_a_count_swallows_no_question(question, told):
    text = answer(question, [QUIET])
    assert "2 unidades: $ 180.000 [1]." in text
    assert told in text


@pytest.mark.parametrize("question", ["quedan? por 2?", "son iguales? y 2?", "te quedan? 2?"])
def test_a_count_that_another_clause_asks_for_is_told_once(question):
    assert answer(question, [QUIET]).count("2 unidades: $ 180.000 [1].") == 1


def test_no_count_no_total():
    assert "unidades:" not in answer("cuánto sale el brío?", [QUIET])
    assert "360.000" not in answer("en 4 cuotas, cuánto es?", [QUIET])


KIT = product_source(
    1, id="K1", title="Kit de riego para macetas", brand="Gotita", price="18900.00 ARS",
    description="Trae timer. Alcanza para 12 macetas con 10 metros de manguera.",
    attributes={"largo de manguera": {"value": 10, "unit": "metros"}, "presión": "2 bares"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("para cuántas macetas es el kit?", "Alcanza para 12 macetas con 10 metros de manguera"),
        ("cuántos metros trae el kit?", "largo de manguera: 10 metros"),
        ("cuántos bares aguanta?", "presión: 2 bares"),
    ],
)
def test_how_many_of_something_is_told_by_what_counts_it(question, told):
    assert f"{told} [1]." in answer(question, [KIT])


def test_a_sentence_of_the_description_is_told_though_a_feature_shares_its_words():
    potus = product_source(
        1, title="Potus N12", brand="", description="Tóxica para mascotas por su savia.",
        attributes={"apta para mascotas": False},
    )  # fmt: skip
    assert answer("es tóxica?", [potus]) == "Tóxica para mascotas por su savia [1]."
    claims = ClaimChecker().judge("", "Es apta para mascotas [1].", [potus])
    assert list(failures(claims))


def test_what_a_thing_bears_is_not_its_weight():
    bears = ["peso máximo soportado"]
    assert mentioned_attributes("pesa mucho?", bears) == ()
    assert mentioned_attributes("mi nena pesa 12 kg, la aguanta?", bears) == tuple(bears)
    assert mentioned_attributes("pesa mucho?", ["peso", *bears]) == ("peso",)


def test_what_has_to_be_done_is_no_stock():
    assert not read_topics("trae cargador o hay q comprarlo aparte?", ()).stock
    assert read_topics("hay stock?", ()).stock


def test_thanks_with_a_kind_word_are_thanks():
    assert only_thanks("gracias genia!")
    assert only_thanks("muchas gracias querida")
    assert not only_thanks("gracias, y el genio de la lámpara?")


def test_the_one_variant_that_is_left_is_listed_and_no_colour_is_made_up():
    red = product_source(1, id="Z", title="Zapatilla Zonda Roja Talle 42", price="900.00 ARS",
                         color="Rojo", size="42")  # fmt: skip
    plain = product_source(1, id="K", title="Cafetera Zonda", price="900.00 ARS")
    assert "Zapatilla Zonda Roja" in " ".join(answer_question("qué colores quedan?", [red]))
    assert answer_question("la cafetera en qué color viene?", [plain]) == [*NOT_KNOWN]
