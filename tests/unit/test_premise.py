"""What the verifier is given to read of the sources, word for word."""

import pytest

from graph.checking.premise import BUDGET, nearest, premise, statements
from graph.checking.sources import read_sources

CHAIR = {
    "kind": "product", "id": "S1", "title": "Silla Plegable Cumbre", "brand": "Andina",
    "color": "rojo", "size": "M", "material": "lona", "description": "Se pliega. Pesa poco.",
    "price": {"amount": "45000.00", "currency": "ARS"}, "attributes": {"Patas": "aluminio"},
}  # fmt: skip
BARE = {"kind": "product", "id": "S2", "title": "Banco Alto", "price": "9000 ARS"}
RETURNS = {
    "kind": "policy", "id": "p1", "title": "Cambios",
    "text": "Los cambios son en 30 días; los lentes no se cambian.\nHace falta el ticket. Gracias.",
}  # fmt: skip


@pytest.mark.parametrize(
    ("row", "told"),
    [
        pytest.param(
            CHAIR,
            ["marca: Andina", "color: rojo", "talle: M", "material: lona", "Patas: aluminio",
             "Se pliega.", "Pesa poco."],
            id="of a product its fields, attributes and sentences",
        ),
        pytest.param(BARE, [], id="of a bare one nothing"),
        pytest.param(
            RETURNS,
            ["Los cambios son en 30 días;", "los lentes no se cambian.", "Hace falta el ticket.",
             "Gracias."],
            id="of a policy its sentences, cut at semicolons and lines",
        ),
    ],
)  # fmt: skip
def test_a_source_states_all_but_its_prices(row, told):
    (source,) = read_sources([row])
    assert statements(source["kind"], source["payload"]) == told


TOLD = ["uno rojo.", "dos azul", "tres verde.", "rojo azul"]


@pytest.mark.parametrize(
    ("words", "budget", "told"),
    [
        ({"roj", "azul"}, 100, "T. uno rojo. dos azul. tres verde. rojo azul."),
        ({"roj", "azul"}, 10, "T. rojo azul."),
        ({"roj", "azul"}, 17, "T. rojo azul."),
        ({"roj", "azul"}, 18, "T. dos azul. rojo azul."),
        ({"roj", "azul"}, 19, "T. uno rojo. rojo azul."),
        ({"verde"}, 12, "T. tres verde."),
        ({"verde"}, 1, "T. tres verde."),
        (set(), 1, "T. uno rojo."),
    ],
)
def test_what_shares_most_words_is_kept_in_its_order_within_the_budget(words, budget, told):
    assert nearest("T", TOLD, words, budget) == told


def test_the_sources_share_the_budget_evenly():
    long = " ".join(f"Frase {n} de la silla alta." for n in range(40))
    rows = [{**BARE, "id": f"L{n}", "description": long} for n in range(2)]
    alone = premise(read_sources(rows[:1]), "Silla alta")
    first, second = premise(read_sources(rows), "Silla alta").split(" | ")
    assert BUDGET / 2 < len(alone) <= BUDGET + len(alone.split("."))
    assert (
        first
        == second
        == nearest(
            "Banco Alto", [f"Frase {n} de la silla alta." for n in range(40)], {"sill", "alta"}, 200
        )
    )
    assert premise([], "Silla alta") == ""


def test_a_claim_in_other_words_finds_its_statement():
    filler = "Es de roble macizo y dura. " * 20
    rows = [{**BARE, "description": f"Trae funda. {filler}Aguanta la lluvia."}]
    told = premise(read_sources(rows), "¿Se puede MOJAR?")
    assert told.endswith("Aguanta la lluvia.")
