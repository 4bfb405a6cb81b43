"""Facts computed before words: the right product, the right figure, and what nobody says."""

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.context import failures
from graph.composer.questions import answer_question
from graph.facts.compute import compute_facts
from graph.facts.unknown import unknown_fact
from graph.ports import DraftRequest
from graph.routes import Route
from tests.fakes.products import policy_source, product_source

BASE = product_source(
    1, id="P1", title="Pava eléctrica Lumbrel PV-17 1,7 L", brand="Lumbrel", price="42999.00 ARS",
    quantity=5, attributes={"capacidad": "1,7 l", "potencia": "2200 W", "corte mate": True},
)  # fmt: skip
TWIN = product_source(
    2, id="P2", title="Pava eléctrica Lumbrel PV-17 Plus 1,7 L", brand="Lumbrel",
    price="52999.00 ARS", sale_price="47999.00 ARS", quantity=2,
    attributes={"capacidad": "1,7 l", "potencia": "2400 W", "corte mate": True},
)  # fmt: skip
OUT = product_source(
    3, id="P3", title="Pava eléctrica Orbeka K2 2 L", brand="Orbeka", price="31999.00 ARS",
    availability="out_of_stock", quantity=0, attributes={"capacidad": "2 l", "potencia": "1800 W"},
)  # fmt: skip
SHELF = [BASE, TWIN, OUT]


def facts(question: str, sources=SHELF, route: Route = "product_question") -> list:
    return compute_facts(DraftRequest(question, route, sources, [], []))


def lines(question: str, sources=SHELF, route: Route = "product_question") -> list[str]:
    told = facts(question, sources, route)
    return [" ".join([f.text, *(f"[{m}]" for m in f.markers)]) for f in told]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("cuánto sale la pv-17?", "Pava eléctrica Lumbrel PV-17 1,7 L: $ 42.999; en stock [1]"),
        ("precio de la lumbrel pv-17 plus",
         "Pava eléctrica Lumbrel PV-17 Plus 1,7 L: $ 47.999 (antes $ 52.999); en stock, quedan 2 "
         "unidades [2]"),
        ("cuál es la más barata?", "menor precio: Pava eléctrica Orbeka K2 2 L, $ 31.999 [3]"),
        ("y la más cara?",
         "mayor precio: Pava eléctrica Lumbrel PV-17 Plus 1,7 L, $ 47.999 [2]"),
        ("cuál tiene más capacidad?", "mayor capacidad: Pava eléctrica Orbeka K2 2 L, 2 l [3]"),
        ("qué diferencia de precio hay entre la pv-17 y la pv-17 plus?",
         "diferencia de precio: $ 5.000 [1] [2]"),
        ("cuánto ahorro con la plus?",
         "$ 47.999 (antes $ 52.999), ahorro: $ 5.000 (9 %) [2]"),
        ("si llevo 3 de la plus, cuánto es?", "3 unidades: $ 143.997 [2]"),
        ("qué potencia tiene la plus?",
         "Pava eléctrica Lumbrel PV-17 Plus 1,7 L: potencia: 2400 W [2]"),
    ],
)  # fmt: skip
def test_what_is_asked_is_computed_for_the_product_that_is_meant(question, expected):
    assert expected in lines(question)


def test_a_sold_out_product_comes_with_what_there_is_instead():
    assert lines("hay stock de la orbeka k2?") == [
        "Pava eléctrica Orbeka K2 2 L: $ 31.999; sin stock [3]",
        "otra opción en stock: Pava eléctrica Lumbrel PV-17 1,7 L, $ 42.999 [1]",
    ]


def test_a_datum_that_no_source_has_is_named_missing():
    assert lines("cuánto pesa la k2? y la garantía de la k2?") == ["ninguna fuente dice: garantia"]


@pytest.mark.parametrize("question", ["quedó alguna unidad de la k2?", "la k2 está agotada?"])
def test_stock_is_told_however_it_is_asked(question):
    assert "sin stock" in lines(question)[0]


def test_words_of_asking_name_no_datum():
    assert [fact.kind for fact in facts("cuánto bajó la plus, qué rebaja tiene?")] == ["saving"]


def test_another_model_than_those_found_is_named_unknown():
    assert [fact.kind for fact in facts("cuánto sale la lumbrel pv-99?")] == ["unknown"]


def test_a_search_is_told_which_products_to_show():
    assert lines("busco una pava", route="product_search") == ["para mostrar: 3 [1] [2] [3]"]
    more = [*SHELF, product_source(4, id="P4", title="Pava eléctrica Quilmar 1 L")]
    assert lines("busco una pava", more, "product_search") == ["para mostrar: 3 de 4 [1] [2] [3]"]


def test_advice_is_the_first_in_stock_with_what_speaks_for_it():
    told = lines("qué pava me recomendás para la oficina?", [OUT, BASE, TWIN], "product_search")
    assert told == [
        "para recomendar: Pava eléctrica Lumbrel PV-17 1,7 L: capacidad: 1,7 l; corte mate; "
        "$ 42.999 [1]",
        "otra opción: Pava eléctrica Lumbrel PV-17 Plus 1,7 L: $ 47.999 (antes $ 52.999) [2]",
    ]


def test_nothing_in_stock_is_shown_and_not_recommended():
    assert lines("qué me recomendás?", [OUT], "product_search") == ["para mostrar: 1 [3]"]


def test_a_search_that_finds_nothing_is_told_so():
    assert [fact.kind for fact in facts("tenés drones?", [], "product_search")] == ["nothing"]


SHIPPING = policy_source(
    1, "Al interior mandamos por correo. El envío cuesta $ 4.800. Los domingos no hay reparto.",
    "Envíos > Interior",
)  # fmt: skip
RETURNS = policy_source(2, "Tenés 30 días para el cambio. Traé el ticket.", "Cambios > Plazo")


def test_a_policy_is_told_by_its_two_nearest_sentences():
    told = lines("cuánto cuesta el envío?", [RETURNS, SHIPPING], "store_policy")
    assert "El envío cuesta $ 4.800. [1]" in told[0]
    assert len(told) == 2


def test_what_no_policy_speaks_of_is_named():
    told = facts("el envío lo trae un dron?", [SHIPPING, RETURNS], "store_policy")
    assert told[-1].kind == "unmentioned"
    assert told[-1].text == "nada menciona: dron"


def test_a_word_that_asks_for_what_is_told_lacks_nothing():
    asked = "qué plazo hay para cambiar un producto?"
    told = policy_source(1, "Tenés 10 días para cambiar un producto.", "Cambios")
    untold = policy_source(1, "Podés cambiar un producto.", "Cambios")
    kinds = [fact.kind for fact in facts(asked, [told], "store_policy")]
    assert "unmentioned" not in kinds
    assert facts(asked, [untold], "store_policy")[-1].text == "nada menciona: plazo"


@pytest.mark.parametrize(
    "asked",
    [
        "cuánto sale cambiar un producto?",  # no passage holds an amount
        "tienen estacionamiento para motos?",  # a word of no passage, and none near
    ],
)
def test_where_no_passage_can_answer_none_is_quoted(asked):
    told = policy_source(1, "Tenés 10 días para cambiar un producto.", "Cambios")
    assert [fact.kind for fact in facts(asked, [told], "store_policy")] == ["missing"]


def test_beside_products_what_policies_lack_is_not_missing():
    told = policy_source(4, "Tenés 10 días para cambiar un producto.", "Cambios")
    asked = "cuánto sale la pava y tengo para cambiar un producto?"
    kinds = {fact.kind for fact in facts(asked, [*SHELF, told], "store_policy")}
    assert kinds
    assert "missing" not in kinds


def test_a_synonym_of_stores_is_no_unmentioned_word():
    told = facts("despachan al interior?", [SHIPPING], "store_policy")
    assert "unmentioned" not in [fact.kind for fact in told]


def test_a_verb_after_me_asks_of_nothing():
    assert "Plus" in lines("me averiguás la potencia de la plus?")[0]


def test_a_comparison_tells_what_is_sold_out():
    told = lines("comparame la pv-17 y la k2")
    assert told == [
        "Pava eléctrica Lumbrel PV-17 1,7 L: $ 42.999; capacidad: 1,7 l [1]",
        "Pava eléctrica Orbeka K2 2 L: $ 31.999; capacidad: 2 l; sin stock [3]",
    ]


def test_a_price_for_a_kilo_comes_out_of_the_content():
    yerba = product_source(
        title="Yerba Monte Bayo 500 g", price="3300.00 ARS", attributes={"contenido": "500 g"}
    )
    assert lines("a cuánto sale el kilo?", [yerba]) == ["precio por kilo: $ 6.600 [1]"]


def test_instalments_are_those_that_a_policy_offers():
    offer = policy_source(text="Con tarjeta hay 3 y 6 cuotas sin interés.", title="Cuotas")
    asked = "si gasto $ 120.000 en {} cuotas, cuánto pago por mes?"
    told = lines(asked.format(6), [offer], "store_policy")
    assert told == ["6 cuotas sin interés de $ 20.000 [1]"]
    assert [fact.kind for fact in facts(asked.format(9), [offer], "store_policy")] == ["near"]


@pytest.mark.parametrize(
    ("pesos", "times", "kind"),
    [("20.000", 3, "near"), ("40.000", 3, "instalment"), ("20.000", 6, "near"),
     ("20.000", 2, "instalment")],
)  # fmt: skip
def test_no_instalment_is_told_that_is_charged_or_of_less_than_its_rule_asks(pesos, times, kind):
    rule = "Visa: 3 cuotas sin interés desde $ 40.000; 6 cuotas fijas con 18 % de recargo."
    offer = policy_source(text=f"{rule} 2 pagos iguales.", title="Cuotas")
    asked = f"si gasto $ {pesos} en {times} cuotas, cuánto pago por mes?"
    assert [fact.kind for fact in facts(asked, [offer], "store_policy")][:1] == [kind]


@pytest.mark.parametrize(
    "question",
    ["cuánto sale la pv-17?", "cuál es la más barata?", "cuál tiene más capacidad?",
     "qué diferencia de precio hay entre la pv-17 y la pv-17 plus?", "cuánto ahorro con la plus?",
     "si llevo 3 de la plus, cuánto es?", "hay stock de la k2?", "qué potencia tiene la k2?"],
)  # fmt: skip
def test_the_citation_checker_accepts_what_facts_say(question):
    for line in lines(question):
        claims = ClaimChecker().judge(question, f"{line[:1].upper()}{line[1:]}.", SHELF)
        assert [claim["reason"] for claim in failures(claims)] == []


@pytest.mark.parametrize("question", ["", "¿?", "!!", "…"])
def test_a_question_without_words_asks_of_nothing_unknown(question):
    assert unknown_fact(question, SHELF, asks_offer=False) is None


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("cuál es más liviano?", "Menor peso: Pinza Norte, peso 1,8 kg [1]."),
        ("cuál es el más pesado?", "Mayor peso: Pinza Sur, peso 2,3 kg [2]."),
        ("cuál rinde más?", "Rinde más: Pinza Sur, rinde 14 m² por litro [2]."),
        ("cuál rinde menos?", "Rinde menos: Pinza Norte, rinde 12 m² por litro [1]."),
    ],
)
def test_descriptions_are_told_apart_by_the_figure_that_both_tell(question, told):
    pair = [
        product_source(1, id="W1", title="Pinza Norte", attributes={},
                       description="De acero. Peso 1,8 kg. Rinde 12 m² por litro."),
        product_source(2, id="W2", title="Pinza Sur", attributes={},
                       description="Peso 2,3 kg. Rinde 14 m² por litro."),
    ]  # fmt: skip
    assert answer_question(question, pair) == [told]
