"""A message that does no more than name a product shown is of it, whatever it was taken for."""

import pytest

from graph.retrieval.doubted import names_one_shown
from tests.fakes.products import product_source

SHOWN = [
    product_source(1, id="A", title="Candado Cadena Lobo 90 cm", brand="Lobo"),
    product_source(2, id="B", title="Linga espiral con clave", brand="Toro"),
]


@pytest.mark.parametrize("message", ["y el lobo?", "la linga", "y la de clave?"])
def test_a_name_of_one_shown_is_of_it(message):
    assert names_one_shown(message, SHOWN)


@pytest.mark.parametrize(
    "message",
    ["y el dólar?", "el lobo y la linga", "contame un cuento del lobo feroz y los chanchitos", "y?",
     "escribí un poema del lobo"],
)  # fmt: skip
def test_what_says_more_or_names_none_is_not(message):
    assert not names_one_shown(message, SHOWN)


def test_without_products_shown_nothing_is_named():
    assert not names_one_shown("y el lobo?", [])
