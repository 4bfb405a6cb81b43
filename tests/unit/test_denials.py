"""What a sheet denies of what is asked comes first, in an answer and in a list."""

import pytest

from graph.composer.composer import _by_name
from graph.composer.ellipsis import whole_question
from graph.composer.products import list_products
from graph.composer.questions import answer_question
from graph.facts.denials import denials, denied_last
from graph.understanding.conversation import referred
from tests.fakes.products import product_source


def sold(title: str, description: str, marker: int = 1):
    return product_source(
        marker, id=f"N{marker}", title=title, brand="Sol", description=description
    )


BIT = sold("Broca Cobalto 8 mm", "Broca para acero. No apta para madera ni hormigón.")
GLUE = sold("Pegamento Uno", "Adhesivo epoxi. Pega metal y vidrio. No pega teflón.")
SPOT = sold("Spot Led 7 W", "Luz cálida. No dimerizable.")
ROOF = sold("Impermeabilizante Gris", "Para techos. No aplicar si va a llover en 24 horas.")
SAW = sold("Sierra Circular", "Con disco. Solo para madera.")
SHOE = sold("Zapatilla Running", "Para asfalto y cinta. No recomendada para montaña.")
PIPE = sold("Caño Gris", "Para agua fría, de cocina o baño. No apto para agua caliente.")


@pytest.mark.parametrize(
    ("question", "source", "told"),
    [
        ("me sirve para madera?", BIT, ["No apta para madera ni hormigón [1]."]),
        ("sirve para acero?", BIT, ["Sí: «Broca para acero» [1]."]),
        ("pega plástico?", GLUE, ["Pega metal y vidrio [1].", "No pega teflón [1]."]),
        ("pega teflón?", GLUE, ["No pega teflón [1]."]),
        ("se puede usar con dimmer?", SPOT, ["No dimerizable [1]."]),
        ("mañana dicen que llueve, la puedo poner?", ROOF,
         ["No aplicar si va a llover en 24 horas [1]."]),
        ("sirve para metal?", SAW, ["Solo para madera [1]."]),
        ("la puedo usar en la montaña?", SHOE, ["No recomendada para montaña [1]."]),
    ],
)  # fmt: skip
def test_a_denial_of_its_own_decides(question, source, told):
    assert answer_question(question, [source]) == told


def test_what_is_affirmed_elsewhere_is_not_denied():
    sheet = PIPE["title"], PIPE["payload"]["description"]
    assert denials("caño para agua de cocina", *sheet) == []
    assert denials("caño para agua caliente", *sheet) == ["No apto para agua caliente"]


def test_a_list_tells_it_under_the_product():
    lines = list_products([BIT], "broca para madera")
    assert lines[-1] == "No apta para madera ni hormigón [1].\n"
    assert len(list_products([BIT], "broca para acero")) == len(lines) - 1


def test_one_that_denies_what_is_wanted_comes_after_one_that_says_as_much():
    wet = ("Bota Lago", "Bota de goma. No apta para nieve.")
    snow = ("Bota Cumbre", "Bota de nieve.")
    other = ("Guante Sol", "Guante de lana.")
    assert denied_last("bota para nieve", [wet, snow]) == [1, 0]
    assert denied_last("bota para nieve", [wet, other]) == [0, 1]  # it is no boot
    assert denied_last("bota que no sea para nieve", [wet, snow]) == [0, 1]


def test_what_is_quoted_of_one_not_spoken_of_bears_its_name():
    told = ["No apta para madera ni hormigón [1]."]
    named = ["Broca Cobalto 8 mm: no apta para madera ni hormigón [1]."]
    spoken = [("user", "broca"), ("assistant", "Encontré esto:\n- Broca Cobalto 8 mm: $ 1 [1].")]
    assert _by_name(told, [BIT], spoken) == told
    assert _by_name(told, [BIT], [("assistant", "Los envíos son gratis.")]) == named


def test_a_question_that_the_sheet_tells_is_asked_of_the_next_one_too():
    history = [("user", "se puede usar con dimmer?"), ("assistant", "Dimerizable [1].")]
    assert whole_question("y el spot?", history, [SPOT]) == history[0][1]
    assert whole_question("y el spot?", [("user", "busco luz calida")], [SPOT]) == "y el spot?"


def test_what_a_thing_should_serve_for_names_none_of_those_shown():
    shown = [BIT, sold("Juego de brocas Madera/Metal", "Con estuche.", 2)]
    assert referred("me sirve para madera?", shown) == shown[:1]
    assert referred("cuánto sale el de madera?", shown) == shown[1:]
