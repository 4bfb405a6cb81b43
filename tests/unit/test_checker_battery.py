"""The development battery: nearly every wrong answer is refused, nearly no right one."""

import json
from pathlib import Path

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.sources import read_sources

BATTERY = Path(__file__).parents[2] / "data" / "checker" / "development.jsonl"


@pytest.mark.parametrize(("supported", "least", "most"), [(False, 0.96, 1.0), (True, 0.0, 0.01)])
def test_refused_share_of_the_development_battery(supported, least, most):
    rows = [json.loads(line) for line in BATTERY.read_text(encoding="utf-8").splitlines()]
    checker = ClaimChecker()
    refused = [
        any(
            claim["verdict"] in ("contradicted", "not_found")
            for claim in checker.judge(row["question"], row["answer"], read_sources(row["sources"]))
        )
        for row in rows
        if row["supported"] is supported
    ]
    assert len(refused) > 400
    assert least <= sum(refused) / len(refused) <= most
