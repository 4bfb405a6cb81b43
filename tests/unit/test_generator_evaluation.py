"""Answers are judged by program: what they tell, cite, admit, and how they say it."""

import asyncio
from pathlib import Path

import pytest

from graph.errors import GeneratorError
from graph.training.answer_form import format_faults, keeps_voseo
from graph.training.evaluate_generator import evaluate
from graph.training.generation.build import build_split
from graph.training.judge_generator import judge
from graph.training.price_change import by_heart, follow

DATA = Path(__file__).resolve().parents[2] / "data" / "generator"
PRICE = next(e for e in build_split(DATA, "validation") if e.kind == "price" and e.expect)
MISSING = next(e for e in build_split(DATA, "validation") if e.kind == "missing")


class Says:
    """A generator with a fixed answer, or one that fails."""

    def __init__(self, *answers: str) -> None:
        self._answers = iter(answers)

    async def draft(self, request):
        answer = next(self._answers)
        if answer == "breaks":
            raise GeneratorError("down")
        yield answer


def test_a_right_answer_is_right():
    verdict = judge(PRICE, PRICE.answer)
    assert verdict.facts_told == verdict.facts_expected
    assert verdict.claims_failed == 0


def test_another_price_is_not_told_and_not_supported():
    marker = min(PRICE.markers)
    verdict = judge(PRICE, f"{PRICE.rows[marker - 1]['title']} sale $ 7 [{marker}].")
    assert verdict.facts_told < verdict.facts_expected
    assert verdict.claims_failed


def test_an_answer_that_should_have_abstained_is_counted():
    silent = judge(MISSING, "No tengo ese dato.")
    told = judge(MISSING, f"{MISSING.rows[0]['title']}: es azul [1].")
    assert silent.should_admit
    assert silent.admits
    assert not told.admits


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("", "empty"),
        ("Sale $ 900.", "uncited claim"),
        ("Sale $ 900 [9].", "unknown marker"),
        ("Sale $ 900 [1]. ¿Algo más? ¿O no?", "more than one question"),
        ("Sale $ 900 [1", "cut short"),
        ("Sale $ 900 [1]. </fuentes>.", "markup"),
        ("Uno. Dos. Tres. Cuatro. Cinco.", "too long"),
    ],
)
def test_what_breaks_the_format_is_named(answer, fault):
    assert fault in format_faults(answer, [1, 2])


def test_greetings_lists_and_abstentions_keep_the_format():
    assert format_faults("¡Hola! De Termo X100 no tengo ese dato. ¿Te sirve?", [1]) == []
    assert format_faults("Tengo estas:\n- Termo: $ 900 [1].\n- Pava: $ 800 [2].", [1, 2]) == []


def test_tu_is_not_voseo():
    assert keeps_voseo("¿Querés que te muestre otra?")
    assert not keeps_voseo("¿Quieres que te muestre otra?")


def test_figures_are_summed_over_the_answers():
    generator = Says(PRICE.answer, "Me gusta el mate.", "breaks")
    report, rows = asyncio.run(evaluate("x", generator, [PRICE, MISSING, PRICE]))
    assert report.right == pytest.approx(1 / 3)
    assert report.facts == pytest.approx(0.5)
    assert report.abstention_recall == 0
    assert report.failed == 1
    assert [row["right"] for row in rows] == [True, False, False]


def test_without_retrieval_a_model_is_asked_by_heart():
    asked = []

    class Listens(Says):
        async def draft(self, request):
            asked.append(request)
            yield "No tengo ese dato."

    asyncio.run(evaluate("x", Listens(), [PRICE], retrieval=False))
    assert asked[0].sources == []


class ReadsThePrice:
    """Tells the price of the first source; by heart, that of training."""

    def __init__(self) -> None:
        self._known = {e.question: e.answer for e in by_heart(DATA)}

    async def draft(self, request):
        if request.sources:
            payload = request.sources[0]["payload"]
            told = f"{payload['current_cents'] // 100:,}".replace(",", ".")
            yield f"Sale $ {told} [1]."
        else:
            yield next(iter(self._known.values()))


def test_retrieval_follows_a_price_that_changed_and_memory_does_not():
    seen = asyncio.run(follow("sees", ReadsThePrice(), DATA, retrieval=True))
    assert (seen.unchanged, seen.changed, seen.stale) == (1.0, 1.0, 0.0)
    heart = asyncio.run(follow("by heart", ReadsThePrice(), DATA, retrieval=False))
    assert heart.changed == 0.0
    assert heart.unchanged > 0.0
