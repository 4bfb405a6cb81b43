"""A purchase told over several messages, and the store's terms applied to it."""

import pytest

from graph.composer.composer import Composer
from graph.ports import DraftRequest
from graph.understanding.purchase import added, purchase_told
from graph.understanding.several import asks_policy, beside_policy


def product(marker, title, pesos, *, sale=None, kind="Bazar > Mate"):
    payload = {
        "title": title, "product_type": kind, "currency": "ARS", "price_cents": pesos * 100,
        "sale_price_cents": sale and sale * 100, "current_cents": (sale or pesos) * 100,
        "availability": "in_stock", "quantity": 9, "attributes": {}, "description": "",
        "color_keys": [], "size_key": "",
    }  # fmt: skip
    return {"marker": marker, "kind": "product", "id": title, "title": title, "link": "",
            "payload": payload, "score": 1.0, "dense_rank": 1, "text_rank": 1}  # fmt: skip


def passage(marker, title, text):
    return {"marker": marker, "kind": "policy", "id": title, "title": title, "link": "",
            "payload": {"title": title, "text": text}, "score": 1.0, "dense_rank": 1,
            "text_rank": 1}  # fmt: skip


MATE, TERMO = product(1, "Mate Pampa", 20000), product(2, "Termo Ombú 1 L", 90000)
TERMS = passage(
    3, "Pagos", "Por transferencia hay 15 % de descuento, que no se suma a otras promos."
)
SENT = passage(
    4, "Envíos", "El envío es gratis en compras desde $ 120.000. Para muebles, el flete es gratis "
    "desde $ 900.000."
)  # fmt: skip


def answer(question, sources, *before, route="store_policy"):
    history = [("user", text) for text in before]
    return " ".join(
        Composer("Tienda").sentences(DraftRequest(question, route, sources, (), history))
    )


@pytest.mark.parametrize(
    ("before", "message", "goes_on"),
    [
        ("llevo 2 mates y un termo", "total?", True),
        ("llevo 2 mates y un termo", "y con transferencia cuánto queda?", True),
        ("quiero el termo", "agregale un mate", True),
        ("cuánto sale el termo?", "cuánto son 2 mates?", True),
        ("tengo 50 lucas, me alcanza?", "cuánto me falta?", True),
        ("quiero el termo", "qué peso tiene?", False),
        ("hola", "hacen envíos a Rosario?", False),
    ],
)
def test_what_goes_on_with_a_purchase(before, message, goes_on):
    told = purchase_told(message, [("user", before), ("assistant", "Sale $ 1 [1].")])
    assert told == (f"{before} . {message}" if goes_on else message)


def test_a_discount_is_taken_off_all_that_is_bought():
    told = answer(
        "y si pago por transferencia?", [MATE, TERMO, TERMS], "2 mates y un termo, total?"
    )
    assert "te queda en $ 110.500, con el 15 % de descuento [1] [2] [3]" in told


def test_an_offer_takes_no_discount_that_leaves_offers_out():
    offer = product(1, "Mate Pampa", 20000, sale=18000)
    told = answer("cuánto queda el mate por transferencia?", [offer, TERMS])
    assert "15.300" not in told
    assert "no se suma" in told


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ("un mate y un termo, total?", "Te faltan $ 10.000 para el envío gratis"),
        ("2 mates y un termo, total?", "Con $ 130.000 llegás al envío gratis"),
    ],
)
def test_the_way_to_free_shipping(before, told):
    assert told in answer("llego al envío gratis?", [MATE, TERMO, SENT], before)


def test_a_limit_for_other_goods_is_not_taken():
    wardrobe = product(1, "Placard Roble", 500000, kind="Muebles > Dormitorio")
    assert "Te faltan $ 400.000" in answer("llego al envío gratis?", [wardrobe, SENT])


def test_how_many_the_money_buys_and_how_much_is_missing():
    asked = "con 50 lucas cuántos mates me alcanza?"
    assert "2 unidades: $ 40.000" in answer(asked, [MATE], route="product_question")
    told = answer("y con 15 mil me alcanza?", [MATE], route="product_question")
    assert "Te faltan $ 5.000 [1]." in told


def test_a_limit_of_a_zone_holds_there_alone():
    zoned = passage(4, "Envíos", "El envío es gratis desde $ 60.000 dentro de CABA.")
    assert "llegás" in answer("llego al envío gratis en caba?", [TERMO, zoned])
    assert "llegás" not in answer("llego al envío gratis en Salta?", [TERMO, zoned])
    assert "llegás" not in answer("llego al envío gratis?", [TERMO, zoned])


def test_a_rule_with_exceptions_is_told_and_not_promised():
    text = "El envío es gratis desde $ 60.000, salvo productos grandes."
    told = answer("llego al envío gratis?", [TERMO, passage(4, "Envíos", text)])
    assert "llegás" not in told
    assert "salvo productos grandes" in told


def test_no_discount_is_taken_by_means_that_the_shopper_has_not():
    told = answer("no tengo transferencia, cuánto queda con visa?", [MATE, TERMS])
    assert "17.000" not in told


@pytest.mark.parametrize(
    "text",
    [
        "Por transferencia hay 10 % de descuento. No se suma a otras promos.",
        "Por transferencia hay 10 % de descuento. Se resta al final. No es acumulable con ofertas.",
        "Por transferencia hay 10 % de descuento. En efectivo, 15 %. No válido para rebajados.",
        "Lo que sigue no aplica a ofertas. Por transferencia hay 10 % de descuento.",
    ],
)
def test_a_discount_of_another_sentence_than_its_condition(text):
    terms = passage(3, "Pagos", text)
    offer = product(1, "Mate Pampa", 20000, sale=18000)
    assert "16.200" not in answer("cuánto queda por transferencia?", [offer, terms])


def test_what_one_way_of_paying_denies_to_offers_is_denied_to_no_other():
    terms = passage(
        3, "Pagos", "Hay 6 cuotas sin interés. Por transferencia, 10 % de descuento. "
        "No incluye ofertas."
    )  # fmt: skip
    offer = product(1, "Mate Pampa", 20000, sale=18000)
    assert "$ 3.000" in answer("en 6 cuotas cuánto queda?", [offer, terms])
    assert "16.200" not in answer("cuánto queda por transferencia?", [offer, terms])


def test_an_older_count_is_of_no_other_product():
    told = answer("y cuánto sale un termo?", [TERMO], "llevo 2 mates", route="product_question")
    assert "2 unidades" not in told


LONGER = passage(
    3, "Garantía > Garantía ampliada",
    "Podés sumar 6 o 18 meses más: cuesta el 5 % del precio por 6 meses y el 12 % por 18 meses.",
)  # fmt: skip


def test_more_warranty_is_a_share_of_the_price():
    told = answer("cuánto sale ampliar la garantía del termo 18 meses?", [TERMO, LONGER])
    assert "el 12 % de $ 90.000: $ 10.800 [2] [3]" in told
    assert "4.500" not in told
    goes_on = answer("y la de 6?", [TERMO, LONGER], "cuánto es la garantía extendida?")
    assert "$ 4.500 [2] [3]" in goes_on


def test_what_is_put_beside_a_purchase_is_added_up():
    told = answer(
        "sumale 2 mates a eso", [TERMO, MATE], "3 termos cuánto me salen?", route="product_question"
    )
    assert "En total: $ 310.000 [2] [1]." in told


def test_the_cost_of_sending_what_is_dear_comes_with_the_amount_from_which_it_is_free():
    dear, cheap = product(1, "Carpa Pico 4", 400000), product(1, "Mate Pampa", 20000)
    told = answer("el envío a Neuquén me lo cobran?", [dear, SENT])
    assert "gratis en compras desde $ 120.000" in told
    assert "Carpa" not in told
    assert "Te faltan" not in answer("el envío a Neuquén me lo cobran?", [cheap, SENT])


BANK = passage(
    3, "Promociones > Miércoles: Banco Nación", "20 % de reintegro, con tope de $ 8.000 por compra."
)


def test_a_rebate_is_told_as_the_terms_tell_it():
    told = answer("cuánto me queda el mate con banco nación?", [MATE, BANK])
    assert "Te devuelven" not in told


def test_what_is_put_with_nothing_before_is_alone():
    other = product(2, "Mate Imperial", 30000)
    told = answer("sumame un mate pampa, cuánto es?", [MATE, other], route="product_question")
    assert "50.000" not in told


def test_units_of_what_is_sold_out_are_not_added_up():
    gone = product(1, "Mate Pampa", 20000)
    gone["payload"]["availability"] = "out_of_stock"
    told = answer("necesito 4", [gone], route="product_search")
    assert "sin stock" in told
    assert "80.000" not in told
    assert "sin stock" in answer("y 4 de esos?", [gone], route="product_question")
    assert "sin stock" in answer("quiero 3 de esos", [gone], route="product_question")


@pytest.mark.parametrize(
    "exception",
    [
        "Los productos en oferta no tienen cuotas.",
        "Productos en promoción: 1 pago.",
        "No incluye ofertas.",
    ],
)
def test_no_instalment_is_reckoned_of_what_the_terms_leave_out(exception):
    terms = passage(3, "Cuotas", f"Hay 6 cuotas sin interés. {exception}")
    offer = product(1, "Mate Pampa", 20000, sale=18000)
    assert "3.000" not in answer("en 6 cuotas cuánto queda?", [offer, terms])
    assert "$ 3.333,33 cada una" in answer("en 6 cuotas cuánto queda?", [MATE, terms])


@pytest.mark.parametrize(
    ("question", "before", "told"),
    [
        ("quiero 3 en cuotas", [], "Por 3 unidades, en 6 cuotas sin interés serían $ 10.000"),
        ("llevo 2 en 3 cuotas", [], "Por 2 unidades, en 3 cuotas sin interés serían $ 13.333,33"),
        ("en 6 cuotas cuánto queda?", ["llevo 3 mates"], "Por 3 unidades, en 6 cuotas"),
        ("en 6 cuotas cuánto queda?", [], "En 6 cuotas sin interés serían $ 3.333,33 cada una"),
    ],
)
def test_instalments_are_of_all_the_units_and_to_the_cent(question, before, told):
    terms = passage(3, "Cuotas", "Hay 3 y 6 cuotas sin interés.")
    for route in ("product_question", "product_search", "store_policy"):
        assert told in answer(question, [MATE, terms], *before, route=route)


def test_more_units_in_instalments_than_there_are_is_told():
    terms = passage(3, "Cuotas", "Hay 6 cuotas sin interés.")
    assert "no llega, quedan 9 unidades [1]" in answer("quiero 12 en cuotas", [MATE, terms])
    assert "llega" not in answer("quiero 3 en cuotas", [MATE, terms])
    for route in ("product_question", "product_search"):
        told = answer("quiero 12 en cuotas", [MATE, terms], "el mate pampa", route=route)
        assert told.count("no llega, quedan 9 unidades [1]") == 1


@pytest.mark.parametrize("paying", ["en efectivo", "por transferencia", "con débito", "al contado"])
def test_units_are_counted_whatever_they_are_paid_with(paying):
    told = answer(f"quiero 3 {paying}", [MATE], route="product_question")
    assert "3 unidades: $ 60.000 [1]." in told


def test_what_is_put_beside_the_one_spoken_of_is_added_up():
    told = answer(
        "sumale un termo, cuánto es todo?", [MATE, TERMO], "pesa mucho?", route="product_question"
    )
    assert "En total: $ 110.000 [1] [2]." in told


def test_the_last_way_of_paying_is_the_one_that_is_asked_of():
    before = ("cuánto sale el mate?", "y por transferencia?")
    told = answer("y con banco nación cuánto queda?", [MATE, BANK, {**TERMS, "marker": 4}], *before)
    assert "17.000" not in told


def test_plurals_in_es_are_counted_too():
    tuner = product(1, "Afinador Cherub", 18000)
    strings = product(2, "Encordado EXL110", 16000)
    told = answer("cuánto salen 2 afinadores y 3 encordados", [tuner, strings],
                  route="product_search")  # fmt: skip
    assert "En total: $ 84.000 [1] [2]." in told


@pytest.mark.parametrize(
    "question",
    ["2 afinadores y 3 encordados exl110", "necesito 2 afinadores y 3 encordados exl110"],
)
def test_a_list_of_counted_things_is_added_up_unasked(question):
    tuner, strings = product(1, "Afinador Cherub", 18000), product(2, "Encordado EXL110", 16000)
    for route in ("product_search", "product_question"):
        assert "En total: $ 84.000 [1] [2]." in answer(question, [tuner, strings], route=route)
    other = product(3, "Encordado GC110", 7000)
    unsure = answer("2 afinadores y 3 encordados", [tuner, strings, other], route="product_search")
    assert "En total" not in unsure


def test_a_discount_for_some_shoppers_is_not_everybodys():
    terms = passage(3, "Jueves", "10 % de descuento para jubilados con la tarjeta de débito.")
    assert "18.000" not in answer("con débito cuánto queda?", [MATE, terms])
    assert "18.000" in answer("soy jubilado, con débito cuánto queda?", [MATE, terms])


def test_what_is_asked_beside_a_count_is_told_with_the_purchase():
    told = answer("dame 3, cuánto es? viene con bombilla?", [MATE], "tenés mates?",
                  route="product_question")  # fmt: skip
    assert "3 unidades: $ 60.000 [1]." in told
    assert "no figura" in told
    terms = answer("quiero 3, hacen envíos?", [MATE, SENT], route="product_question")
    assert "3 unidades: $ 60.000 [1]." in terms
    assert "envío es gratis" in terms
    assert "no figura" not in terms


def test_more_warranty_is_no_product_that_is_added():
    assert added("si le agrego un año más de garantía cuánto me cobran") == ""
    assert added("agregale un termo") == "termo"


def test_the_sum_with_the_shipping_tells_the_price_too():
    rule = passage(2, "Envíos > Envío gratis", "El envío es gratis en compras desde $ 150.000.")
    pool = product(1, "Pileta Lona 3 m", 349999)
    assert "$ 349.999" in answer("y con envío a Quilmes? cuánto es todo", [pool, rule])
    assert "$ 349.999" not in answer("y el envío a Quilmes cuánto sale?", [pool, rule])


def test_a_price_beside_the_terms_is_of_a_product():
    message = "los jueves me descuentan en el aceite? y cuánto sale el aceite de girasol"
    assert beside_policy(message)[1] == "cuanto sale el aceite de girasol"
    assert beside_policy("cuánto sale el envío? soy de Salta")[1] == "soy de salta"
    assert asks_policy("cuánto cobran por conectarla en Rosario")
