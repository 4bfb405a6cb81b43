"""What a message asks for, read by rule over a catalog's vocabulary."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.understanding.parse import Like, leans_on_products, parse_request
from graph.understanding.vocabulary import Vocabulary
from graph.wording import write_money

CATALOG = Vocabulary(
    brands={"samsung": 9, "lg": 5, "drean": 4, "playadito": 3, "la serenisima": 8, "queso": 1},
    categories={"heladeras": 12, "zapatillas": 20, "yerbas": 6},
    colors={"negro": 9, "blanco": 8, "rojo": 3},
    sizes={"42": 3, "43": 2, "m": 4, "queen": 2},
    tags={"no frost": 6, "inverter": 3},
    number_keys={"capacidad_l": 12, "capacidad_kg": 6, "contenido_kg": 8, "peso_kg": 9,
                 "pantalla_pulgadas": 7},
    words={"heladera": 12, "samsung": 9, "yerba": 6, "queso": 30, "zapatilla": 20, "smart": 7,
           "tv": 7, "lavarropas": 6, "frutilla": 4, "serenisima": 8, "rt38": 1},
    products=80,
)  # fmt: skip
FRIDGES = Like({"capacidad_l": 12, "peso_kg": 12}, (600_000_00, 2_000_000_00))
WASHERS = Like({"capacidad_kg": 6, "peso_kg": 6}, (500_000_00, 900_000_00))
PACKED = Like({"contenido_unidades": 8, "contenido_kg": 8}, (80_00, 400_00))
MEMORIES = Like({"almacenamiento_gb": 9, "memoria_ram_gb": 9}, (600_000_00, 2_000_000_00))
BOTTLES = Like({"contenido_l": 8}, (80_00, 400_00))
GROCERIES = Like({"contenido_kg": 8}, (80_00, 400_00))


def request(message, like=FRIDGES):
    return parse_request(message, CATALOG, like)


@pytest.mark.parametrize(
    ("message", "like", "low", "high"),
    [
        ("heladera menos de 900 lucas", FRIDGES, None, 900_000),
        ("heladera hasta 1,2 palos", FRIDGES, None, 1_200_000),
        ("entre 500 y 800 mil", FRIDGES, 500_000, 800_000),
        ("heladera de menos de 900", FRIDGES, None, 900_000),
        ("yerba de menos de 300", GROCERIES, None, 300),
        ("yerba entre 100 y 200 pesos", GROCERIES, 100, 200),
        ("algo de más de un palo", FRIDGES, 1_000_000, None),
        ("yerba que no salga más de media luca", GROCERIES, None, 500),
        ("yerba que no se vaya arriba de 200 pesos", GROCERIES, None, 200),
        ("queso de 200 a 300 el kilo", GROCERIES, 200, 300),
        ("yerba, 100 a 200 pesos", GROCERIES, 100, 200),
        ("yerba por menos de 300 pe", GROCERIES, None, 300),
        ("yerba de menos de doscientos cincuenta pesos", GROCERIES, None, 250),
        ("yerba entre cien y doscientos", GROCERIES, 100, 200),
        ("yerba de menos de luca", GROCERIES, None, 1000),
        ("yerba no menos de 100 ni más de 200", GROCERIES, 100, 200),
        ("yerba que ronde los 200", GROCERIES, 170, 230),
        ("una tele de 50 o más", FRIDGES, None, None),
        ("pañales de 6 a 12", GROCERIES, None, None),
    ],
)
def test_price_bounds(message, like, low, high):
    found = request(message, like)
    told = [None if cents is None else cents / 100 for cents in (found.price_min, found.price_max)]
    assert told == [low, high]


@pytest.mark.parametrize(
    ("message", "like", "key", "low", "high"),
    [
        ("lavarropas mínimo 8 kg", WASHERS, "capacidad_kg", 8, None),
        ("lavarropas de 8 kilos", WASHERS, "capacidad_kg", 7.8, 8.2),
        ("heladera de 300 a 380 litros", FRIDGES, "capacidad_l", 300, 380),
        ("yerba de medio kilo", GROCERIES, "contenido_kg", 0.4875, 0.5125),
        ("yerba de medio quilo", GROCERIES, "contenido_kg", 0.4875, 0.5125),
        ("yerba 1/2 kilo", GROCERIES, "contenido_kg", 0.4875, 0.5125),
        ("yerba de 1 1/2 kg", GROCERIES, "contenido_kg", 1.4625, 1.5375),
        ("yerba de kilo", GROCERIES, "contenido_kg", 0.975, 1.025),
        ("yerba de 500 gramos", GROCERIES, "contenido_kg", 0.4875, 0.5125),
        ("yerba x 6", PACKED, "contenido_unidades", 5.85, 6.15),
        ("pack de 12 latas", PACKED, "contenido_unidades", 11.7, 12.3),
        ("media docena de huevos", PACKED, "contenido_unidades", 5.85, 6.15),
        ("papel de 12 rollos", PACKED, "contenido_unidades", 11.7, 12.3),
        ("un six pack de birra", PACKED, "contenido_unidades", 5.85, 6.15),
        ("birra en lata, el six", PACKED, "contenido_unidades", 5.85, 6.15),
        ("gaseosa 2.25", BOTTLES, "contenido_l", 2.19375, 2.30625),
        ("notebook de 16 gigas de ram", MEMORIES, "memoria_ram_gb", 15.6, 16.4),
    ],
)
def test_measures_bound_the_attribute_that_such_products_have(message, like, key, low, high):
    (bound,) = request(message, like).numbers
    assert bound.key == key
    assert bound.gte == pytest.approx(low)
    assert bound.lte == (None if high is None else pytest.approx(high))


def test_brands_wanted_and_refused():
    assert request("heladera samsung o lg").brands == ("samsung", "lg")
    refused = request("heladera que no sea samsung ni drean")
    assert (refused.brands, set(refused.not_brands)) == ((), {"samsung", "drean"})


@pytest.mark.parametrize(
    ("message", "refused", "kept"),
    [
        ("yerba, no playadito", "playadito", None),
        ("queso no de cabra", "cabra", None),
        ("vino que no sea dulce, frutilla ponele", "dulce", "frutilla"),
        ("no quiero volver picado", None, "picado"),
        ("que no me des queso", "queso", None),
    ],
)
def test_what_is_refused_ends_where_a_wish_begins(message, refused, kept):
    found = request(message, GROCERIES)
    named = {*found.not_words, *found.not_brands}
    assert (refused in named) if refused else not named
    assert kept is None or (kept in found.text and kept not in named)


def test_what_it_should_lack_is_said_in_several_ways():
    for message in ("yogur sin azúcar ni lactosa", "yogur que no tenga azúcar, sin lactosa"):
        found = request(message, GROCERIES)
        assert {"con azucar", "con lactosa"} <= {*found.not_tags}
        assert found.not_words == ()


def test_the_first_word_of_a_brand_is_enough_to_refuse_it():
    catalog = Vocabulary(brands={"coca cola": 9, "pepsi": 4}, words={"gaseosa": 30}, products=300)
    found = parse_request("gaseosa que no sea coca ni pepsi", catalog)
    assert {*found.not_brands} == {"coca cola", "pepsi"}


def test_a_brand_that_the_feed_is_careless_with_is_told_by_titles():
    catalog = Vocabulary(
        brands={"granix": 10, "samsung": 9}, words={"granix": 30, "samsung": 10}, products=90
    )
    assert parse_request("galletitas granix", catalog).titled_brands == ("granix",)
    assert parse_request("heladera samsung", catalog).titled_brands == ()


def test_a_name_is_written_as_titles_write_it():
    assert request("crema colgeit").text == "crema colgate"


def test_a_misspelt_brand_is_recognised_and_a_plain_word_is_none():
    assert request("heladera samsumg").brands == ("samsung",)
    assert request("queso rallado").brands == ()


def test_colours_agree_with_the_noun_and_sizes_need_a_garment():
    found = request("zapatillas negras en 42")
    assert (found.colors, found.sizes) == (("negro",), ("42",))
    assert request("heladera de 42").sizes == ()


def test_of_what_a_part_is_made_names_no_colour():
    assert request("de qué es la negra?").colors == ()
    assert request("la negra de qué material es?").colors == ("negro",)


def test_words_are_spelt_as_titles_spell_them():
    assert request("eladera").text == "heladera"
    assert request("frutiya").text == "frutilla"
    assert request("guitarra").text == "guitarra"


def test_a_phrase_of_the_lexicon_is_one_term_with_its_other_names():
    term = request("unas birras").terms[0]
    assert term[0] == "birras"
    assert "cerveza" in term


def test_orders_counts_and_stock():
    found = request("mostrame 3 heladeras, las más baratas que tengan stock")
    assert (found.limit, found.in_stock) == (3, True)
    assert found.sort is not None
    assert (found.sort.key, found.sort.direction) == ("current_cents", "asc")


def test_codes_are_squeezed():
    assert "rt38" in request("la RT 38").codes
    assert "7790387000122" in request("tenés 7790387000122?").codes


@settings(deadline=None)  # the first call reads a dictionary
@given(st.text(max_size=300))
def test_no_message_raises(message):
    request(message)


@settings(deadline=None)  # the first call reads a dictionary
@given(st.integers(10_000_00, 9_000_000_00), st.sampled_from(["hasta", "menos de", "máximo"]))
def test_the_bound_is_the_amount_that_the_message_says(cents, words):
    found = request(f"heladera {words} {write_money(cents)}")
    assert (found.price_min, found.price_max) == (None, cents)


@settings(deadline=None)  # the first call reads a dictionary
@given(st.integers(1, 900), st.integers(1, 900))
def test_a_range_is_read_whole_in_either_order(one, other):
    found = request(f"heladera entre {one} y {other} lucas")
    low, high = sorted((one * 100_000, other * 100_000))
    assert (found.price_min, found.price_max) == (low, high)


@pytest.mark.parametrize("message", ["yerba x 3 cuotas", "yerba x 500 gr", "mesa 140 x 90"])
def test_not_every_x_tells_how_many(message):
    keys = [bound.key for bound in request(message, PACKED).numbers]
    assert "contenido_unidades" not in keys


def test_of_two_words_as_near_the_longer_is_meant():
    catalog = Vocabulary(words={"lavandina": 90, "lavanda": 95}, products=900)
    assert catalog.meant("lavandna") == "lavandina"


def test_what_begins_a_brand_is_refused_in_titles_too():
    catalog = Vocabulary(brands={"dulce reina": 4}, words={"vino": 90, "dulce": 50}, products=900)
    assert "dulce" in parse_request("vino blanco que no sea dulce", catalog).not_words


def test_one_by_the_package_is_refused():
    found = request("queso en lata, suelto no el pack", GROCERIES)
    assert "pack" in found.not_words


@pytest.mark.parametrize(
    "message", ["adopté un gato y no tenemos nada", "cené y no dormimos", "queso que no sea ese"]
)
def test_what_did_not_happen_and_what_is_pointed_at_is_no_word_to_refuse(message):
    assert request(message, GROCERIES).not_words == ()


def test_neither_with_this_nor_with_that_asks_for_what_is_without():
    found = request("algo para tomar, nada con gas ni con azúcar", GROCERIES)
    assert "gas" in found.not_words
    assert "con azucar" in found.not_tags
    assert "azucar" not in found.not_words


def test_what_is_taken_back_is_not_searched_for():
    assert request("frutillas no, mejor queso", GROCERIES).terms[0][0] == "queso"
    assert request("algo para acompañar? queso tenés?", GROCERIES).terms[0][0] == "queso"


def test_what_another_takes_the_place_of_is_refused():
    found = request("fideos de huevo no, de sémola", GROCERIES)
    assert "huevo" in found.not_words
    assert "semola" in found.text
    assert request("no sé, gracias", GROCERIES).not_words == ()
    assert "blando" in request("colchón que no sea ni duro ni blando").not_words


def test_a_purpose_told_before_the_thing_is_not_searched_for():
    found = request("algo para quedar bien con mi suegro, yerba", GROCERIES)
    assert [term[0] for term in found.terms] == ["yerba"]
    assert "agua" in request("algo para hervir el agua, que sea rápido", GROCERIES).text
    catalog = Vocabulary(words={"perro": 9, "mujer": 9, "iphone": 9}, products=90)
    for told in ("para perro adulto grande", "para mujer talle 38", "para usar con el iphone"):
        assert told.split()[-1] in parse_request(f"algo {told}, importado", catalog).text


def test_a_story_names_no_brand_in_everybody_s_words():
    catalog = Vocabulary(brands={"pibes": 9}, words={"gaseosa": 30}, products=300)
    assert parse_request("cumple de pibes, que llevo para tomar", catalog).brands == ()


@pytest.mark.parametrize(
    "message",
    [
        "yogur, pero de frutilla no",
        "yogur y de frutilla no.",
        "yogur de vainilla, de frutilla no me gusta",
        "yogur, nada con frutilla",
    ],
)
def test_what_is_refused_before_the_no_is_refused(message):
    read = request(message)
    assert "frutilla" in read.not_words
    assert "frutilla" not in read.text


def test_what_is_to_pass_a_price_costs_more_and_what_is_not_to_pass_it_less():
    assert request("un whisky que pase los 3000 pesos").price_min == 3000_00
    assert request("un whisky que no pase los 3000 pesos").price_max == 3000_00


@pytest.mark.parametrize(
    "message",
    ["heladera", "que heladera tiene no frost", "tenes yerba", "una docena de huevos",
     "heladera de 300 litros", "la mas grande", "menos de media luca", "zapatillas 42"],
)  # fmt: skip
def test_a_reading_that_products_may_change_is_told(message):
    leans = leans_on_products(message)
    readings = [request(message, like) for like in (FRIDGES, WASHERS, PACKED, GROCERIES, BOTTLES)]
    assert leans or all(reading == readings[0] for reading in readings)
    assert leans == (message not in {"heladera", "que heladera tiene no frost", "tenes yerba"})
