"""Each claim tells the rule that judged it, and the rules are counted by what they refuse."""

import json

from graph.checking.checker import ClaimChecker
from graph.checking.context import failures
from graph.checking.sources import read_sources
from graph.training.evaluate_checker import RuleReport, evaluate_rules

LAMP = {
    "kind": "product", "id": "l1", "title": "Lámpara Alba", "availability": "in_stock",
    "price": {"amount": 9000, "currency": "ARS"}, "quantity": 4,
}  # fmt: skip
RETURNS = {
    "kind": "policy", "id": "p1", "title": "Cambios",
    "text": "Los cambios se hacen dentro de los 30 días. No se cambian lámparas en oferta.",
}  # fmt: skip


def rules(answer, *sources):
    claims = ClaimChecker().judge("hola", answer, read_sources(sources))
    return {claim["rule"] for claim in failures(claims)}


def test_a_refusal_names_its_rule():
    assert rules("La Alba sale $ 8.000 [1].", LAMP) == {"money"}
    assert "affirmed_of_denied" in rules("Las lámparas en oferta se cambian [1].", RETURNS)
    assert rules("La Alba sale $ 9.000 [3].", LAMP) == {"marker"}


async def test_a_rule_alone_is_told_apart_from_one_among_others(tmp_path):
    answers = [
        ("La Alba sale $ 8.000 [1].", False),
        ("La Alba sale $ 8.000 y está agotada [1].", False),
        ("La Alba sale $ 8.500 [1].", True),
        ("La Alba sale $ 9.000 [1].", True),
    ]
    data = tmp_path / "answers.jsonl"
    rows = [
        {"question": "?", "answer": answer, "sources": [LAMP], "kind": "x", "supported": supported}
        for answer, supported in answers
    ]
    data.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert await evaluate_rules(data) == [
        RuleReport("money", right=1, right_alone=1, wrong=2, wrong_alone=1),
        RuleReport("availability", right=0, right_alone=0, wrong=1, wrong_alone=0),
    ]
