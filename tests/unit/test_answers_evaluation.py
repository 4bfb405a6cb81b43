"""The scorer of whole conversations: each measure can fail, and a right answer passes."""

import re

import pytest

from graph.training.answers.conversation import Conversation, Told, Turn
from graph.training.answers.evaluate import converse, report, write_failures
from graph.training.answers.figures import money_in, unsupported
from graph.training.answers.judge import Said, form_wrong, judge, stated
from tests.fakes.products import policy_source, product_source

FRIDGE = product_source(
    1, id="HEL-1", title="Heladera Samsung RT38 382 L", price="1500000.00 ARS",
    sale_price="1200000.00 ARS", quantity=2, attributes={"alto": {"value": 178.5, "unit": "cm"}},
)  # fmt: skip
SOLD_OUT = product_source(
    2, id="HEL-2", title="Heladera Drean 364 L", price="900000.00 ARS",
    availability="out_of_stock", quantity=0,
)  # fmt: skip
SHIPPING = policy_source(3, text="El envío a Rosario sale $ 8.500 y tarda de 3 a 5 días.")
SOURCES = [FRIDGE, SOLD_OUT, SHIPPING]
RIGHT = "Heladera Samsung RT38 382 L sale $ 1.200.000 [1]. Hay stock: quedan 2 unidades [1]."


def turn(**changes) -> Turn:
    fields = {
        "message": "cuánto sale la rt38?", "routes": ("product_question",), "does": "answers",
        "cites": (("HEL-1",),), "allowed": ("HEL-1",), "never": (),
        "tells": (Told(cents=(120000000,), of=("HEL-1",)),), "untrue": (),
    }  # fmt: skip
    return Turn(**fields | changes)


def said(text: str, **changes) -> Said:
    fields = {"route": "product_question", "verdict": "verified", "sources": SOURCES,
              "first_ms": 10.0, "whole_ms": 20.0}  # fmt: skip
    return Said(text, **fields | changes)


def failed(asked: Turn, answer: Said, before: Said | None = None) -> set[str]:
    met = judge(asked, answer, before, [asked.message]).met
    return {measure for measure, ok in met.items() if not ok}


def test_a_right_answer_fails_nothing():
    assert failed(turn(), said(RIGHT)) == set()


@pytest.mark.parametrize(
    ("asked", "text", "wrong"),
    [
        (turn(), "La Drean sale $ 900.000 [2].", {"cited", "facts"}),
        (turn(allowed=None, never=("HEL-2",)), f"{RIGHT} O la Drean [2].", {"cited"}),
        (turn(), "Sale $ 1.500.000 [1].", {"facts"}),
        (turn(), "Sale $ 1.200.000 [1], mide 190 cm [1].", {"supported"}),
        (turn(untrue=(re.compile("quedan 2"),)), RIGHT, {"facts"}),
        (turn(cites=(("envios",),), allowed=None, tells=()), RIGHT, {"cited"}),
        (turn(does="abstains", tells=()), RIGHT, {"abstains"}),
        (turn(does="lacks", cites=(), tells=(), allowed=None), RIGHT, {"lacks"}),
        (turn(does="refuses", cites=(), tells=(), allowed=None), RIGHT, {"refuses"}),
        (turn(does="greets", cites=(), tells=(), allowed=None), "Vale $ 8.500 [3].", {"greets"}),
        (turn(does="hands_off", cites=(), tells=(), allowed=None), "Ni idea.", {"hands_off"}),
        (turn(routes=("store_policy",)), RIGHT, {"route"}),
        (turn(), f"{RIGHT} ¿Querés verla? ¿O mirás otra?", {"form"}),
    ],
)
def test_each_measure_can_fail_alone(asked, text, wrong):
    assert failed(asked, said(text)) == wrong


@pytest.mark.parametrize(
    ("does", "text"),
    [
        ("abstains", "Ese dato no figura en la ficha [1]."),
        ("lacks", "No encontré drones en el catálogo."),
        ("refuses", "Con eso no te puedo ayudar."),
        ("greets", "¡Hola! ¿Qué estás buscando?"),
        ("hands_off", "Te paso con una persona del equipo."),
    ],
)
def test_whoever_does_what_the_turn_asks_passes(does, text):
    assert failed(turn(does=does, cites=(), tells=(), allowed=None), said(text)) == set()


def test_what_is_only_supposed_is_no_abstention():
    hedge = "Si buscás otro dato y no está acá, no lo tengo."
    assert stated(hedge) == ""
    assert "no esta" in stated("Si no está en stock, te avisamos [3].")
    assert "abstains" in failed(turn(does="abstains", cites=(), tells=()), said(hedge))


def test_an_abstention_where_an_answer_was_due_is_counted():
    assert "answers" in failed(turn(), said("No tengo ese dato.", verdict="abstained"))


def test_the_second_shown_is_that_of_the_answer_before():
    before = said("- Samsung: $ 1.200.000 [1].\n- Drean: $ 900.000, sin stock [2].")
    asked = turn(cites=(("@2",),), allowed=None, tells=(Told(shown=2),))
    assert failed(asked, said("Sale $ 900.000 [2]."), before) == set()
    assert failed(asked, said(RIGHT), before) == {"cited", "facts"}
    assert failed(asked, said(RIGHT), None) == {"cited", "facts"}


def test_amounts_are_read_as_they_are_written():
    assert money_in("sale $ 1.299.999,50, o 8.500 pesos, o $12") == [129999950, 850000, 1200]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("Son 3 cuotas de $ 400.000 [1].", 0),
        ("Ahorrás $ 300.000 [1].", 0),
        ("Con el envío, $ 1.208.500 [1] [3].", 0),
        ("Por transferencia, $ 1.080.000 [1].", 0),
        ("La Samsung sale $ 900.000 [1].", 1),  # the other's price
        ("La Drean está en stock [2].", 1),
        ("La Samsung está sin stock [1].", 1),
        ("Tarda de 3 a 5 días [3].", 0),
        ("Tarda 7 días [3].", 1),
        ("Mide 178,5 cm [1].", 0),
        ("Sale $ 999 [9].", 2),
        ("No tengo nada por menos de $ 500.000.", 0),  # the shopper's own
    ],
)
def test_figures_are_held_against_the_sources_that_their_sentence_cites(text, faults):
    found = unsupported(text, SOURCES, ["hay algo por menos de 500 lucas? en 3 cuotas?"])
    assert len(found) == faults, found


def test_another_person_or_a_long_answer_breaks_the_form():
    assert form_wrong("¿Quieres verla?") == ["not voseo"]
    assert form_wrong("a" * 901) == ["901 characters"]


async def test_a_report_counts_turns_and_conversations_and_the_failures_are_told():
    conversations = [Conversation("fact-01", "tune", (turn(), turn())),
                     Conversation("fact-02", "tune", (turn(),))]  # fmt: skip
    answers = iter([RIGHT, "Sale $ 7 [1].", RIGHT])

    async def system(thread, message):
        return said(next(answers), reasons=("route product_question",))

    held = await converse(system, conversations)
    figures = report("it", conversations, held)
    assert figures.right == pytest.approx(2 / 3)
    assert figures.conversations == 0.5
    assert figures.measures["supported"] == pytest.approx(2 / 3)
    assert figures.measures["abstains"] is None
    assert (figures.first_p50_ms, figures.whole_p95_ms) == (10.0, 20.0)
    told = write_failures(conversations, held)
    assert "fact-01" in told
    assert "fact-02" not in told
    assert "✗ facts: does not tell $ 1,200,000.00" in told
    assert "route product_question" in told


def test_three_things_and_their_units_add_up():
    sources = [product_source(n, title=f"Cosa {n}", price=f"{n}000.00 ARS") for n in (1, 2, 3)]
    said = ["2 cosa 1, una cosa 2 y 3 cosa 3, cuánto es?"]
    assert not unsupported("En total: $ 13.000 [1] [2] [3].", sources, said)
    assert unsupported("En total: $ 13.700 [1] [2] [3].", sources, said)
