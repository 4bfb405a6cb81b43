"""What a follow-up means: among what was shown, another product, or two things at once."""

import pytest

from graph.retrieval.turn import Turn
from graph.understanding.conversation import (
    among_shown,
    asks_variants,
    names_a_thing,
    names_another,
    referred,
)
from graph.understanding.negation import negated_spans
from graph.understanding.parse import parse_request
from graph.understanding.refinement import refine
from graph.understanding.request import SearchRequest
from graph.understanding.several import asks_policy, beside_policy, two_things
from graph.understanding.vocabulary import Vocabulary
from tests.fakes.products import product_source

WATCH = product_source(
    1, id="R1", title="Smartwatch Samsung Watch6 Plata", price="400000.00 ARS",
    attributes={"gps": True, "batería": "2 días"},
)  # fmt: skip
CHEAP = product_source(2, id="R2", title="Smartwatch Xiaomi Redmi Negro", price="90000.00 ARS")
SHOWN = [WATCH, CHEAP]
VOCABULARY = Vocabulary(
    brands={"samsung": 9, "garmin": 1, "xiaomi": 4, "jbl": 5},
    categories={"relojes": 4, "parlantes": 5},
    words={"smartwatch": 4, "samsung": 9, "garmin": 1, "forerunner": 1, "watch6": 2, "flip": 1,
           "bateria": 3, "parlante": 5},
    products=20,
)  # fmt: skip


def refined(message: str) -> SearchRequest:
    before = SearchRequest(text="smartwatch", terms=(("smartwatch",),))
    request = parse_request(message, VOCABULARY)
    return refine(message, request, before, SHOWN, VOCABULARY)


@pytest.mark.parametrize("message", ["la mas barata cual es?", "el mas barato?"])
def test_the_cheapest_is_chosen_among_what_was_asked_before(message):
    request = refined(message)
    assert request.price_max is None
    assert request.sort
    assert (request.sort.key, request.sort.direction) == ("current_cents", "asc")


def test_what_it_is_for_names_no_other_thing():
    found = refined("alguno más económico? es para entrenar")
    assert found.terms[0] == ("smartwatch",)


def test_there_is_none_is_no_word_to_search_with():
    assert parse_request("integral no hay?", VOCABULARY).text == "integral"


def test_the_dearest_is_too():
    request = refined("el mas caro cual es")
    assert request.price_min is None
    assert request.sort
    assert request.sort.direction == "desc"


def test_a_cheaper_one_is_another():
    assert refined("algo mas barato?").price_max == 9000000 - 1


def test_the_one_before_is_pointed_at_with_what_is_to_be_otherwise():
    assert refined("ese pero en negro").terms[0] == ("smartwatch",)
    assert refined("no, esos no, los de acero").terms[0] == ("smartwatch",)


def test_a_brand_that_is_too_dear_gives_way_to_the_price_told():
    before = SearchRequest(text="smartwatch garmin", terms=(("smartwatch",), ("garmin",)),
                           brands=("garmin",))  # fmt: skip
    message = "uf muy caro, hasta 200 mil"
    found = refine(message, parse_request(message, VOCABULARY), before, SHOWN, VOCABULARY)
    assert (found.brands, found.price_max) == ((), 20000000)
    assert found.terms == (("smartwatch",),)
    message = "que no sean muy caros, hasta 200 mil"
    found = refine(message, parse_request(message, VOCABULARY), before, SHOWN, VOCABULARY)
    assert (found.brands, found.price_max) == (("garmin",), 20000000)


def test_a_price_that_is_told_is_the_bound():
    assert refined("mas barato que 200 mil").price_max in (20000000, 20000000 - 1)


@pytest.mark.parametrize(
    ("message", "another"),
    [
        ("y el garmin cuantos dias dura la bateria", True),
        ("y para el flip 6?", True),
        ("y la bateria cuanto dura?", False),
        ("el samsung tiene gps?", False),
        ("tiene gps?", False),
    ],
)
def test_another_product_is_named_or_not(message, another):
    assert names_another(message, [WATCH], VOCABULARY) is another


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("cuánto más caro es el s24 que el a25?", ("el s24", "el a25")),
        ("k2 o k3?", ("k2", "k3")),
        ("redmi 13c vs moto g24", ("redmi 13c", "moto g24")),
        ("la licuadora más la plancha", ("la licuadora", "la plancha")),
        ("busco una plancha y un secarropas", ("busco una plancha", "un secarropas")),
        ("heladera con freezer", None),
        (
            "un tele de 50 o 55 que no sea samsung ni lg",
            ("un tele de 50 que no sea samsung ni lg", "55 que no sea samsung ni lg"),
        ),
        ("un tele que no sea samsung o lg", None),
        ("un tele de 50 y que no sea samsung", None),
        (
            "un tele que no sea samsung y una heladera",
            ("un tele que no sea samsung", "una heladera"),
        ),
        ("cuánto sale?", None),
    ],
)
def test_two_things_are_parted(message, parts):
    assert two_things(message) == parts


def test_both_parts_have_to_name_something():
    assert names_a_thing("el garmin", VOCABULARY)
    assert names_a_thing("parlantes", VOCABULARY)
    assert not names_a_thing("cuanto dura", VOCABULARY)


def test_two_of_those_shown_are_picked_out():
    picked = among_shown(["el samsung", "el xiaomi"], SHOWN)
    assert [source["id"] for source in picked] == ["R1", "R2"]
    assert among_shown(["el samsung", "otra cosa"], SHOWN) == []
    assert among_shown(["el samsung", "el xiaomi"], []) == []


def test_a_policy_beside_a_product_is_parted_from_it():
    message = "hola, tenés termos y hacen envíos a neuquén?"
    assert asks_policy(message)
    assert beside_policy(message) == ("hacen envios a neuquen", "hola tenes termos")
    assert not asks_policy("tenés termos?")


def test_colours_and_sizes_are_asked_for():
    assert asks_variants("en qué colores viene?")
    assert asks_variants("qué talles hay?")
    assert not asks_variants("en negro hay?")


def test_a_colour_tells_one_variant_from_another():
    shown = [
        product_source(n, id=f"M{n}", title="Mate Pampa", price="9000 ARS", color=color)
        for n, color in enumerate(("Rojo", "Azul", "Negro"), 1)
    ]
    for message in ("y 4 de los azules?", "los azules cuánto salen?"):
        assert [s["id"] for s in referred(message, shown, "M3")] == ["M2"]


def test_what_somebody_cannot_eat_holds_for_the_next_thing_too():
    before = SearchRequest(text="galletitas", terms=(("galletitas",),), tags=("sin tacc", "gps"))
    found = refine(
        "y parlantes?", parse_request("y parlantes?", VOCABULARY), before, [], VOCABULARY
    )
    assert found.text == "parlantes"
    assert found.tags == ("sin tacc",)


def test_what_is_not_to_be_so_is_refused_with_a_verb_too():
    assert negated_spans("y sin ser inverter, el mas economico", []) == [(2, 18)]


def test_another_kind_or_an_unknown_name_is_asked_of_nothing_shown():
    def turn(text):
        return Turn("product_question", text, None, [WATCH], "R1", 5, VOCABULARY)

    assert turn("y parlantes jbl, qué colores quedan?").is_of_another
    assert turn("tienen rosamonte?").is_of_another
    assert not turn("y smartwatch samsung en qué colores hay?").is_of_another
    assert not turn("tienen garmin?").is_of_another
