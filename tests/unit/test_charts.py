"""Of a table of measures, the one row that a question is of; nothing where it is of none."""

import pytest

from graph.policies.charts import charted, may_ask_of_charts
from tests.fakes.products import policy_source

SHOES = policy_source(
    1,
    "| Talle AR | Centímetros | US hombre |\n| --- | --- | --- |\n| 41 | 26 cm | 8,5 |\n"
    "| 42 | 27 cm | 9 |\n| 43 | 28 cm | - |\n",
    "Guía > Calzado",
)
SHIRTS = policy_source(
    2,
    "| Talle | Pecho |\n| --- | --- |\n| S | 92 a 96 cm |\n| M | 97 a 102 cm |\n",
    "Guía > Remeras",
)
CHILDREN = policy_source(
    3, "- Talle 8: 122 a 128 cm de altura.\n- Talle 10: 134 a 140 cm de altura.\n", "Guía > Niños"
)
BICYCLES = policy_source(
    4,
    "| Altura del ciclista | Rodado |\n| --- | --- |\n"
    "| 150 a 165 cm | 26 |\n| 166 a 180 cm | 29 |\n",
    "Bicicletas > Cuadros",
)
ZONES = policy_source(
    5, "| Zona | Costo |\n| --- | --- |\n| CABA | $ 3.100 |\n| Cuyo | $ 4.200 |\n", "Envíos > Zonas"
)
ALL = [SHOES, SHIRTS, CHILDREN, ZONES]


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("calzo 27 cm, qué talle soy?", "42: centímetros 27 cm, US hombre 9"),
        ("q numero es 28 cm", "43: centímetros 28 cm"),
        ("el 41 cuántos centímetros son?", "41: centímetros 26 cm, US hombre 8,5"),
        ("tengo 98 de pecho, qué talle va?", "M: pecho 97 a 102 cm"),
        ("para qué altura es el 10?", "Talle 10: 134 a 140 cm de altura."),
        ("mide 1,25 de altura, qué talle es?", "Talle 8: 122 a 128 cm de altura."),
    ],
)
def test_the_row_is_named_by_one_cell_and_asked_for_another(question, row):
    assert may_ask_of_charts(question)
    (told,) = charted(question, ALL)
    assert told.sentence == row


def test_the_headers_are_the_store_s_own():
    (told,) = charted("mido 1,70 de altura, qué rodado me va?", [BICYCLES, SHOES])
    assert told.sentence == "166 a 180 cm: rodado 29"


@pytest.mark.parametrize(
    "question",
    [
        "hay talle 42?", "cuánto sale el 42?", "zapatillas de 27 cm",
        "tengo 200 de pecho, qué talle?",
        "cuánto sale el envío a cuyo en 2 días?", "qué talle es el 42?",
        "pantuflas para hombre que calza 42", "y el de hombre en 41?",
    ],
)  # fmt: skip
def test_what_asks_for_no_other_cell_is_of_no_row(question):
    assert charted(question, ALL) == []


def test_of_several_alike_what_was_spoken_of_tells():
    jeans = policy_source(
        6, "| Talle | Pecho |\n| --- | --- |\n| 40 | 98 cm |\n", "Guía > Camperas"
    )
    question = "tengo 98 de pecho, qué talle soy?"
    assert charted(question, [SHIRTS, jeans]) == []
    (told,) = charted(question, [SHIRTS, jeans], "Campera Inflable Camperas")
    assert told.sentence == "40: pecho 98 cm"
