"""A purchase told as a list: what each part names, how many of it, and what all comes to."""

import pytest

from graph.composer.totals import told_total
from graph.facts.basket import purchase
from graph.facts.prices import instalment_facts, money_facts
from graph.facts.units import units_of, units_of_each
from graph.understanding.named import thing_named
from graph.understanding.parse import parse_request
from graph.understanding.several import points, things_listed, two_things
from graph.understanding.telling import holds
from graph.understanding.vocabulary import Vocabulary
from tests.fakes.products import product_source

YERBA = product_source(
    1, id="Y", title="Yerba Mate Pampa 1 Kg", price="4000.00 ARS",
    attributes={"contenido neto": {"value": 1, "unit": "kg"}},
)  # fmt: skip
SUGAR = product_source(2, id="S", title="Azúcar Dulzor 1 Kg", price="1000.00 ARS")
PASTA = product_source(3, id="P", title="Fideos Nonna 500 Gr", price="1500.00 ARS")
NAPPIES = product_source(1, id="N", title="Pañales Osito G x44", price="20000.00 ARS")
WIPES = product_source(2, id="W", title="Toallitas Osito x80", price="5000.00 ARS")
VOCABULARY = Vocabulary(
    brands={"garmin": 2, "lumen": 3},
    categories={"mancuernas": 3},
    colors={"rojo": 4},
    number_keys={"bateria_horas": 5},
    words={"rascador": 1, "bicicleta": 4, "spinning": 1, "garmin": 2, "azucar": 6, "lumen": 3,
           "pared": 1, "roja": 2, "bateria": 3},
    products=50,
)  # fmt: skip


def test_the_things_of_a_list_stand_between_commas_and_counts():
    text = "hola 2 yerbas pampa de kilo 1 azúcar y 3 fideos nonna, cuánto sería?"
    assert things_listed(text) == ["2 yerbas pampa de kilo", "1 azucar", "3 fideos nonna"]
    assert things_listed("una coca de 2,25") == ["una coca de 2,25"]
    assert points("2 de esas")
    assert not points("2 fideos")


def test_each_count_of_a_list_is_of_the_thing_after_it():
    products = [YERBA, SUGAR, PASTA]
    question = "hola 2 yerbas pampa de kilo 1 azúcar y 3 fideos nonna cuánto sería?"
    assert units_of_each(question, products) == [2, 1, 3]
    assert told_total(question, products)[-1] == "En total: $ 13.500 [1] [2] [3]."


def test_what_is_listed_is_added_up_unasked():
    chairs = product_source(1, id="C", title="Silla Pampa", price="1000.00 ARS")
    tables = product_source(2, id="T", title="Mesa Ratona", price="2000.00 ARS")
    told = told_total("2 mesas y 4 sillas", [chairs, tables])  # months are no "mesas"
    assert told[-1] == "En total: $ 8.000 [1] [2]."
    assert told_total("6 meses y 2 sillas", [chairs, tables]) == []


@pytest.mark.parametrize(
    "question",
    [
        "poneme 2 de esas y un azúcar, cuánto te debo?",
        "fideos . poneme 2 de esas y un azúcar, total?",
    ],
)  # fmt: skip
def test_what_only_points_is_counted_as_what_was_spoken_of(question):
    assert told_total(question, [PASTA, SUGAR])[-1] == "En total: $ 4.000 [3] [2]."


def test_a_brand_that_both_have_names_the_one_that_nothing_else_names():
    question = "y los de osito G? . 3 paquetes de osito y 2 toallitas, total?"
    basket = purchase(question, [NAPPIES, WIPES])
    assert basket
    assert basket.units == (3, 2)


COLA = product_source(1, id="C", title="Coca-Cola 2,25 L", price="3000.00 ARS")
ZERO = product_source(2, id="Z", title="Coca-Cola Zero 2,25 L", price="3200.00 ARS")
HALF = product_source(
    3, id="H", title="Yerba Mate Pampa 500 g", price="2000.00 ARS",
    attributes={"contenido neto": {"value": 500, "unit": "g"}},
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("cuánto sale la mesa con 4 sillas?", "Mesa 4 sillas Kora"),
        ("cuánto sale? trae 5 tomas?", "Zapatilla eléctrica 5 tomas"),
        ("cuánto sale? somos 6 jugadores", "Juego de mesa 4 jugadores"),
        ("cuánto sale un paquete que trae 30 pañales?", "Pañales Osito x44"),
        ("cuanto sale la Broca p/ Madera N° 8 Lince?", "Broca p/ Madera N° 8 Lince"),
    ],
)
def test_what_a_thing_has_counts_none_of_it(question, title):
    assert units_of(question, product_source(1, title=title)) == 1


@pytest.mark.parametrize(
    ("question", "products", "units"),
    [
        ("cuánto es: 2 azúcar, 2 kilos de yerba y 1 coca?", [SUGAR, HALF, COLA], [2, 4, 1]),
        ("cuánto es: un kilo de yerba y 1 coca?", [HALF, COLA], [2, 1]),
        ("cuánto es: un kilo y medio de yerba y 1 coca?", [HALF, COLA], None),
        ("cuánto es: 2 kilos de azúcar y 1 coca?", [SUGAR, COLA], None),
        ("cuánto es 2 cocas, 3 cocas zero y un azúcar?", [COLA, ZERO, SUGAR], [2, 3, 1]),
        ("cuánto es 3 cocas zero, 2 cocas y un azúcar?", [COLA, ZERO, SUGAR], None),
        ("cuánto es 2 azúcar y 3 de esas?", [COLA, SUGAR], [3, 2]),
        ("cuánto es 2 de esas y un azúcar?", [COLA, SUGAR], [2, 1]),
    ],
)
def test_a_list_is_counted_whole_or_not_at_all(question, products, units):
    assert units_of_each(question, products) == units
    basket = purchase(question, products)
    assert units is None or (basket and list(basket.units) == units)


def test_cutting_a_message_of_many_spaces_takes_no_time():
    message = "el  uno" + " " * 20_000 + "y la otra"
    assert things_listed(message) == ["el uno", "la otra"]
    assert two_things(message) == ("el uno", "la otra")


@pytest.mark.parametrize(
    ("question", "product", "units"),
    [
        ("3 kilos de yerba cuánto es?", YERBA, 3),
        ("cuánto sale la yerba de 1 kilo?", YERBA, 1),
        ("cuánto sale el que lava 16 kilos?", product_source(1, title="Lavarropas 8 kg"), 1),
        ("cuánto sale la yerba? el envío hasta 5 kg es gratis?", YERBA, 1),
        ("cuánto sale la yerba? tomo 2 kilos por mes", YERBA, 1),
        ("cuánto salen 6 de 1 kg, o sea 6 kilos?", YERBA, 6),
    ],
)
def test_a_weight_counts_packs_of_what_is_sold_by_weight(question, product, units):
    assert units_of(question, product) == units


def test_paying_is_no_instalment():
    terms = {**product_source(2, title="x"), "kind": "policy", "payload": {
        "title": "Cuotas", "text": "6 cuotas sin interés con todas las tarjetas."}}  # fmt: skip
    assert not instalment_facts("si pago con transferencia hay descuento?", [YERBA, terms])
    for asked in (
        "en 6 pagos cuánto es?",
        "en seis pagos?",
        "en cuántos pagos?",
        "pagos sin interés",
    ):
        assert instalment_facts(asked, [YERBA, terms])


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("el rascador aguanta 6 kilos?", ("rascador",)),
        ("yo peso 115, la bicicleta de spinning me aguanta?", ("bicicleta", "spinning")),
        ("al garmin cuánto le dura la batería?", ("garmin",)),
        ("la lumen roja hay?", ("lumen", "roja")),
        ("cuánto dura la batería?", ()),
        ("se cuelga en la pared?", ()),
    ],
)
def test_an_article_introduces_the_thing_that_is_asked_of(message, words):
    assert thing_named(message, VOCABULARY) == words


def test_a_figure_and_its_unit_are_held_together_or_apart():
    drill = product_source(1, title="Taladro Lumen 12 V")["payload"]
    assert holds(drill, "lumen", "12v")
    assert not holds(drill, "18v")


def test_a_title_word_alone_names_the_thing_and_no_need():
    assert parse_request("azúcar", VOCABULARY).serves == ()


def test_the_cheapest_of_a_kind_is_a_thing_of_a_list_and_a_comparison_names_none():
    listed = two_things("la heladera más barata y el anafe eléctrico más barato cuánto sería todo")
    assert listed == ("la heladera mas barata", "el anafe electrico mas barato")
    assert two_things("cuál es más barata, la pampa o la nonna") == ("la pampa", "la nonna")


def test_one_of_a_pack_is_told_its_price():
    pack = product_source(1, id="N", title="Pañales Osito G x44", price="20000.00 ARS",
                          attributes={"unidades por pack": 44})  # fmt: skip
    for question in ("a cuánto sale cada pañal?", "cuánto es por unidad?"):
        assert [f.text for f in money_facts(question, [pack])] == ["precio por unidad: $ 454,55"]
    boxed = product_source(1, id="B", title="Alfajor Osito Caja x6", price="6000.00 ARS",
                           attributes={"unidades por bulto": 6})  # fmt: skip
    assert money_facts("cuánto sale cada caja?", [boxed]) == []
    loose = product_source(1, id="L", title="Alfajor Osito", price="1000.00 ARS",
                           attributes={"unidades por bulto": 12})  # fmt: skip
    assert money_facts("cuánto es por unidad?", [loose]) == []
    assert money_facts("cuánto es por unidad?", [PASTA]) == []
    both = [fact.text for fact in money_facts("cuál conviene por unidad?", [pack, pack])]
    assert both[0] == "Pañales Osito G x44: precio por unidad: $ 454,55"


def test_a_least_purchase_that_is_told_of_all_instalments_holds_for_each_plan():
    text = (
        "| Tarjeta | Cuotas |\n| --- | --- |\n| Naranja | 5 cuotas sin interés |\n\n"
        "Las cuotas sin interés valen para compras desde $ 80.000."
    )
    terms = {**product_source(2, title="x"), "kind": "policy",
             "payload": {"title": "Pagos", "text": text}}  # fmt: skip
    oil = product_source(1, title="Aceite", price="15800 ARS")
    bike = product_source(1, title="Bicicleta", price="449000 ARS")
    assert not instalment_facts("en cuántas cuotas lo puedo pagar?", [oil, terms])
    (fact,) = instalment_facts("en cuántas cuotas la puedo pagar?", [bike, terms])
    assert fact.text == "5 cuotas sin interés de $ 89.800"
