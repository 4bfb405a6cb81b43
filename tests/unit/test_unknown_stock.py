"""Stock that the feed does not tell: found and sold as any other, and nothing is said of it."""

import pytest

from graph.answer import card, citation
from graph.checking.checker import ClaimChecker
from graph.composer.composer import Composer
from graph.facts.compute import compute_facts
from graph.ports import DraftRequest
from graph.source_lines import source_line
from ingest.product import Product
from tests.fakes.products import product_source

ROSE = product_source(
    id="R", title="Rosal Trepador Iceberg", price="9000 ARS", brand="", availability="unknown",
    attributes={"altura": "80 cm"},
)  # fmt: skip
FERN = product_source(2, id="F", title="Helecho Serrucho", price="7000 ARS", brand="", quantity=4)
STOCK_WORDS = ("stock", "disponib", "agotad", "quedan")


def answer(question, route="product_question", sources=(ROSE,)):
    sentences = Composer("Vivero").sentences(DraftRequest(question, route, sources, (), ()))
    return " ".join(sentence.strip() for sentence in sentences)


@pytest.mark.parametrize(
    ("told", "availability"),
    [
        ({}, "unknown"),
        ({"quantity": 3}, "in_stock"),
        ({"quantity": 0}, "out_of_stock"),
        ({"availability": "in_stock"}, "in_stock"),
        ({"availability": "in_stock", "quantity": 0}, "out_of_stock"),
        ({"availability": "preorder", "quantity": 0}, "preorder"),
    ],
)
def test_stock_is_what_the_row_tells_and_else_unknown(told, availability):
    product = Product.model_validate({"id": "R", "title": "Rosal", "price": "9 ARS", **told})
    assert product.availability == availability


@pytest.mark.parametrize(
    "question", ["cuánto sale el rosal?", "contame del rosal", "qué altura tiene?", "el rosal"]
)
@pytest.mark.parametrize("route", ["product_question", "product_search"])
def test_nothing_is_told_of_it_where_it_is_not_asked(question, route):
    told = answer(question, route)
    assert "Rosal Trepador Iceberg" in told
    assert not any(word in told.lower() for word in STOCK_WORDS)
    assert ", [" not in told


@pytest.mark.parametrize(
    "question", ["tenés stock del rosal?", "hay stock?", "cuántos quedan?", "cuánto sale y hay?"]
)
def test_who_asks_hears_that_it_is_not_known_and_what_is(question):
    told = answer(question)
    assert "o tengo el dato de stock [1]" in told
    assert "$ 9.000 [1]" in told


def test_beside_others_each_is_told_as_it_is_known():
    told = answer("comparame los dos", sources=[ROSE, FERN])
    assert "- Rosal Trepador Iceberg: $ 9.000 [1]." in told
    assert "- Helecho Serrucho: $ 7.000, en stock [2]." in told


def test_card_and_citation_tell_no_stock():
    assert card(ROSE)["availability"] == "unknown"
    assert citation(ROSE, [])["quote"] == "Rosal Trepador Iceberg: $ 9.000"


def test_a_model_is_told_what_is_not_known_and_may_recommend_it():
    assert "stock" not in source_line(ROSE, "rosales", 1)
    asked = DraftRequest("hay stock del rosal?", "product_question", [ROSE], (), ())
    assert compute_facts(asked)[0].text == "Rosal Trepador Iceberg: $ 9.000; stock: sin dato"
    advice = DraftRequest("cuál me recomendás?", "product_search", [ROSE], (), ())
    assert compute_facts(advice)[0].kind == "advice"


@pytest.mark.parametrize(
    ("text", "supported"),
    [
        ("Hay stock del Rosal Trepador Iceberg [1].", False),
        ("El rosal está disponible a $ 9.000 [1].", False),
        ("El Rosal Trepador Iceberg está sin stock [1].", False),
        ("El rosal se consigue a pedido [1].", False),
        ("Quedan 3 unidades del rosal [1].", False),
        ("El rosal tiene stock [1] y el helecho también tiene stock [2].", False),
        ("Rosal Trepador Iceberg: $ 9.000 [1]. No tengo el dato de stock [1].", True),
        ("El rosal sale $ 9.000 [1], pero no tenemos el dato de stock [1].", True),
        ("No te puedo confirmar si hay stock del rosal [1]. Sale $ 9.000 [1].", True),
        ("Tengo dos opciones: el rosal a $ 9.000 [1] y el helecho a $ 7.000 [2].", True),
        ("Del helecho hay stock [2]; del rosal no tengo ese dato [1].", True),
    ],
)
def test_the_checker_holds_no_word_on_it_for_true(text, supported):
    claims = ClaimChecker().judge("hay stock?", text, [ROSE, FERN])
    failed = [claim for claim in claims if claim["verdict"] in ("contradicted", "not_found")]
    assert (not failed) is supported, claims
