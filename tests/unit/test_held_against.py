"""Products held against one another: what sets them apart is told of each."""

import pytest

from graph.composer.questions import answer_question
from graph.understanding.conversation import asks_how_much_more, points_at_two
from graph.understanding.paying import without_paying
from graph.understanding.purchase import continues_a_term
from tests.fakes.products import product_source

ROAD = product_source(
    1, id="B1", title="Bicicleta Cumbre Llano", price="500000.00 ARS",
    description="Con luces para la noche.",
    attributes={"peso": {"value": 14, "unit": "kg"}, "frenos": "disco mecánico"},
)  # fmt: skip
HILL = product_source(
    2, id="B2", title="Bicicleta Pampero 29", price="700000.00 ARS",
    attributes={"peso": {"value": 12, "unit": "kg"}, "frenos": "disco hidráulico"},
)  # fmt: skip
BOTH = [ROAD, HILL]


def answer(question):
    return " ".join(answer_question(question, BOTH))


def test_beside_the_extreme_one_the_other_that_is_named_is_told():
    told = answer("entre la llano y la pampero cuál pesa menos?")
    assert told.startswith("Menor peso: Bicicleta Pampero 29, 12 kg [2].")
    assert "Bicicleta Cumbre Llano: peso: 14 kg [1]" in told
    assert answer("cuál pesa menos?") == "Menor peso: Bicicleta Pampero 29, 12 kg [2]."


def test_what_has_no_order_is_told_of_each():
    told = answer("cuál tiene mejores frenos")
    assert "mecánico [1]" in told
    assert "hidráulico [2]" in told


@pytest.mark.parametrize(
    "question", ["llano o pampero? no me decido", "cuál es más linda para la noche?"]
)
def test_two_of_which_one_is_to_be_chosen_are_set_side_by_side(question):
    told = answer(question)
    assert "$ 500.000" in told
    assert "$ 700.000" in told


def test_what_was_spoken_of_may_be_held_against_another():
    assert asks_how_much_more("cuánto más cara es que la llano?")
    assert not asks_how_much_more("cuánto pesa la llano?")


def test_the_money_that_is_apart_is_no_colour():
    assert "plata" not in without_paying("cuanto es la diferencia de plata entre las 2")
    assert "plata" in without_paying("la de color plata")


def test_another_term_is_asked_with_a_wish_too():
    assert continues_a_term("y si quiero 2 años?")


def test_which_costs_less_and_by_how_much_is_told_at_once():
    told = answer("cuál de las dos cuesta menos y por cuánto?")
    assert "Bicicleta Cumbre Llano sale $ 500.000 [1]." in told
    assert "Bicicleta Pampero 29 sale $ 700.000 [2]." in told
    assert "Diferencia de precio: $ 200.000 [1] [2]." in told
    assert told.endswith("Menor precio: Bicicleta Cumbre Llano, $ 500.000 [1].")


def test_what_is_pointed_at_in_the_plural_is_told_of_each():
    told = answer("cuánto salen esas?")
    assert "$ 500.000" in told
    assert "$ 700.000" in told


def test_two_that_are_pointed_at_add_no_third():
    assert points_at_two("sumame las dos cosas")
    assert not points_at_two("agregale 2 de esas")
    assert asks_how_much_more("cuánta plata más que la llano?")
