"""Measures that a message says, held against the ranges that titles tell."""

import pytest

from graph.retrieval.constraints import is_of_measures, relaxations
from graph.retrieval.ranges import Measures
from graph.retrieval.relevance import Relevance
from graph.understanding.lexicon import read_terms
from graph.understanding.parse import parse_request
from graph.understanding.request import NumberBound, SearchRequest
from graph.understanding.vocabulary import Vocabulary
from ingest.index.payload import product_payload
from ingest.index.port import Hit
from tests.fakes.products import product

VOCABULARY = Vocabulary(words={"collar": 6, "gorro": 3, "faja": 2, "perro": 9, "cm": 4},
                        products=80)  # fmt: skip


def payload(title, **fields):
    return product_payload(product(id=title, title=title, **fields))


def arranged(text, *titles):
    request = parse_request(text, VOCABULARY)
    hits = [Hit(payload(title), 0.0163 - n / 1e4, 0.87) for n, title in enumerate(titles)]
    return [hit.payload["title"] for hit in Relevance(request, VOCABULARY).arrange(hits)]


@pytest.mark.parametrize(
    ("said", "title", "told"),
    [
        ("perro de 20 kilos", "Collar para perros de 10 a 25 kg", 1),
        ("perro de 30 kilos", "Collar para perros de 10 a 25 kg", -1),
        ("perro de 30 kilos", "Collar de cuero 40 cm", 0),
        ("cabeza de 56 cm", "Gorro talle M (54-58cm)", 1),
        ("cabeza de 56 cm", "Gorro talle U 54-61 gris", 1),
        ("cabeza de 62 cm", "Gorro talle U 54-61 gris", 0),  # of what, it does not say
        ("de 1,5 m", "Cortina 140-160 cm", 1),
        ("7 agujeros", "Flauta de 6/7/8 agujeros", 1),
        ("9 agujeros", "Flauta de 6/7/8 agujeros", -1),
        ("2 litros", "Aceite 1/2 litro", 0),
        ("64 gb", "Celular 8-128 GB", 0),
        ("354 ml", "Gaseosa Pack 6 - 500 ml", 0),
        ("menos de 5 kg", "Pañales 6 a 10 kg", 0),
        ("para 8 personas", "Mesa 140 x 190 cm", 0),
    ],
)
def test_a_range_holds_a_measure_or_leaves_it_out(said, title, told):
    assert Measures(said).told_by(payload(title)) == told


def test_attributes_in_words_tell_ranges_and_requests_tell_measures_read_before():
    toy = payload("Rompecabezas", attributes={"edad": "3 a 5 años"})
    assert [Measures(f"nene de {n} anos").told_by(toy) for n in (4, 7)] == [1, -1]
    bound = NumberBound(key="contenido_kg", gte=19.5, lte=20.5)
    assert Measures("collar", [bound]).told_by(payload("Collar para 10 a 25 kg")) == 1


def test_what_holds_the_figure_comes_first_and_what_leaves_it_out_last():
    small, large = "Collar para perros 2 a 8 kg", "Collar para perros de 10 a 25 kg"
    assert arranged("collar para un perro de 20 kilos", small, "Collar de cuero", large) == [
        large, "Collar de cuero", small,
    ]  # fmt: skip
    request = parse_request("collar para un perro de 20 kilos", VOCABULARY)
    hits = [Hit(payload(title), 0.016, 0.87) for title in (large, "Collar de cuero", small)]
    assert Relevance(request, VOCABULARY).wholly(hits) == hits[:1]
    assert arranged("gorro para cabeza de 56 cm", "Gorro S 48-53 cm", "Gorro M 54-58 cm")[0] == (
        "Gorro M 54-58 cm"
    )


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("mi cabeza mide 56 cm q gorro me va?", "gorro para mi cabeza de 56 cm"),
        ("mi perra pesa 20 kilos, qué collar le recomendás", "collar para mi perra de 20 kilos"),
        ("q collar le va a un perro de 20 kilos", "collar para un perro de 20 kilos"),
        ("gorro para un nene de 7", "gorro para un nene de 7 anos"),
        ("gorro de 56 cm, me va?", "gorro de 56 cm va"),
    ],
)
def test_a_measure_told_before_the_thing_is_of_it(message, text):
    assert parse_request(message, VOCABULARY).text == text


def test_a_note_of_measures_alone_is_known():
    bound = NumberBound(key="peso_kg", gte=19, lte=21)
    request = SearchRequest(text="collar", terms=read_terms("collar"), numbers=(bound,))
    notes = [note for _, note in relaxations(request, "collar de 20 kg") if note]
    assert notes
    assert all(map(is_of_measures, notes))
    assert not is_of_measures("No encontré de Acme; lo más parecido es esto.")
