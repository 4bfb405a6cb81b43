"""An answer checked sentence by sentence, each with what came before, and checked whole."""

import json
from pathlib import Path

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.context import failures
from graph.checking.sources import read_sources
from graph.sentences import split_sentences

BATTERY = Path(__file__).parents[2] / "data" / "checker" / "development2.jsonl"
SOURCES = read_sources(
    [
        {
            "kind": "product", "id": "A1", "title": "Banqueta Olmo Alta", "brand": "Olmo",
            "price": {"amount": 80_000, "currency": "ARS"},
            "sale_price": {"amount": 60_000, "currency": "ARS"}, "availability": "in_stock",
        },
        {
            "kind": "product", "id": "B2", "title": "Mesa Ratona Lenga", "brand": "Lenga",
            "price": {"amount": 150_000, "currency": "ARS"}, "availability": "in_stock",
        },
    ]
)  # fmt: skip


def refused(text: str, before: str = "", question: str = "", sources=SOURCES) -> bool:
    claims = ClaimChecker().judge(question, text, sources, before=before)
    return next(failures(claims), None) is not None


def refused_when_streamed(text: str, question: str = "", sources=SOURCES) -> bool:
    before = ""
    for sentence in split_sentences(text):
        if refused(sentence, before, question, sources):
            return True
        before += sentence
    return False


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("La Banqueta está a $ 60.000 [1]. Antes costaba $ 80.000.", False),
        ("La Banqueta está a $ 60.000 [1]. Antes costaba $ 90.000.", True),
        ("- Banqueta: $ 60.000 [1]\n- Mesa: $ 150.000 [2]\nEn total pagás $ 210.000.", False),
        ("- Banqueta: $ 60.000 [1]\n- Mesa: $ 150.000 [2]\nEn total pagás $ 220.000.", True),
    ],
)
def test_a_sentence_goes_on_with_what_was_said(text, wrong):
    assert refused(text) is wrong
    assert refused_when_streamed(text) is wrong


def test_both_paths_agree_on_the_battery():
    for line in BATTERY.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        sources = read_sources(row["sources"])
        whole = refused(row["answer"], "", row["question"], sources)
        streamed = refused_when_streamed(row["answer"], row["question"], sources)
        assert whole == streamed, row["answer"]
