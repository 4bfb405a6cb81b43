"""The learned half of the checker: a second opinion where a rule had to guess at meaning."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from graph.checking.checker import ClaimChecker
from graph.checking.context import failures
from graph.checking.premise import premise
from graph.checking.segments import split_segments
from graph.errors import ModelError
from graph.ports import Check
from graph.sentences import titles_of
from graph.state import Claim, Source

_log = logging.getLogger("dona.turns")

DOUBT = {"attribute": 0.4, "policy": 0.1}
"""By type of claim, the doubt below which a refusal is overruled. On five authors whom nothing was
learned from, errors that such rules caught are doubted from 0.44 and 0.16 on."""
GUESSES = frozenset([
    "grounding", "features", "values", "described",
    "denied_otherwise", "affirmed_of_denied", "waived", "conceded",
    "widened", "narrowed", "opposite", "contrary", "unlisted", "with_or_without",
])  # fmt: skip
"""Rules that read what words mean; what others hold to a source (figures, stock, days, gifts,
colours and brands) has one truth, and no model is asked."""


class Verifier(Protocol):
    """Tells how likely it is that a claim does not follow from a source."""

    def refusals(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return, for each (claim, source text), the probability that it is not supported."""
        ...


class VerifiedChecker:
    """Rules, and the verifier on what they alone guessed to be wrong."""

    def __init__(self, rules: ClaimChecker, load: Callable[[], Verifier]) -> None:
        """Take the rules and what loads the verifier, called when it is first needed."""
        self._rules = rules
        self._load = load

    async def check(
        self, question: str, text: str, sources: Sequence[Source], *, before: str = ""
    ) -> Check:
        check = await self._rules.check(question, text, sources, before=before)
        refused = list(failures(check.claims))
        if not refused or not all(claim["rule"] in GUESSES for claim in refused):
            return check
        asked = {claim["text"] for claim in refused}
        try:
            doubts = await asyncio.to_thread(self._doubts, asked, text, sources)
        except ModelError as error:  # `dona doctor` tells it too; the rules stand alone
            _log.warning("the verifier gives no opinion: %s", error)
            return check
        claims = [_judged(c, doubts[c["text"]]) if c["text"] in doubts else c for c in check.claims]
        return Check(next(failures(claims), None) is None, claims)

    def _doubts(self, asked: set[str], text: str, sources: Sequence[Source]) -> dict[str, float]:
        """Return how little the model believes each of the segments that cites something."""
        by_marker = {source["marker"]: source for source in sources}
        cited = {
            s.text: [by_marker[m] for m in s.markers if m in by_marker]
            for s in split_segments(text, titles_of(sources)) if s.text in asked
        }  # fmt: skip
        pairs = {said: premise(told, said) for said, told in cited.items() if told}
        if not pairs:
            return {}
        return dict(zip(pairs, self._load().refusals(list(pairs.items())), strict=True))


def _judged(claim: Claim, doubt: float) -> Claim:
    """Overrule a refusal that the model does not share, and say so."""
    overruled = claim["rule"] in GUESSES and doubt < DOUBT.get(claim["type"], 0)
    if claim["verdict"] not in ("contradicted", "not_found") or not overruled:
        return claim
    reason = f"el verificador lo da por cierto ({1 - doubt:.2f}), aunque {claim['reason']}"
    return Claim(**(claim | {"verdict": "supported", "reason": reason, "rule": "verifier"}))
