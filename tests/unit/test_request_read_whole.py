"""Messages read whole: what each field gets, and that no other field gets anything."""

import pytest

from graph.understanding.parse import Like, parse_request
from graph.understanding.vocabulary import Vocabulary

STORE = Vocabulary(
    brands={"samsung": 9, "pibes": 2},
    categories={"heladeras": 12, "zapatillas": 20, "ropa de cama": 6, "acolchados": 3},
    colors={"negro": 9, "rojo": 3, "azul": 4, "oro": 2},
    sizes={"42": 3, "43": 2, "m": 4, "queen": 2, "21⁄2": 3, "11⁄2": 3},
    tags={"no frost": 6, "inverter": 3, "carga=frontal": 4, "sabor=frutilla": 4,
          "sin alcohol": 3},
    number_keys={"capacidad_l": 12, "capacidad_kg": 6},
    words={"heladera": 12, "samsung": 9, "zapatilla": 20, "lavarropas": 6, "shampoo": 9,
           "esmalte": 4, "destornillador": 8, "frutilla": 4, "yogur": 9, "caspa": 2, "queso": 30},
    products=120,
)  # fmt: skip
LIKE = Like({"capacidad_l": 12, "capacidad_kg": 6}, (100_000_00, 2_000_000_00))
LEXICON = {"terms", "serves"}
"""What other words the lexicon has for what was said is not the parser's."""
FRIDGE = {"categories": ("heladeras",)}
CHILDREN = ("infantil", "infantiles", "kids", "junior")
LITRES = {"key": "num.capacidad_l", "direction": "desc"}
PARTY = {"aptest": 12, "told": 2, "story": "yes"}


@pytest.mark.parametrize(
    ("message", "text", "fields"),
    [
        # colours
        ("zapatillas rojas que no sean negras", "zapatillas rojas",
         {"categories": ("zapatillas",), "colors": ("rojo",), "not_colors": ("negro",)}),
        ("remera azul y zapatillas negras, no rojas", "remera azul zapatillas negras",
         {"colors": ("azul", "negro"), "not_colors": ("rojo",)}),
        ("un anillo oro", "anillo oro", {"colors": ("oro",)}),
        # what is to be covered is no word of a title
        ("esmalte para 30 metros cuadrados, a dos manos", "esmalte", {}),
        ("esmalte, son 12,5 m2 de pared", "esmalte de pared", {}),
        # sizes
        ("remera talle xl", "remera", {"sizes": ("xl",)}),
        ("bata calzo s", "bata", {"sizes": ("s",)}),
        ("remera numero xl", "remera numero xl", {}),
        ("sommier queen", "sommier queen", {"sizes": ("queen",)}),
        ("sommier mas queen imposible", "sommier mas queen imposible", {}),
        ("sabanas de dos plazas y media", "sabanas de dos plazas media", {"sizes": ("21⁄2",)}),
        ("acolchado de una plaza y media", "acolchado de plaza media",
         {"categories": ("acolchados",), "sizes": ("11⁄2",)}),
        ("un jean 42", "jean 42", {"codes": ("unjean42", "jean42"), "sizes": ("42",)}),
        ("en 43", "en 43", {"codes": ("en43",)}),
        # codes
        ("el hdr320f00b", "el hdr320f00b", {"codes": ("elhdr320f00b", "hdr320f00b")}),
        ("a5, 1234, 1234567", "a5 1234 1234567",
         {"codes": ("a512341234567", "a51234", "12341234567", "1234567")}),
        ("abcdefghijklmnopqrstuvw1", "abcdefghijklmnopqrstuvw1",
         {"codes": ("abcdefghijklmnopqrstuvw1",)}),
        ("abcdefghijklmnopqrstuvwx1", "abcdefghijklmnopqrstuvwx1", {}),
        # names, as catalog and titles write them
        ("ropa de cama roja de lujo", "ropa de cama roja de lujo",
         {"categories": ("ropa de cama",), "colors": ("rojo",)}),
        ("eladera samsumg", "heladera samsung", FRIDGE | {"brands": ("samsung",)}),
        ("el destor nillador rojo", "el destornillador rojo", {"colors": ("rojo",)}),
        ("los rompe cabezas", "los rompe cabezas", {}),
        ("esmalte de uñas", "esmalte de uñas", {}),
        ("unas birras", "birras", {}),
        # stories
        ("la nena tiene piojos", "la nena piojos", {"aptest": 6, "told": 1, "story": "maybe"}),
        ("un shampoo para la caspa", "shampoo para la caspa", {}),
        ("que llevo para un cumple de pibes", "llevo para un cumple de pibes", PARTY),
        ("algo rico para el cumple de la nena", "rico para el cumple de la nena", PARTY),
        ("gaseosa pibes", "gaseosa pibes", {"brands": ("pibes",)}),
        ("clases de yoga", "clases de yoga", {}),
        # features, wanted and not
        ("pañales para adultos", "panales para adultos", {"not_words": CHILDREN}),
        ("lavarropas de carga frontal", "lavarropas de carga frontal",
         {"tags": ("carga=frontal",)}),
        ("heladera no frost", "heladera no frost", FRIDGE | {"tags": ("no frost",)}),
        ("cerveza sin alcohol", "cerveza sin alcohol",
         {"tags": ("sin alcohol",), "not_tags": ("con alcohol",)}),
        ("cerveza que no tenga alcohol", "cerveza sin alcohol",
         {"tags": ("sin alcohol",), "not_tags": ("con alcohol",)}),
        ("yogur sin azucar", "yogur sin azucar", {"not_tags": ("con azucar",)}),
        # orders, bounds, counts, stock
        ("la heladera que más litros tiene", "la heladera", {"sort": LITRES}),
        ("mostrame tres heladeras disponibles", "heladeras",
         FRIDGE | {"in_stock": True, "limit": 3}),
        ("heladera de menos de 500", "heladera", FRIDGE | {"price_max": 500_000_00}),
        ("heladera de más de 200 lucas", "heladera", FRIDGE | {"price_min": 200_000_00}),
        ("heladera de 300 litros", "heladera de",
         FRIDGE | {"numbers": ({"key": "capacidad_l", "gte": 292.5, "lte": 307.5},)}),
        # what asks for nothing
        ("listo, y una heladera?", "heladera", FRIDGE),
        ("quiero pagar con tarjeta una heladera samsung", "heladera samsung",
         FRIDGE | {"brands": ("samsung",)}),
        ("algo para acompañar? queso tenés?", "queso", {}),
    ],
)  # fmt: skip
def test_every_field_gets_what_the_message_says_and_no_more(message, text, fields):
    read = parse_request(message, STORE, LIKE).model_dump(exclude_defaults=True, exclude=LEXICON)
    assert read.pop("text", "") == text
    assert read == fields


def test_a_bare_size_is_one_of_what_the_follow_up_is_about():
    assert parse_request("en 43", STORE, about="zapatillas").sizes == ("43",)


def test_a_feature_that_is_refused_is_not_asked_for():
    read = parse_request("heladera que no tenga inverter y yogur que no sea de frutilla", STORE)
    assert "inverter" in read.not_words
    assert "sabor=frutilla" in read.not_tags
    assert read.tags == ()


def test_at_most_forty_codes_are_looked_up():
    assert len(parse_request("a1b2 c3d4 " * 40 + "e5f6", STORE).codes) <= 40
    many = " ".join(f"x{n}y{n}" for n in range(10, 40))
    assert len(parse_request(many, STORE).codes) == 40
