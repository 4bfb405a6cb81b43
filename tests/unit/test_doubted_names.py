"""A message taken for out of scope is served where the product that it names says what it asks."""

import pytest

from graph.ports import Retrieval
from graph.retrieval.doubted import answers, names_one_shown, names_told
from graph.understanding.vocabulary import Vocabulary
from tests.fakes.products import product_source

POTUS = product_source(
    1, id="P", title="Potus en maceta N12", brand="", attributes={"luz": "media sombra"},
    description="Planta colgante. Tóxica para perros y gatos si la mastican.",
)  # fmt: skip
MONSTERA = product_source(2, id="M", title="Monstera deliciosa", brand="")
NURSERY = Vocabulary(
    words={"potus": 1, "maceta": 3, "monstera": 1, "deliciosa": 1, "planta": 2}, products=40
)


def served(message: str) -> list[str]:
    names = names_told(message, NURSERY)
    found = [s for s in (POTUS, MONSTERA) if any(n in s["title"].lower() for n in names)]
    return [s["id"] for s in answers(Retrieval(found, {}), message, names)] if names else []


@pytest.mark.parametrize(
    ("message", "ids"),
    [
        ("cuanto esta la monstera", ["M"]),
        ("el potus es toxico para gatos?", ["P"]),
        ("compara la monstera con el potus", ["P", "M"]),
        ("qué luz necesita el potus", ["P"]),
    ],
)
def test_what_a_named_product_says_is_in_scope(message, ids):
    assert served(message) == ids


@pytest.mark.parametrize(
    "message",
    [
        "escribime un poema sobre el potus",
        "escribime algo sobre la monstera",
        "quién descubrió la monstera",
        "cómo le saco los pulgones al potus?",
        "en qué año llegó el potus a la argentina",
        "traduci monstera al ingles",
        "cuánto sale una planta nuclear",
        "qué delicioso día",
    ],
)
def test_what_it_does_not_say_stays_out_of_scope(message):
    assert served(message) == []


LOCKS = [
    product_source(1, id="A", title="Candado Cadena Lobo 90 cm", brand="Lobo"),
    product_source(2, id="B", title="Linga espiral con clave", brand="Toro"),
]


@pytest.mark.parametrize("message", ["y el lobo?", "la linga", "y la de clave?"])
def test_a_name_of_one_shown_is_of_it(message):
    assert names_one_shown(message, LOCKS)


@pytest.mark.parametrize(
    "message",
    ["y el dólar?", "el lobo y la linga", "contame un cuento del lobo feroz y los chanchitos", "y?",
     "escribí un poema del lobo"],
)  # fmt: skip
def test_what_says_more_or_names_none_is_not(message):
    assert not names_one_shown(message, LOCKS)


def test_without_products_shown_nothing_is_named():
    assert not names_one_shown("y el lobo?", [])
