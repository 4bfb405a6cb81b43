"""Names that shoppers cut short."""

import pytest

from graph.understanding.clipped import in_whole_words
from graph.understanding.plain import in_plain_words
from graph.understanding.vocabulary import Vocabulary

VOCABULARY = Vocabulary(
    words={"stratocaster": 3, "amplificador": 5, "amplificadores": 1, "ukelele": 2, "guitarra": 9,
           "metalica": 2, "metronomo": 2},
    products=20,
)  # fmt: skip


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ("tenés strato?", "tenés stratocaster?"),
        ("busco un Ampli", "busco un amplificador"),
        ("los ukes", "los ukelele"),
        ("una guitarra barata", "una guitarra barata"),
        ("algo de metal", "algo de metal"),
        ("un met", "un met"),
        ("gracias ampli", "gracias ampli"),
    ],
)
def test_a_name_cut_short_is_written_out_where_titles_begin_so(message, meant):
    assert in_whole_words(message, VOCABULARY) == meant


STREET = Vocabulary(
    words={"portarretratos": 2, "porta": 3, "retazo": 9, "limpiaparabrisas": 1, "limpia": 4},
    products=60,
)


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ("un portarretra de madera", "un portarretrato de madera"),
        ("limpiaparas", "limpiaparabrisa"),
    ],
)
def test_the_beginning_of_a_title_word_is_never_parted_into_others(message, meant):
    assert in_whole_words(in_plain_words(message, STREET), STREET) == meant
