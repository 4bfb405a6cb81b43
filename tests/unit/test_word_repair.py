"""Misspelt words are mended; names, codes and words that exist are left as they were written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import ModelError
from graph.routers.repair import FILE, WordRepair, shoppers_words

MEND = WordRepair({"heladera": 90, "envío": 60, "cuotas": 50, "lavarropas": 40, "whirlpool": 9})


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("tenes heladrea?", "tenes heladera?"),  # two letters swapped
        ("helaadera no frost", "heladera no frost"),  # one doubled
        ("cuptas sin interes", "cuotas sin interes"),  # the key beside
        ("el lavarrpas LG", "el lavarropas LG"),  # one dropped
        ("lavaropsa", "lavarropas"),  # two slips in a long word
        ("HELADREA", "heladera"),
        ("hacen enivo?", "hacen envío?"),
    ],
)
def test_a_slip_is_mended(written, meant):
    assert MEND(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "quiero una casa en Helasera",  # a name inside a sentence
        "heladrea55 y x-heladrea",  # codes
        "heladrea@mail.com, heladrea.com",
        "tmb xq q kiero",  # as WhatsApp writes
        "las guitarras y los resortes",  # Spanish, though no shopper wrote it
        "zzzqqxj",
        "",
    ],
)
def test_what_is_no_slip_is_left_alone(text):
    assert MEND(text) == text


@given(st.text(max_size=200))
def test_any_text_gives_text(text):
    assert isinstance(MEND(text), str)


def test_shoppers_words_keep_their_usual_spelling_and_their_count():
    words = shoppers_words(["envío envío envio", "Drean drean", "xyzzy"])
    assert words == {"drean": 2, "envío": 3}


def test_a_folder_without_words_is_no_model(tmp_path):
    with pytest.raises(ModelError, match=FILE):
        WordRepair.load(tmp_path)
