"""The development batteries, answer by answer: what is judged rightly today is so tomorrow."""

import json
from pathlib import Path

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.sources import read_sources

DATA = Path(__file__).parents[2] / "data" / "checker"
MISJUDGED = json.loads((DATA / "misjudged.json").read_text(encoding="utf-8"))
"""Of each battery, the lines (from 0) that are known to be judged wrongly: mended, they go."""
ROWS = {
    battery: [json.loads(line) for line in text.splitlines()]
    for battery in MISJUDGED
    if (text := (DATA / f"{battery}.jsonl").read_text(encoding="utf-8"))
}
TOLD = [
    json.loads(line) for line in (DATA / "claims.jsonl").read_text(encoding="utf-8").splitlines()
]
"""Answers that reach each place where a claim is made, with what is told of each claim."""
STEP = 25


def judged(row):
    return ClaimChecker().judge(row["question"], row["answer"], read_sources(row["sources"]))


def judged_rightly(row) -> bool:
    refused = any(claim["verdict"] in ("contradicted", "not_found") for claim in judged(row))
    return refused is not row["supported"]


@pytest.mark.parametrize(
    ("battery", "start"),
    [(battery, at) for battery, rows in ROWS.items() for at in range(0, len(rows), STEP)],
)
def test_a_right_answer_passes_and_a_wrong_one_is_refused(battery, start):
    known = MISJUDGED[battery]
    rows = list(enumerate(ROWS[battery]))[start : start + STEP]
    wrongly = [(n, row["answer"]) for n, row in rows if n not in known and not judged_rightly(row)]
    assert wrongly == []


@pytest.mark.parametrize("battery", ROWS)
def test_few_are_known_to_be_judged_wrongly(battery):
    assert len(MISJUDGED[battery]) <= 0.13 * len(ROWS[battery])


@pytest.mark.parametrize("told", TOLD, ids=lambda told: f"{told['battery']}-{told['line']}")
def test_each_claim_names_its_source_and_a_refusal_says_why(told):
    claims = judged(ROWS[told["battery"]][told["line"]])
    found = [[c["type"], c["source"], c["verdict"], c["reason"]] for c in claims]
    assert found == told["claims"]
