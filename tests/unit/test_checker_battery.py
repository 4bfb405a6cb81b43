"""The development batteries: nearly every wrong answer is refused, nearly no right one."""

import json
from pathlib import Path

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.sources import read_sources

DATA = Path(__file__).parents[2] / "data" / "checker"


@pytest.mark.parametrize(
    ("battery", "supported", "least", "most"),
    [
        *((name, False, 0.96, 1.0) for name in ("development", "development2", "blind2")),
        *((name, True, 0.0, 0.02) for name in ("development", "development2", "blind2")),
        ("development3", False, 0.91, 1.0),
        ("development3", True, 0.0, 0.06),
        ("development4", False, 0.88, 1.0),
        ("development4", True, 0.0, 0.05),
        *((name, False, 0.92, 1.0) for name in ("development5", "development6", "development7")),
        *((name, True, 0.0, 0.03) for name in ("development5", "development6", "development7")),
        *((name, False, 0.91, 1.0) for name in ("development8", "development9")),
        *((name, True, 0.0, 0.06) for name in ("development8", "development9")),
        *((name, False, 0.83, 1.0) for name in ("development11", "development12")),
        *((name, True, 0.0, 0.12) for name in ("development11", "development12")),
    ],
)
def test_refused_share_of_a_development_battery(battery, supported, least, most):
    text = (DATA / f"{battery}.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    checker = ClaimChecker()
    refused = [
        any(
            claim["verdict"] in ("contradicted", "not_found")
            for claim in checker.judge(row["question"], row["answer"], read_sources(row["sources"]))
        )
        for row in rows
        if row["supported"] is supported
    ]
    assert len(refused) >= 50
    assert least <= sum(refused) / len(refused) <= most
