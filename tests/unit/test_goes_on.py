"""What a follow-up turns to: another thing, the other one, one that has what the first has not."""

import pytest

from graph.retrieval.doubted import names_goods
from graph.retrieval.follow_ups import kind_request
from graph.understanding.conversation import asks_the_other, means_both, quality_wanted
from graph.understanding.lexicon import read_terms
from graph.understanding.refinement import refine
from graph.understanding.request import SearchRequest
from graph.understanding.vocabulary import Vocabulary
from ingest.index.payload import product_payload
from tests.fakes.products import product

WORDS = Vocabulary(words={"pollera": 3, "jean": 4, "short": 2}, colors={"negro": 3}, products=60)


@pytest.mark.parametrize(
    ("said", "quality"),
    [
        ("y alguna que si sea impermeable?", "impermeable"),
        ("alguno que sí tenga capucha", "capucha"),
        ("uno que sí tenga stock?", ""),
        ("es impermeable?", ""),
    ],
)
def test_one_like_those_may_be_wanted_with_what_they_have_not(said, quality):
    assert quality_wanted(said) == quality


@pytest.mark.parametrize("said", ["cuanto es todo junto", "cuánto me sale todo?"])
def test_all_that_was_spoken_of_may_be_summed(said):
    assert means_both(said)
    assert not means_both("mandan a todo el país?")


def test_the_other_is_asked_for():
    assert asks_the_other("la otra tiene en 42?")
    assert not asks_the_other("otra marca?")


def test_a_thing_of_its_own_leaves_the_one_before():
    before = SearchRequest(text="calza larga", terms=read_terms("calza larga"))
    now = SearchRequest(text="y short negro", terms=read_terms("short"))
    kept = refine("y short negro", now, before, [], WORDS)
    assert "calza" in kept.text
    anew = refine("y short negro", now, before, [], WORDS, is_of_another=True)
    assert "calza" not in anew.text


def test_a_kind_keeps_the_colour_and_size_said_before():
    like = product_payload(product(id="1", title="Zapatillas Brisa", product_type="Zapatillas"))
    before = SearchRequest(text="", colors=("blanco",), sizes=("41",))
    assert kind_request(like, before).sizes == ("41",)
    now = kind_request(like, before, SearchRequest(text="", colors=("negro",)))
    assert (now.colors, now.sizes) == (("negro",), ("41",))


@pytest.mark.parametrize(
    ("said", "is_so"),
    [
        ("la pollera de jean negra", True),
        ("pollera", False),
        ("receta de pollera de jean", False),
        ("capital de francia", False),
    ],
)
def test_a_message_that_only_names_goods_is_of_the_catalog(said, is_so):
    assert names_goods(said, WORDS) is is_so
