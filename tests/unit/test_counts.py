"""How many are wanted names nothing, and a brand's figure is no count."""

import pytest

from graph.understanding.parse import parse_request
from graph.understanding.vocabulary import Vocabulary

CATALOG = Vocabulary(
    brands={"dos hermanos": 4, "9 de oro": 3, "tres arroyos": 5},
    number_keys={"contenido_l": 30},
    words={"termo": 9, "leche": 50, "huevos": 9, "soda": 8, "torta": 6, "lavandina": 12,
           "galletitas": 40, "harina": 9, "heladera": 9, "puertas": 4, "arvejas": 9},
    products=500,
)  # fmt: skip


def said(message):
    return parse_request(message, CATALOG).text


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("cuánto me sale llevar dos termos", "termos"),
        ("mandame 6 sodas", "sodas"),
        ("media docena de huevos", "huevos"),
        ("tres leches", "leches"),
        ("una lavandina y dos termos", "termos"),
        ("torta tres leches", "tres leches"),
        ("heladera de dos puertas", "dos puertas"),
        ("galletitas 9 de oro", "9 de oro"),
        ("harina tres arroyos", "tres arroyos"),
    ],
)
def test_a_count_names_nothing(message, text):
    read = said(message)
    assert text in read
    counted = not text[0].isdigit() and text.split()[0] not in ("dos", "tres")
    assert not counted or not {"dos", "tres", "6", "media", "docena"} & set(read.split())


def test_a_counted_brand_is_none():
    assert parse_request("cuánto sale llevar dos termos", CATALOG).brands == ()
    assert parse_request("harina dos hermanos", CATALOG).brands == ("dos hermanos",)


@pytest.mark.parametrize(
    ("message", "liters"),
    [
        ("lavandina de 1 litro y medio", 1.5),
        ("leche de 2 y cuarto", 2.25),
        ("soda de 1½ litros", 1.5),
        ("soda de 2 litros", 2),
    ],
)
def test_halves_and_quarters_said_are_measures(message, liters):
    (bound,) = parse_request(message, CATALOG).numbers
    assert bound.gte < liters < bound.lte


def test_money_is_no_count():
    assert parse_request("termo de menos de dos lucas", CATALOG).price_max == 2_000_00
