"""What one answer did, against what its example expects."""

import re
from dataclasses import dataclass

from graph.answer import MARKER
from graph.checking.checker import ClaimChecker
from graph.training.answer_form import format_faults, keeps_voseo
from graph.training.generation.example import Example
from graph.training.generation.expected import ADMITS
from ingest.units import fold


@dataclass(frozen=True)
class Verdict:
    """Counts of one answer, to be summed over many."""

    facts_told: int
    facts_expected: int
    cited_right: int
    markers_told: int
    """Of the markers expected, those cited."""
    cited: int
    markers_expected: int
    admits: bool
    """Whether it says that something is missing."""
    should_admit: bool
    faults: tuple[str, ...]
    """What breaks the format."""
    voseo: bool
    claims_failed: int
    """Claims that the citation checker does not find in the sources."""
    claims: int
    """Claims made; talk is none."""


def judge(example: Example, answer: str) -> Verdict:
    """Judge an answer by program alone."""
    text = fold(answer)
    cited = {int(number) for number in MARKER.findall(answer)}
    claims = ClaimChecker().judge(example.question, answer, example.sources)
    made = [claim["verdict"] for claim in claims if claim["verdict"] != "no_claim"]
    return Verdict(
        facts_told=sum(bool(re.search(pattern, text)) for pattern in example.expect),
        facts_expected=len(example.expect),
        cited_right=len(cited & (example.markers | example.may_cite)),
        markers_told=len(cited & example.markers),
        cited=len(cited),
        markers_expected=len(example.markers),
        admits=bool(ADMITS.search(text)),
        should_admit=example.admits,
        faults=tuple(format_faults(answer, range(1, len(example.rows) + 1), example.notes)),
        voseo=keeps_voseo(answer),
        claims_failed=sum(verdict != "supported" for verdict in made),
        claims=len(made),
    )
