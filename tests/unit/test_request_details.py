"""Small turns of the request parser, each by itself."""

import pytest

from graph.understanding.parse import parse_request
from graph.understanding.vocabulary import Vocabulary
from tests.unit.test_request_parser import request


def test_without_a_thing_excludes_what_says_to_have_it():
    found = request("yerba sin palo")
    assert "con palo" in found.not_tags
    assert "sin palo" in found.tags


def test_a_refused_colour_is_no_wanted_one():
    found = request("heladera que no sea blanca")
    assert found.not_colors == ("blanco",)
    assert found.colors == ()


@pytest.mark.parametrize(
    ("message", "limit"),
    [("mostrame dos heladeras", 2), ("dame cinco opciones", 5), ("mostrame 4", 4),
     ("heladera samsung", None)],
)  # fmt: skip
def test_how_many_are_wanted_may_be_a_word(message, limit):
    assert request(message).limit == limit


@pytest.mark.parametrize(
    ("message", "sizes"),
    [("sabanas queen", ("queen",)), ("sabanas lindas", ()), ("remera talle m", ("m",))],
)
def test_a_size_that_is_a_word_is_one_of_the_catalog(message, sizes):
    assert request(message).sizes == sizes


def test_a_number_alone_is_a_code_only_when_it_is_long():
    assert "7790387000122" in request("7790387000122").codes
    assert "2024" not in request("heladera 2024").codes


def test_a_code_may_be_spelled_in_several_words():
    assert "gsb13re" in request("taladro GSB 13 RE").codes


@pytest.mark.parametrize(
    ("message", "asked", "text"),
    [
        ("qué celulares tenés en oferta?", True, "celulares"),
        ("ofertas de notebooks", True, "notebooks"),
        ("celulares que no estén en oferta", False, "celulares"),
        ("celulares", False, "celulares"),
    ],
)
def test_what_is_on_sale_may_be_asked_for(message, asked, text):
    found = request(message)
    assert (found.on_offer, found.text) == (asked, text)


def test_whether_a_product_is_on_sale_bounds_nothing():
    assert not request("el taladro está en oferta?").on_offer


def test_an_occasion_keeps_the_article_that_tells_it():
    assert request("busco una remera para un casamiento").text == "remera para un casamiento"


def test_a_colour_is_of_its_shades_too_and_is_told_by_itself():
    found = parse_request(
        "remera verde", Vocabulary(colors={"verde": 3, "verde oliva": 2, "azul": 1})
    )
    assert found.colors == ("verde", "verde oliva")
    assert found.said_colors == ("verde",)
    only = parse_request("remera verde oliva", Vocabulary(colors={"verde oliva": 2}))
    assert only.said_colors == ("verde oliva",)
