"""The checker's figures: shares of what is refused, on answers judged by their authors."""

import json

import pytest

from graph.checking.sources import read_sources
from graph.errors import TrainingError
from graph.ports import Check
from graph.training.evaluate_checker import evaluate, evaluate_all, read_answers

LAMP = {
    "kind": "product", "id": "l", "title": "Lámpara Sol", "brand": "Sol",
    "price": {"amount": 9000, "currency": "ARS"}, "availability": "in_stock",
    "description": "Da buena luz.", "attributes": {"Potencia": {"value": 15, "unit": "W"}},
}  # fmt: skip
HOURS = {"kind": "policy", "id": "h", "title": "Horarios", "text": "Lunes a viernes de 9 a 18."}


def row(answer, kind, supported):
    return {
        "question": "qué me decís?", "answer": answer, "sources": [LAMP, HOURS], "kind": kind,
        "supported": supported,
    }  # fmt: skip


def read(rows):
    return [row | {"sources": read_sources(row["sources"])} for row in rows]


ROWS = [
    row("Sale $ 9.000 [1].", "price", True),
    row("Abrimos de lunes a viernes de 9 a 18 [2].", "hours", True),
    row("Sale $ 9.500 [1].", "price", False),
    row("Es de 20 W [1].", "attribute", False),
    row("Sale $ 8.000 [1].", "price", False),
]


async def test_shares_are_of_the_wrong_answers_and_of_the_right_ones():
    async def refuses_prices(question, answer, sources):
        assert [source["marker"] for source in sources] == [1, 2]
        return "$" not in answer

    report = await evaluate("prices", refuses_prices, read(ROWS))
    assert report.name == "prices"
    assert report.detection == pytest.approx(2 / 3)
    assert report.false_alarms == 0.5
    assert report.balanced_accuracy == pytest.approx((2 / 3 + 0.5) / 2)
    assert report.per_kind == {"attribute": (0, 1), "hours": (0, 1), "price": (3, 3)}
    assert 0 <= report.p50_ms <= report.p95_ms


class RefusesAll:
    """Stands for what serves, rules and verifier."""

    async def check(self, question, text, sources, *, before=""):
        return Check(False, [])


async def test_rules_come_first_and_rivals_read_the_same_answers(tmp_path):
    path = tmp_path / "answers.jsonl"
    path.write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    plain = {report.name: report for report in await evaluate_all(path)}
    assert list(plain)[:2] == ["rules", "exact numbers"]
    assert (plain["rules"].detection, plain["rules"].false_alarms) == (1.0, 0.0)
    served = {report.name: report for report in await evaluate_all(path, RefusesAll())}
    assert list(served)[:3] == ["rules", "rules + verifier", "exact numbers"]
    assert served["rules + verifier"].false_alarms == 1.0


UNREADABLE = json.dumps(ROWS[0] | {"sources": [LAMP | {"attributes": {"Tipo": {"value": "x"}}}]})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, r"cannot read .*answers\.jsonl"),
        ("{no json", r"answers\.jsonl, line 1: "),
        (json.dumps({**ROWS[0], "supported": "no"}), "line 1: supported is missing, or no bool"),
        (UNREADABLE, r"line 1: .*source 1: attributes\.Tipo"),
    ],
)
def test_answers_that_cannot_be_read_are_told(tmp_path, text, told):
    path = tmp_path / "answers.jsonl"
    if text is not None:
        path.write_text(text)
    with pytest.raises(TrainingError, match=told):
        read_answers(path)
