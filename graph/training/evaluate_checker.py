"""`dona evaluate checker`: the checker and its rivals on the same authored answers."""

import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from graph.answer import MARKER
from graph.checking.checker import ClaimChecker
from graph.checking.context import failures
from graph.checking.numbers import NumberChecker
from graph.checking.sources import read_sources
from graph.errors import TrainingError
from graph.ports import Checker
from graph.state import Source
from graph.training.data_lines import read_rows

Judge = Callable[[str, str, Sequence[Source]], Awaitable[bool]]
"""(question, answer, sources) → whether every claim is supported."""


@dataclass(frozen=True)
class Report:
    """What one checker did. Shares are in [0, 1], latencies in ms an answer."""

    name: str
    detection: float
    """Share of the wrong answers that were refused."""
    false_alarms: float
    """Share of the right answers that were refused."""
    balanced_accuracy: float
    per_kind: dict[str, tuple[int, int]]
    """Kind of answer → (refused, all)."""
    p50_ms: float
    p95_ms: float


def read_answers(path: Path) -> list[dict[str, Any]]:
    """Read JSON Lines of question, answer, sources (as `dona check` takes them), kind, supported.

    Raises:
        TrainingError: the file cannot be read or a line does not fit; the message says which.
    """
    return read_rows(path, _answer)


def _answer(row: dict[str, Any]) -> dict[str, Any]:
    for field, kind in (("question", str), ("answer", str), ("kind", str), ("supported", bool)):
        if not isinstance(row.get(field), kind):
            raise TrainingError(f"{field} is missing, or no {kind.__name__}")
    return row | {"sources": read_sources(row["sources"])}


async def evaluate(name: str, judge: Judge, rows: Sequence[dict[str, Any]]) -> Report:
    """Measure one checker."""
    refused: dict[str, list[bool]] = defaultdict(list)
    wrong: list[bool] = []
    right: list[bool] = []
    times: list[float] = []
    for row in rows:
        start = time.perf_counter()
        supported = await judge(row["question"], row["answer"], row["sources"])
        times.append((time.perf_counter() - start) * 1000)
        refused[row["kind"]].append(not supported)
        (right if row["supported"] else wrong).append(not supported)
    detection, false_alarms = float(np.mean(wrong)), float(np.mean(right))
    return Report(
        name=name,
        detection=detection,
        false_alarms=false_alarms,
        balanced_accuracy=(detection + 1 - false_alarms) / 2,
        per_kind={kind: (sum(values), len(values)) for kind, values in sorted(refused.items())},
        p50_ms=float(np.percentile(times, 50)),
        p95_ms=float(np.percentile(times, 95)),
    )


async def evaluate_all(path: Path, verified: Checker | None = None) -> list[Report]:
    """Return a report a checker, the rules first; a rival that is not installed is left out.

    `verified` is what serves, when it is more than the rules.
    """
    rows = read_answers(path)
    contenders: list[tuple[str, Judge]] = [("rules", _of(ClaimChecker()))]
    if verified:
        contenders.append(("rules + verifier", _of(verified)))
    contenders.append(("exact numbers", _of(NumberChecker())))
    if judge := _grounded():
        contenders.append(("grounded-check", judge))
    return [await evaluate(name, judge, rows) for name, judge in contenders]


@dataclass(frozen=True)
class RuleReport:
    """What one rule of the checker refused, in answers; alone: what no other rule refused."""

    rule: str
    right: int
    right_alone: int
    """What would pass without the rule."""
    wrong: int
    wrong_alone: int
    """What would slip through without it."""


async def evaluate_rules(path: Path) -> list[RuleReport]:
    """Count what each rule refuses, those that refuse most right answers alone first."""
    refused: dict[str, Counter[str]] = defaultdict(Counter)
    checker = ClaimChecker()
    for row in read_answers(path):
        check = await checker.check(row["question"], row["answer"], row["sources"])
        rules = {claim["rule"] for claim in failures(check.claims)}
        label = "right" if row["supported"] else "wrong"
        for rule in rules:
            refused[rule].update([label, f"{label}_alone"] if len(rules) == 1 else [label])
    reports = [
        RuleReport(rule, n["right"], n["right_alone"], n["wrong"], n["wrong_alone"])
        for rule, n in refused.items()
    ]
    return sorted(reports, key=lambda r: (-r.right_alone, -r.right, r.wrong_alone, r.rule))


def _of(checker: Checker) -> Judge:
    async def judge(question: str, answer: str, sources: Sequence[Source]) -> bool:
        return (await checker.check(question, answer, sources)).supported

    return judge


def _grounded() -> Judge | None:
    """Return the `grounded-check` package, which reads its sources from files."""
    try:
        import grounded
    except ImportError:
        return None

    async def judge(question: str, answer: str, sources: Sequence[Source]) -> bool:
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for source in sources:
                path = Path(folder) / f"{source['marker']}.txt"
                path.write_text(_plain(source), encoding="utf-8")
                paths.append(str(path))
            plain = MARKER.sub("", answer)  # it knows no markers
            return bool(grounded.check(plain, paths).passed)

    return judge


def _plain(source: Source) -> str:
    """Write a source as the text that a document checker would be given."""
    payload = source["payload"]
    if source["kind"] == "policy":
        return f"{payload['title']}\n{payload['text']}"
    from graph.checking.evidence import Evidence
    from graph.wording import AVAILABILITY, write_attribute, write_price

    lines = [payload["title"], write_price(payload), AVAILABILITY[payload["availability"]]]
    evidence = Evidence(source["marker"], source["kind"], payload)
    lines += [write_attribute(*item) for item in evidence.attributes.items()]
    return "\n".join([*lines, payload.get("description") or ""])
