"""What a message names for sure is found among words that ask or tell a story."""

import pytest

from graph.understanding.core import core_of
from graph.understanding.order import superlative
from graph.understanding.parse import UNKNOWN, parse_request
from graph.understanding.telling import telling
from graph.understanding.vocabulary import Vocabulary

VOCABULARY = Vocabulary(
    brands={"philips": 4, "hp": 3, "motorola": 2},
    categories={"licuadoras": 4, "notebooks": 6, "carpas": 3, "guitarras": 2},
    colors={"negro": 9, "verde": 3},
    tags={"material=acero": 3, "jarra de vidrio": 2},
    number_keys={"velocidad_rpm": 9, "peso_kg": 20, "ruido_db": 5},
    words={"licuadora": 4, "philips": 4, "notebook": 6, "hp": 3, "carpa": 3, "g54": 1, "moto": 2,
           "i3": 1, "i5": 2, "negro": 9, "guitarra": 2, "9+": 1},
    products=60,
)  # fmt: skip


def core(message: str) -> str | None:
    found = core_of(parse_request(message, VOCABULARY, UNKNOWN), VOCABULARY)
    return " ".join(term[0] for term in found[0].terms) if found else None


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("nos vamos de vacaciones a ushuaia y llueve siempre, que carpa me llevo", "carpa"),
        ("cual licuadora tritura rapidito los hielos", "licuadora"),
        ("cuanto terminaria pagando el moto g54", "moto g54"),
    ],
)
def test_words_around_the_thing_are_left_out(message, named):
    assert core(message) == named


@pytest.mark.parametrize(
    "message",
    ["clases de guitarra", "funda para notebook", "repuestos de licuadora", "helicopteros",
     "alquiler de carpas"],
)  # fmt: skip
def test_what_is_of_another_thing_is_not_that_thing(message):
    assert core(message) is None


@pytest.mark.parametrize(
    ("message", "key", "direction"),
    [
        ("cual es la mas liviana", "num.peso_kg", "asc"),
        ("el que mas pesa", "num.peso_kg", "desc"),
        ("cual hace menos ruido de todas", "num.ruido_db", "asc"),
        ("la que mas revoluciones tiene", "num.velocidad_rpm", "desc"),
    ],
)
def test_a_superlative_orders_by_what_it_measures(message, key, direction):
    found = superlative(message, VOCABULARY.number_keys)
    assert found
    assert (found[0].key, found[0].direction) == (key, direction)


def test_more_of_no_measure_orders_nothing():
    assert superlative("el que mas me gusta", VOCABULARY.number_keys) is None


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("y la hp?", ("hp",)),
        ("el de 85 cuanto mide", ("85",)),
        ("una verde que si tengas", ("verde",)),
        ("2 de 10", ("10",)),
        ("y con acero", ("acero",)),
        ("cuanto sale?", ()),
    ],
)
def test_few_words_tell_a_product_from_its_like(message, words):
    assert telling(message, VOCABULARY) == words


def test_a_name_that_the_store_has_not_tells_nothing():
    assert telling("y la kenwood?", VOCABULARY) is None


def test_paying_asks_for_no_feature():
    request = parse_request("en 6 cuotas sin interes el moto g54, cuanta plata", VOCABULARY)
    assert request.tags == request.colors == request.numbers == ()


def test_a_network_weighs_nothing():
    vocabulary = Vocabulary(number_keys={"peso_kg": 9}, words={"a15": 2, "4g": 1}, products=9)
    assert parse_request("el a15 4g y el 5g", vocabulary).numbers == ()
    assert parse_request("un sobre de 4g", vocabulary).numbers


@pytest.mark.parametrize("whom", ["para mi nena de 8", "para la abuela", "para un nene"])
def test_for_whom_a_thing_is_names_none(whom):
    assert core(f"guitarra {whom}") == "guitarra"
