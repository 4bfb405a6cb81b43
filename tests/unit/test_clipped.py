"""Names that shoppers cut short."""

import pytest

from graph.understanding.clipped import in_whole_words
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
