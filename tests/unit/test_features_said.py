"""Which attributes a message names, as this catalog names them: so or not, and values of few."""

import time

import pytest

from graph.retrieval.constraints import relaxations
from graph.understanding.parse import Like, parse_request
from graph.understanding.refinement import refine
from graph.understanding.request import SearchRequest
from graph.understanding.vocabulary import Vocabulary
from ingest.index.payload import product_payload
from tests.fakes.products import product

NURSERY = Vocabulary(
    categories={"plantas": 20, "macetas": 4},
    tags={
        "apta para mascotas": 12, "apta para mascotas=no": 10, "apta para mascotas=consultar": 1,
        "luz=sol pleno": 9, "luz=media sombra": 9, "luz=sombra": 4,
        "luz=sol pleno o media sombra": 2,
        "riego=poco": 8, "riego=mucho": 6, "riego=moderado": 8,
        "resistente al agua=no": 5, "resistente al agua=ipx4": 2, "flota=no": 2,
        "uso=interior": 3, "terminacion=colgante": 4,
    },
    words={"potus": 1, "maceta": 9, "kit": 2, "riego": 2, "colgante": 3},
    products=42,
)  # fmt: skip
PLANTS = Like(borne=frozenset(["apta para mascotas", "luz", "riego", "terminacion"]))


def tags(message: str, like: Like = PLANTS) -> tuple[str, ...]:
    return parse_request(message, NURSERY, like).tags


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("plantas aptas para mascotas", "apta para mascotas"),
        ("algo apto mascotas", "apta para mascotas"),
        ("plantas de sol pleno", "luz=sol pleno"),
        ("algo para media sombra", "luz=media sombra"),
        ("plantas de sombra", "luz=sombra"),
        ("que necesite poco riego", "riego=poco"),
        ("plantas con riego moderado", "riego=moderado"),
        ("alguna que sea de riego mucho", "riego=mucho"),
    ],
)
def test_an_attribute_is_asked_for_in_its_own_words(message, told):
    assert tags(message) == (told,)


@pytest.mark.parametrize(
    "message", ["poco", "hay mucho stock?", "una maceta colgante", "kit de riego", "uso diario"]
)
def test_words_of_everybodys_and_of_titles_ask_for_no_attribute(message):
    assert tags(message) == ()


@pytest.mark.parametrize("message", ["plantas de sol pleno", "algo para media sombra"])
def test_a_value_alone_is_asked_for_only_where_such_products_have_its_attribute(message):
    assert tags(message, Like()) == ()
    assert (
        parse_request(message, NURSERY, Like()).text != parse_request(message, NURSERY, PLANTS).text
    )


def test_what_is_asked_for_by_its_attribute_is_no_word_to_search_with():
    request = parse_request("plantas que necesiten poco riego", NURSERY, PLANTS)
    assert (request.text, request.categories) == ("plantas", ("plantas",))


@pytest.mark.parametrize(
    ("message", "refused"),
    [
        ("plantas que no necesiten mucho riego", "riego=mucho"),
        ("una que no sea apta para mascotas", "apta para mascotas"),
        ("plantas no aptas para mascotas", "apta para mascotas"),
    ],
)
def test_an_attribute_that_is_refused_is_not_asked_for(message, refused):
    request = parse_request(message, NURSERY, PLANTS)
    assert request.tags == ()
    assert refused in request.not_tags


def test_a_column_is_so_or_not_when_few_of_its_cells_say_anything_else():
    assert NURSERY.features.booleans == ["apta para mascotas", "flota"]


def test_what_a_product_denies_is_not_matched_though_its_title_says_it():
    payload = product_payload(
        product(title="Heladera No Frost", attributes={"no frost": False, "inverter": True})
    )
    assert payload["tags"] == ["inverter", "no frost=no"]
    assert "inverter" in payload["feature_keys"]
    assert {"no frost", "no frost=no"}.isdisjoint(payload["feature_keys"])


def test_a_value_that_lists_several_is_each_of_them():
    keys = product_payload(product(attributes={"luz": "Sol pleno o media sombra"}))["feature_keys"]
    assert {"luz=sol pleno", "luz=media sombra", "luz=sol pleno o media sombra"} <= {*keys}
    assert "luz=sombra" not in keys


def test_a_follow_up_adds_to_the_attributes_asked_before_or_says_one_anew():
    before = parse_request("plantas de sol pleno", NURSERY, PLANTS)

    def after(message: str) -> tuple[str, ...]:
        request = parse_request(message, NURSERY, PLANTS)
        return refine(message, request, before, [], NURSERY).tags

    assert after("y que sean aptas para mascotas?") == ("luz=sol pleno", "apta para mascotas")
    assert after("y de media sombra?") == ("luz=media sombra",)


def test_a_feature_that_gives_way_is_named():
    notes = [
        n for _, n in relaxations(SearchRequest(text="planta", tags=("luz=sombra",)), "planta")
    ]
    assert notes == ["No encontré con «luz: sombra»; lo más parecido es esto."]


def test_a_name_that_thousands_of_values_share_costs_a_message_nothing():
    many = Vocabulary(tags={f"modelo={letters(n)} plus": 1 for n in range(5_000)}, products=5_000)
    many.prepare()
    before = time.process_time()
    assert many.features.said("modelo " * 200) == []
    assert time.process_time() - before < 0.1


def letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))
