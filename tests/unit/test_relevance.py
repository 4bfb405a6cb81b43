"""How near a hit is to what was asked, and in which order hits are shown."""

import pytest

from graph.retrieval.relevance import Relevance
from graph.understanding.lexicon import read_terms
from graph.understanding.request import SearchRequest, Sort
from graph.understanding.vocabulary import Vocabulary
from ingest.index.payload import product_payload
from ingest.index.port import Hit
from tests.fakes.products import product

WORDS = {"arroz": 40, "galletas": 30, "leche": 50, "panel": 4, "calefactor": 4, "cerveza": 20}
VOCABULARY = Vocabulary(words=WORDS, products=500)


def relevance(text, **fields):
    return Relevance(SearchRequest(text=text, terms=read_terms(text), **fields), VOCABULARY)


def hit(title, score=0.016, cosine=0.88, **fields):
    return Hit(product_payload(product(id=title, title=title, **fields)), score, cosine)


def titles(hits):
    return [h.payload["title"] for h in hits]


def test_a_title_that_begins_with_the_thing_comes_first():
    hits = [hit("Galletas de Arroz", score=0.0163), hit("Arroz Largo Fino", score=0.016)]
    assert titles(relevance("arroz").arrange(hits))[0] == "Arroz Largo Fino"


def test_a_title_that_begins_with_a_later_word_of_the_name_is_another_thing():
    hits = [hit("Leche con Dulce de Leche", score=0.0163), hit("Dulce de Leche Colonial")]
    assert titles(relevance("dulce de leche").arrange(hits))[0] == "Dulce de Leche Colonial"


def test_another_name_of_the_thing_covers_it():
    assert relevance("birra").fit(hit("Cerveza Rubia").payload).coverage > 0.9


def test_a_thing_of_another_kind_that_shares_a_word_is_no_answer():
    hits = [hit("Panel Calefactor Eco", cosine=0.845)]
    assert relevance("panel yeso durlock").arrange(hits) == []


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("leche de yegua", "Leche Entera 1 Lt"),  # no title is "de yegua"
        ("silla de ruedas", "Silla de Escritorio"),
        ("cemento", "Cera para Pisos de Cemento"),  # nothing begins with it
    ],
)
def test_what_only_resembles_the_thing_is_not_sold(asked, title):
    assert relevance(asked).arrange([hit(title, cosine=0.862)]) == []


def test_a_title_that_says_nothing_else_first_comes_before():
    hits = [hit("Leche Infantil en Polvo", score=0.0163), hit("Leche en Polvo Entera")]
    assert titles(relevance("leche polvo").arrange(hits))[0] == "Leche en Polvo Entera"


def test_what_a_thing_is_for_need_not_stand_in_its_title():
    hits = [hit("Arroz Largo Fino", cosine=0.85)]
    assert titles(relevance("arroz para cocinar paella").arrange(hits)) == ["Arroz Largo Fino"]
    assert relevance("arroz paella cocinar").arrange(hits) == []


def test_what_begins_with_the_complement_or_with_what_is_lacked_is_another_thing():
    hits = [hit("Leche Zero"), hit("Torta de Leche"), hit("Leche para Torta")]
    assert set(titles(relevance("leche para la torta").arrange(hits))) == {
        "Leche Zero", "Leche para Torta"
    }  # fmt: skip
    salted = [hit("Galletas sin Sal"), hit("Sal en Galletas", cosine=0.9)]
    assert titles(relevance("galletas sin sal").arrange(salted)) == ["Galletas sin Sal"]


def test_what_is_not_the_thing_is_not_shown_beside_it():
    hits = [hit("Desodorante sin Alcohol", cosine=0.91), hit("Cerveza sin Alcohol", cosine=0.86)]
    assert titles(relevance("desodorante alcohol").arrange(hits)) == ["Desodorante sin Alcohol"]


def test_names_that_no_title_holds_are_told():
    assert relevance("arroz xerox").unheard() == ["xerox"]
    assert relevance("arroz barato").unheard() == []


def test_sold_out_comes_after_its_like_but_first_when_only_it_fits():
    available, gone = hit("Arroz Gallo"), hit("Arroz Dos Hermanos", availability="out_of_stock")
    assert titles(relevance("arroz").arrange([gone, available]))[0] == "Arroz Gallo"
    found = relevance("arroz dos hermanos").arrange([available, gone])
    assert titles(found)[0] == "Arroz Dos Hermanos"


def test_variants_are_one_hit():
    pair = [hit("Arroz 1 Kg", item_group_id="A"), hit("Arroz 500 Gr", item_group_id="A")]
    assert len(relevance("arroz").arrange(pair)) == 1


def test_an_order_concerns_what_fits_as_well_as_the_best():
    cheapest = relevance("arroz", sort=Sort(key="current_cents", direction="asc"))
    rice, cakes = hit("Arroz Gallo", price="900 ARS"), hit("Galletas de Arroz", price="100 ARS")
    assert titles(cheapest.only_right([rice, cakes], [rice])) == ["Arroz Gallo"]


def test_an_occasion_need_not_stand_in_the_title_of_what_is_sold():
    hits = [hit("Vaso de Vidrio", cosine=0.86)]
    assert relevance("vaso para el casamiento").arrange(hits)
    assert relevance("cerveza para el casamiento").arrange(hits) == []


@pytest.mark.parametrize(
    "told",
    [
        {"product_type": "Perros > Alimento"},
        {"attributes": {"mascota": "perro"}},
        {"description": "Para perros adultos, sin colorantes."},
    ],
)
def test_whom_a_thing_is_for_may_be_told_beside_the_title(told):
    of_it = hit("Alimento Dog Chow 21 kg", **told)
    asked = relevance("alimento para perros")
    assert asked.is_named(of_it)
    assert titles(asked.arrange([of_it, hit("Alimento Whiskas 10 kg")])) == [
        "Alimento Dog Chow 21 kg"
    ]


@pytest.mark.parametrize(
    "told",
    ["Suela de goma p/ futsal, papi y parquet.", "Ideal papi y futsal.", "Para futsal y papi"],
)
def test_what_a_description_says_it_is_for_is_not_told_as_not_found(told):
    of_it = hit("Botines Bravo Liso", description=told)
    other = hit("Botines Bravo Tapones", description="Para césped, no para papi.")
    asked = relevance("botines para papi")
    assert asked.unheard([of_it]) == []
    assert asked.unheard([other]) == ["papi"]
    assert titles(asked.wholly([other, of_it])) == ["Botines Bravo Liso"]


def test_a_size_said_is_a_field_and_no_complement_of_the_thing():
    hits = [hit("Zapatillas Brisa Mujer", cosine=0.845, size="39")]
    assert relevance("zapatillas de mujer en 39", sizes=("39",)).arrange(hits)
    assert relevance("zapatillas de mujer en 39").arrange(hits) == []


@pytest.mark.parametrize("asked", ["campera para ir a la nieve", "campera para un recital"])
def test_a_purpose_that_no_title_says_does_not_empty_what_the_thing_finds(asked):
    assert relevance(asked).arrange([hit("Campera Inflable", cosine=0.865)])


def test_what_a_description_denies_it_is_not_for():
    denied = hit("Alimento Whiskas 10 kg", description="No apto para perros.")
    assert not relevance("alimento para perros").is_named(denied)


def test_a_description_names_what_is_for_whom_it_is_asked():
    cane = hit("Caña con plumas para gatos", description="Juguete interactivo.")
    fit = relevance("juguetes para gato").fit(
        hit("Caña con plumas", description="Juguete interactivo para gatos.").payload
    )
    assert fit.head
    assert fit.holds_head
    assert not relevance("juguetes").fit(cane.payload).head  # for nobody: as titles begin


def test_what_a_thing_is_made_of_counts_though_its_title_does_not_say_so():
    oak = hit("Mesa Ratona Nórdica", material="Roble macizo")
    pine = hit("Mesa Ratona Clásica", material="Pino", score=0.0163)
    asked = relevance("mesa de roble")
    assert titles(asked.arrange([pine, oak]))[0] == "Mesa Ratona Nórdica"
    assert titles(asked.wholly([pine, oak])) == ["Mesa Ratona Nórdica"]
    assert not relevance("roble").fit(oak.payload).holds_head  # it is a table


def shelf(title, stock, kind="Ferretería > Cerraduras y cerrojos", **fields):
    return hit(title, availability=stock, product_type=kind, **fields)


def test_what_can_be_had_of_its_category_stands_before_what_is_sold_out():
    gone = shelf("Cerradura Acytra 101", "out_of_stock")
    bolt = shelf("Pasador Prive 200", "in_stock", cosine=0.82)
    hinge = shelf("Bisagra 3 pulgadas", "in_stock", "Ferretería > Herrajes", cosine=0.82)
    bare = relevance("cerradura para que no entren a la casa")
    assert titles(bare.arrange([gone, bolt, hinge])) == [
        "Pasador Prive 200", "Cerradura Acytra 101",
    ]  # fmt: skip
    named = relevance("cerradura acytra 101")  # by its name it is told first
    assert titles(named.arrange([gone, bolt])) == ["Cerradura Acytra 101", "Pasador Prive 200"]
    there = shelf("Cerradura Kallay 4003", "in_stock")
    assert "Pasador Prive 200" not in titles(bare.arrange([gone, bolt, there]))


def test_what_is_for_the_other_sex_comes_last():
    shelf = [
        hit("Ojotas Nena Mar", score=0.0163),
        hit("Ojotas Varón Río"),
        hit("Ojotas Dama/Hombre"),
    ]
    found = titles(relevance("ojotas para varon").arrange(shelf))
    assert found[-1] == "Ojotas Nena Mar"
    kept = titles(relevance("ojotas para varon").wholly(shelf))
    assert kept == ["Ojotas Varón Río", "Ojotas Dama/Hombre"]
    assert titles(relevance("ojotas para varon").wholly(shelf[:1])) == ["Ojotas Nena Mar"]
    assert titles(relevance("ojotas").arrange(shelf))[0] == "Ojotas Nena Mar"
