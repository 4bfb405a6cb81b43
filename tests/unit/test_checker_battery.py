"""The development batteries, answer by answer: what is judged rightly today is so tomorrow.

`claims.jsonl` records every claim that the rules find. Whoever means to change some writes it anew,
and reads in the difference what that costs:

    python -m tests.unit.test_checker_battery
"""

import json
from pathlib import Path

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.sources import read_sources

DATA = Path(__file__).parents[2] / "data" / "checker"
RECORD = DATA / "claims.jsonl"
MISJUDGED = json.loads((DATA / "misjudged.json").read_text(encoding="utf-8"))
"""Of each battery, the lines (from 0) that are known to be judged wrongly: mended, they go."""
UNMENDED = ("development10", "development18")
"""No rule was mended on these: their claims are held, not that they are right."""


def rows_of(battery: str) -> list[dict]:
    """Return a battery's answers; one without sources of its own is over those before it."""
    rows, sources = [], None
    for line in (DATA / f"{battery}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        sources = row.get("sources", sources)
        rows.append({**row, "sources": sources})
    return rows


ROWS = {battery: rows_of(battery) for battery in (*MISJUDGED, *UNMENDED)}
STEP = 25


def claims_of(row) -> list[list]:
    """Return what is told of each claim; its text, a piece of the answer, by its length."""
    claims = ClaimChecker().judge(row["question"], row["answer"], read_sources(row["sources"]))
    kept = ("type", "source", "verdict", "reason", "rule")
    return [[len(claim["text"]), *(claim[name] for name in kept)] for claim in claims]


def recorded() -> dict[tuple[str, int], list[list]]:
    lines = map(json.loads, RECORD.read_text(encoding="utf-8").splitlines())
    return {(battery, n): claims for battery, n, *claims in lines}


@pytest.fixture(scope="module")
def record() -> dict[tuple[str, int], list[list]]:
    return recorded()


@pytest.mark.parametrize(
    ("battery", "start"),
    [(battery, at) for battery, rows in ROWS.items() for at in range(0, len(rows), STEP)],
)
def test_each_claim_is_judged_as_recorded(battery, start, record):
    for n, row in list(enumerate(ROWS[battery]))[start : start + STEP]:
        assert (battery, n, claims_of(row)) == (battery, n, record[battery, n])


@pytest.mark.parametrize("battery", MISJUDGED)
def test_a_right_answer_passes_and_a_wrong_one_is_refused(battery, record):
    wrongly = []
    for n, row in enumerate(ROWS[battery]):
        refused = any(claim[3] in ("contradicted", "not_found") for claim in record[battery, n])
        if refused is row["supported"] and n not in MISJUDGED[battery]:
            wrongly.append((n, row["answer"]))
    assert wrongly == []


@pytest.mark.parametrize("battery", MISJUDGED)
def test_few_are_known_to_be_judged_wrongly(battery):
    assert len(MISJUDGED[battery]) <= 0.13 * len(ROWS[battery])


if __name__ == "__main__":
    RECORD.write_text(
        "".join(
            f"{json.dumps([battery, n, *claims_of(row)], ensure_ascii=False)}\n"
            for battery, rows in ROWS.items()
            for n, row in enumerate(rows)
        ),
        encoding="utf-8",
    )
