"""Messages that were taken for an order's, and ask a rule."""

import pytest

from graph.edges import after_router
from graph.facts.units import units_of
from graph.understanding.purchase import (
    asks_of_purchase,
    continues_a_term,
    instalments_asked,
    only_counts,
    purchase_told,
)
from graph.understanding.rules import acts_said, asks_rule, in_general, is_of_one_order
from tests.fakes.products import product_source


@pytest.mark.parametrize("message", [
    "me compré una campera y me quedó grande, la cambian?",
    "puede retirarlo mi hermano",
    "ya lo abrí, tengo que llevarlo con la caja",
    "quiero devolver unas zapatillas que compré hace 20 días",
    "necesito cambiarlo, es el pedido 48213",
])  # fmt: skip
def test_asks_what_holds_for_everybody(message):
    assert asks_rule(message)


@pytest.mark.parametrize("message", [
    "dónde está mi pedido?",
    "compré hace una semana y no me llegó, qué hago?",
    "me cobraron dos veces, pueden ver?",
    "quiero cancelar lo que compré ayer",
    "quiero cambiar la dirección de mi pedido",
    "hay alguna novedad de mi pedido?",
    "cuánto tarda mi pedido?",
    "alguien puede revisar mi compra?",
    "contame un chiste sobre cuánto sale el envío",
])  # fmt: skip
def test_asks_of_one_order(message):
    assert not asks_rule(message)


def test_the_terms_are_asked_where_the_route_may_be_wrong_and_never_of_what_is_refused():
    for route in ("order_status", "out_of_scope", "store_policy"):
        assert after_router({"route": route, "notes": []}) == "retriever"
    assert after_router({"route": "out_of_scope", "notes": ["Es muy largo."]}) == "generator"
    assert after_router({"route": "chitchat", "notes": []}) == "generator"


def test_a_bare_figure_goes_on_with_the_term_before():
    assert continues_a_term("y la de 24?")
    assert continues_a_term("y por dos años?")
    assert not continues_a_term("y la de 24 pulgadas en cuánto está?")
    assert instalments_asked("y en 3?", "cuánto en 6 cuotas?") == "y en 3 cuotas"


@pytest.mark.parametrize("message", ["y 2?", "y si llevo 5?", "y dos?", "ok y por 3 unidades?"])
def test_a_bare_count_asks_of_so_many_what_was_asked_of_one(message):
    assert only_counts(message)
    assert asks_of_purchase(message)
    purchase = purchase_told(message, [("user", "monitor en cuotas"), ("assistant", "…")])
    assert instalments_asked(message, purchase) == "monitor en cuotas"
    monitor = product_source(title="Monitor Samsung 24 pulgadas")
    assert units_of(purchase, monitor) > 1


@pytest.mark.parametrize("message", ["y en 2?", "y la 2?", "2 monitores", "y de 24?", "y 2 lucas?"])
def test_a_figure_of_something_else_counts_nothing(message):
    assert not only_counts(message)


def test_a_story_that_asks_what_to_do_is_asked_of_the_rules_in_general():
    assert in_general("me vino la licuadora rota, el vaso rajado. q hago") == (
        "el producto llegó roto o fallado, qué hago?"
    )
    assert in_general("me arrepentí del celular, cómo se hace?").startswith("me arrepentí")
    for message in ("vino rota, me devuelven el envío?", "me quedó chico, qué hago?"):
        assert in_general(message) == message


@pytest.mark.parametrize(
    ("message", "befell"),
    [
        ("me llegó la mesa rayada", "roto o fallado"),
        ("vino golpeado el monitor", "roto o fallado"),
        ("me mandaron un talle equivocado", "equivocado"),
    ],
)
def test_who_complains_of_what_came_and_asks_nothing_is_told_the_rule(message, befell):
    assert asks_rule(message)
    assert in_general(message) == f"el producto llegó {befell}, qué hago?"


@pytest.mark.parametrize("message", ["mi pedido no llegó", "llegó todo bien, gracias"])
def test_what_came_whole_or_not_at_all_asks_no_rule(message):
    assert not asks_rule(message)


def test_what_befell_a_purchase_is_of_the_rules_and_where_it_is_of_one_order():
    assert not is_of_one_order("compré una bici y a los dos días se le salió la cadena")
    assert is_of_one_order("compré una bici y no me llegó")


@pytest.mark.parametrize(
    ("message", "acts"),
    [
        ("afinan guitarras?", "afinan"),
        ("me podés ajustar los frenos", "ajustar"),
        ("hay carpas para alquilar", "alquilar"),
        ("guitarra criolla", ""),
    ],
)
def test_what_the_store_may_do_is_told_by_a_verb_of_its_own(message, acts):
    assert acts_said(message) == acts
