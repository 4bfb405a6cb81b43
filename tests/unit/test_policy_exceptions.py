"""A rule of the terms is told with what is taken from it right after, in whatever trade."""

import pytest

from graph.composer.policies import answer_policy
from graph.facts.terms_applied import free_shipping_facts, free_shipping_rule, payment_facts
from graph.policies.exceptions import leaves_out, left_out_first, names, restrictions
from graph.policies.idioms import acts_in
from graph.policies.ranking import Told
from graph.policies.sentences import sentences_of
from graph.policies.warranties import warranty_first
from tests.fakes.products import policy_source, product_source

VET = policy_source(
    2,
    "Mandamos sin cargo desde $ 60.000. No incluye alimento de 15 kg ni piedras sanitarias. "
    "Solo dentro de Tandil. Los pedidos salen a la tarde.",
    "Envíos > Envío gratis",
)


@pytest.mark.parametrize(
    "sentence",
    [
        "No aplica a colchones.", "No incluye alimento de 15 kg.", "No vale para muebles.",
        "Excepto plantas de interior.", "Salvo feriados.", "Quedan afuera los sillones.",
        "Quedan excluidos los libros de texto.", "No se suma a otras promociones.",
        "No se acumula con ofertas.", "Esto no corre en liquidación.", "No es acumulable.",
        "Excluidos: medicamentos con receta.", "Transferencia: No se suma a la oferta.",
        "El descuento no aplica a vinos.", "Tampoco incluye la instalación.",
    ],
)  # fmt: skip
def test_what_only_takes_from_the_rule_before_is_known(sentence):
    assert leaves_out(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "No enviamos a Tierra del Fuego.", "No hace falta la caja.", "Incluye instalación.",
        "Tenés 30 días.", "No abrimos los domingos.", "Aplica a todo el catálogo.",
    ],
)  # fmt: skip
def test_a_rule_of_its_own_takes_from_none(sentence):
    assert not leaves_out(sentence)


def test_a_rule_is_told_with_its_exceptions_and_no_more():
    lines = answer_policy("desde cuánto el envío es sin cargo?", [VET])
    assert lines[:3] == [
        "Envío gratis: Mandamos sin cargo desde $ 60.000. [2]",
        "No incluye alimento de 15 kg ni piedras sanitarias. [2]",
        "Solo dentro de Tandil. [2]",
    ]
    assert restrictions(VET, 3) == []


def test_an_item_of_a_list_that_begins_with_only_is_a_rule_of_its_own():
    listed = policy_source(
        text="- Efectivo: 10 % menos.\n- Solo vendemos con receta.\n- No incluye ofertas."
    )
    assert restrictions(listed, 0) == []
    assert [text for _, text in restrictions(listed, 1)] == ["No incluye ofertas."]


def test_a_restriction_does_not_repeat_whose_it_is():
    paying = policy_source(
        text="- Transferencia: 8 % de descuento. No se suma a ofertas.\n- Débito: sin recargo.",
        title="Pagos",
    )
    assert sentences_of(paying)[1] == "Transferencia: No se suma a ofertas."
    assert answer_policy("qué descuento hay por transferencia?", [paying]) == [
        "Transferencia: 8 % de descuento. [1]", "No se suma a ofertas. [1]",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "thing", "is_named"),
    [
        ("No aplica a sillones.", "Sillón Muebles > Sillones", True),
        ("No aplica a bicicletas.", "bici", True),
        ("No aplica a portafolios.", "Portarretratos", False),
        ("No incluye plantas de interior.", "Maceta Jardín > Macetas", False),
    ],
)
def test_what_an_exception_names(sentence, thing, is_named):
    assert names([sentence], thing) is is_named


FOOD = product_source(title="Alimento perro 15 kg Ñandú", price="90000.00 ARS",
                      product_type="Perros > Alimento")  # fmt: skip
BED = product_source(title="Cucha de madera", price="90000.00 ARS", product_type="Perros > Cuchas")


@pytest.mark.parametrize("bought", [FOOD, BED])
def test_no_free_shipping_is_promised_where_the_next_sentence_takes_from_it(bought):
    assert free_shipping_facts("llego al envío gratis?", [bought, VET]) == []


def test_what_lacks_for_free_shipping_is_not_told_of_what_it_leaves_out():
    kinds = (("Alimento gato", "Gatos > Alimento"), ("Correa", "Paseo"))
    small = [product_source(title=t, price="10000.00 ARS", product_type=k) for t, k in kinds]
    told = [free_shipping_facts("llego al envío gratis?", [one, VET]) for one in small]
    assert [bool(facts) for facts in told] == [False, True]


def test_the_rule_told_beside_the_cost_brings_its_exception():
    told = free_shipping_rule("cuánto sale el envío de la cucha?", [BED, VET])
    assert told[1:] == [
        "No incluye alimento de 15 kg ni piedras sanitarias. [2]", "Solo dentro de Tandil. [2]",
    ]  # fmt: skip


def test_a_discount_is_not_taken_off_what_it_leaves_out():
    terms = policy_source(2, "10 % de descuento por transferencia. No aplica a alimento.", "Pagos")
    assert payment_facts("y por transferencia?", [FOOD, terms]) == []
    assert payment_facts("y por transferencia?", [BED, terms])


def test_a_list_of_what_is_not_taken_back_goes_before_the_rule_for_what_it_names():
    text = "Cambiamos todo en 20 días.\nNo se cambian:\n- semillas abiertas;\n- bulbos."
    source = policy_source(text=text, title="Cambios")
    ranked = [Told(source, n, s, 1.0 - n / 9) for n, s in enumerate(sentences_of(source))]
    first = left_out_first(ranked, "semillas de tomate", frozenset(acts_in("las cambian?")))[0]
    assert first.sentence == "No se cambian: semillas abiertas."
    assert left_out_first(ranked, "maceta", frozenset(acts_in("las cambian?")))[0] is ranked[0]


def test_a_warranty_by_make_tells_the_row_of_the_thing_s_own():
    text = "| Marca | Garantía |\n| - | - |\n| Alfajor, Rocío | 2 años |\n| Molino | 6 meses |"
    source = policy_source(text=text, title="Garantía")
    ranked = [Told(source, n, s, 1.0) for n, s in enumerate(sentences_of(source))]
    thing = product_source(title="Bici Molino", brand="Molino")
    assert warranty_first("qué garantía tiene?", ranked, thing)[0].sentence.startswith("Molino")
