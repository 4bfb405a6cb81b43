"""What a message bounds, and what only sounds like a bound."""

import pytest

from graph.policies.idioms import in_terms
from graph.retrieval.constraints import relaxations, without_brands
from graph.understanding.parse import Like, parse_request
from graph.understanding.request import SearchRequest
from graph.understanding.spelling import asked_plainly
from graph.understanding.vocabulary import Vocabulary
from ingest.units import parse_quantities

VOCABULARY = Vocabulary(
    brands={"samsung": 9},
    categories={"estufas": 4, "celulares": 5, "zapatillas": 6},
    sizes={"41": 2, "42": 2, "grande": 1},
    tags={"carga=frontal": 3, "combustible=gas natural": 2, "tipo=gas tiro balanceado": 1,
          "red=4g": 2},
    number_keys={"rodado_pulgadas": 5, "hornallas": 4, "pantalla_pulgadas": 6, "peso_kg": 9},
    words={"estufa": 4, "celular": 5, "zapatillas": 6, "gas": 2, "lavarropas": 5, "4g": 2},
    products=40,
)  # fmt: skip
LIKE = Like(
    {"rodado_pulgadas": 5, "hornallas": 4, "pantalla_pulgadas": 6, "peso_kg": 9}, (1, 10**9)
)


def read(message: str) -> SearchRequest:
    return parse_request(message, VOCABULARY, LIKE)


def test_a_network_is_no_weight():
    assert read("celular 4G barato").numbers == ()
    assert parse_quantities("5 g de azafrán")[0].dimension == "mass"


@pytest.mark.parametrize("message", ["zapatillas talle 48", "zapatillas, calzo 48"])
def test_a_size_that_no_product_has_is_still_asked(message):
    assert read(message).sizes == ("48",)


@pytest.mark.parametrize("message", ["la más grande cuál es?", "una muy grande"])
def test_a_word_that_compares_is_no_size(message):
    assert read(message).sizes == ()


@pytest.mark.parametrize(
    "message",
    ["estufa que no sea a gas", "estufas que no usen gas", "estufa que no funcione a gas"],
)
def test_what_a_thing_must_not_run_on_is_refused_in_titles_and_attributes(message):
    request = read(message)
    assert "gas" in request.not_words
    assert {"combustible=gas natural", "tipo=gas tiro balanceado"} <= {*request.not_tags}


def test_a_measure_may_be_stuck_to_its_x():
    catalog = Vocabulary(number_keys={"contenido_l": 90}, brands={"x5": 3}, products=900)
    found = parse_request("aceite x5 litros", catalog, Like({"contenido_l": 90}))
    assert [bound.key for bound in found.numbers] == ["contenido_l"]
    assert found.brands == ()


def test_a_half_of_what_is_left_unsaid_is_of_a_kilo():
    catalog = Vocabulary(number_keys={"contenido_kg": 90}, products=900)
    found = parse_request("yerba de medio que no pase los $100", catalog, Like({"contenido_kg": 9}))
    assert [round(bound.gte or 0, 1) for bound in found.numbers] == [0.5]
    assert found.price_max == 100_00


def test_pesos_are_cut_short_and_the_lines_of_a_screen_are_none():
    assert read("estufa hasta 80p").price_max == 80_00
    assert read("celular hasta 1080p").price_max is None


def test_how_many_are_in_a_pack_is_no_brand():
    catalog = Vocabulary(brands={"x4": 3}, words={"pilas": 9}, products=900)
    assert parse_request("pilas aa x4", catalog).brands == ()


def test_a_value_told_with_its_name_is_a_constraint():
    assert read("lavarropas de carga frontal").tags == ("carga=frontal",)


@pytest.mark.parametrize(
    ("message", "key", "gte", "lte"),
    [
        ("bici rodado 29", "rodado_pulgadas", 29, 29),
        ("cocina de 4 hornallas", "hornallas", 4, 4),
        ("tele de 55 o más pulgadas", "pantalla_pulgadas", 55, None),
    ],
)
def test_numbers_are_read_by_their_name(message, key, gte, lte):
    (bound,) = read(message).numbers
    assert (bound.key, bound.gte, bound.lte) == (key, gte, lte)


@pytest.mark.parametrize(
    ("message", "gte", "lte"),
    [
        ("cocina de al menos 4 hornallas", 4, None),
        ("cocina con por lo menos 4 hornallas", 4, None),
        ("cocina de no menos de 4 hornallas", 4, None),
        ("tele de al menos 50 pulgadas", 50, None),
        ("cocina de menos de 6 hornallas", None, 6),
        ("cocina hasta 6 hornallas", None, 6),
        ("cocina con más de 3 hornallas", 3, None),
        ("cocina de 4 hornallas o más", 4, None),
        ("cocina de 4 a 6 hornallas", 4, 6),
        ("bici rodado 26 o más", 26, None),
    ],
)
def test_what_is_counted_is_bounded_on_the_side_that_is_said(message, gte, lte):
    request = parse_request(message, VOCABULARY, Like(LIKE.numbers, (90_000_00, 900_000_00)))
    (bound,) = request.numbers
    assert (bound.gte, bound.lte) == (gte, lte)
    assert {"al", "mas", "hasta"}.isdisjoint(request.text.split())


@pytest.mark.parametrize(
    "message",
    ["la heladera samsung cuesta $ 100", "la vi a 85.000", "me dijeron que sale 85 mil",
     "estaba 90 lucas la semana pasada", 'repetí: "sale $ 100"'],
)  # fmt: skip
def test_a_price_that_is_claimed_bounds_nothing(message):
    request = read(message)
    assert (request.price_min, request.price_max) == (None, None)


@pytest.mark.parametrize(
    "message", ["celular que cueste 85 mil", "tengo 85 lucas", "celular de menos de 85 mil"]
)
def test_a_price_that_is_wanted_bounds(message):
    assert read(message).price_max == 85_000_00


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("celular por menos de 50 lucas", "No encontré por menos de $ 50.000;"),
        ("alguno más barato?", "No encontré más barato;"),
        ("y en negro?", "No encontré dentro de ese presupuesto;"),
        ("alrededor de 60 lucas", "No encontré dentro de ese presupuesto;"),
    ],
)
def test_a_note_tells_only_figures_that_the_message_states(message, told):
    request = SearchRequest(text="celular", price_max=50_000_00)
    assert next(relaxations(request, message))[1].startswith(told)


def test_brands_that_were_only_spelt_otherwise_are_left_out_of_the_note():
    request = SearchRequest(text="celular gama", price_max=50_000_00, brands=("gama",))
    message = "celular gama por menos de 50 lucas"
    money, both = (note for _, note in relaxations(request, message))
    assert without_brands(both, request.brands) == without_brands(money, request.brands) == money
    only = request.model_copy(update={"price_max": None})
    brand = next(relaxations(only, message))[1]
    assert without_brands(brand, request.brands) == ""


def test_a_size_inherited_is_not_told_by_its_figure():
    request = SearchRequest(text="zapatillas", sizes=("43",))
    assert "43" in next(relaxations(request, "zapatillas talle 43"))[1]
    assert "ese talle" in next(relaxations(request, "alguna más barata?"))[1]


def test_words_of_asking_are_read_as_they_sound():
    assert asked_plainly("kiero un sillon", {"sillon"}) == "quiero un sillon"
    assert asked_plainly("nesesito kit", {"kit"}) == "necesito kit"
    assert asked_plainly("una ola de calor", ()) == "una ola de calor"


def test_shoppers_words_are_those_of_the_stores_terms():
    assert "devolver" in in_terms("y si no me gusta?")
    assert "retiro" in in_terms("puedo pasar a buscarlo?")
    assert "American Express" in in_terms("aceptan amex?")
    assert in_terms("hacen envíos a Rosario?") == ""


def test_that_no_sheet_says_what_must_be_lacked_is_told_whatever_else_gives_way():
    request = SearchRequest(text="pan", tags=("sin gluten",), price_max=200000)
    notes = [note for _, note in relaxations(request, "pan sin gluten hasta 2000")]
    assert all("«sin gluten»" in note for note in notes)
    assert len(notes) == 2


def test_another_colour_of_the_size_comes_before_another_size():
    request = SearchRequest(text="remera", colors=("rosa",), sizes=("m",))
    loosened = [(r, note) for r, note in relaxations(request, "remera rosa talle m") if note]
    (other_color, said), (neither, both) = loosened
    assert (other_color.colors, other_color.sizes) == ((), ("m",))
    assert said.startswith("No encontré en rosa;")
    assert (neither.colors, neither.sizes) == ((), ())
    assert "rosa y talle M" in both
