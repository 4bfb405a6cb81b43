"""Titles that cut words short are read as their own descriptions write them out."""

import pytest

from graph.retrieval.relevance import Relevance
from graph.understanding.lexicon import read_terms
from graph.understanding.negation import lacking_features
from graph.understanding.request import SearchRequest
from graph.understanding.vocabulary import Vocabulary
from ingest.index.payload import product_payload
from ingest.index.port import Hit
from ingest.index.shortened import in_full
from tests.fakes.products import product

CREAM = {"title": "Crem. Nutrit. Manos 90 g", "description": "Cremosa loción nutritiva de noche."}


@pytest.mark.parametrize(
    ("title", "description", "whole"),
    [
        ("Camp. Imperm. Hombre", "Campera impermeable con capucha", "campera impermeable hombre"),
        ("Jgo. Sábanas", "Juego de sábanas", "juego sabanas"),
        ("Mochila Esc. 20 L", "Para todos los días", "mochila esc. 20 l"),
        ("Taza de té.", "Taza de té, o tetera", "taza de te."),
        ("Silla plegable", "Plegables de madera", "silla plegable"),
    ],
)
def test_what_is_cut_short_is_written_out_as_the_description_has_it(title, description, whole):
    assert in_full(title, description) == whole


def test_what_a_title_cuts_short_is_among_its_words():
    assert {"crem", "nutrit", "nutritiva"} <= {*product_payload(product(**CREAM))["title_words"]}


def test_a_title_begins_with_the_word_that_it_cuts_short():
    payload = product_payload(
        product(title="Camp. Inv. Dama", description="Campera de invierno abrigada.")
    )
    asked = Relevance(
        SearchRequest(text="campera invierno", terms=read_terms("campera invierno")),
        Vocabulary(words={"campera": 9, "invierno": 9}, products=50),
    )
    assert asked.is_named(Hit(payload, 0.016, 0.88))


def test_a_word_that_begins_as_sin_lacks_nothing():
    assert lacking_features("lana sintetica y sinfonola", []) == ()
    assert lacking_features("helado sin palito", []) == ("sin palito",)


@pytest.mark.parametrize(("said", "unsaid"), [("trasparente", ""), ("elastica", "elastica")])
def test_what_a_description_says_as_it_sounds_is_not_unsaid(said, unsaid):
    payload = product_payload(product(title="Lonja Fuerte", description="Es transparente."))
    text = f"lonja {said}"
    asked = Relevance(
        SearchRequest(text=text, terms=read_terms(text)), Vocabulary(words={"lonja": 2}, products=9)
    )
    assert asked.unsaid([Hit(payload, 0.016, 0.88)]) == unsaid
