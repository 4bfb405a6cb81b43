"""The learned half of the checker: it judges what rules let pass, and may overrule their doubts."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from graph.checking.checker import ClaimChecker
from graph.checking.context import failures
from graph.checking.premise import premise
from graph.checking.segments import Segment, split_segments
from graph.ports import Check
from graph.state import Claim, Source

LEARNED = ("attribute", "policy", "talk")
"""Types of claims that a model may refuse; figures, stock and names have one truth."""
OVERRULED = ("attribute", "policy")
"""Types whose refusal a model may overrule: "talk" is refused for what no source can excuse."""


class Verifier(Protocol):
    """Tells how likely it is that a claim does not follow from a source."""

    threshold: float
    """Probability above which a claim is refused."""
    trust: float
    """Probability below which it is believed, whatever rules of words say."""

    def refusals(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return, for each (claim, source text), the probability that it is not supported."""
        ...


class VerifiedChecker:
    """Rules first; then the verifier on what they passed, and on what they refused by its words."""

    def __init__(self, rules: ClaimChecker, verifier: Verifier) -> None:
        self._rules = rules
        self._verifier = verifier

    async def check(
        self, question: str, text: str, sources: Sequence[Source], *, before: str = ""
    ) -> Check:
        check = await self._rules.check(question, text, sources, before=before)
        doubted = list(failures(check.claims))
        if not all(map(_is_of_words, doubted)):
            return check
        asked = {claim["text"] for claim in doubted}
        passed = {c["text"] for c in check.claims if c["type"] in LEARNED and c["source"]} - asked
        segments = [s for s in split_segments(text) if s.text in asked | passed]
        judged = await asyncio.to_thread(judge, self._verifier, segments, sources)
        trusted = {s.text for s, _, refusal in judged if refusal < self._verifier.trust}
        claims = [_overruled(c) if c["text"] in trusted & asked else c for c in check.claims]
        claims += refuse(self._verifier, [row for row in judged if row[0].text in passed])
        return Check(next(failures(claims), None) is None, claims)


class VerifierChecker:
    """The verifier alone, a rival of the rules."""

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier

    async def check(
        self, question: str, text: str, sources: Sequence[Source], *, before: str = ""
    ) -> Check:
        refusals = await asyncio.to_thread(judge, self._verifier, split_segments(text), sources)
        refused = refuse(self._verifier, refusals)
        return Check(not refused, refused)


Judged = tuple[Segment, list[Source], float]
"""A segment, the sources that it cites, and how likely it is not to follow from them."""


def judge(
    verifier: Verifier, segments: Sequence[Segment], sources: Sequence[Source]
) -> list[Judged]:
    """Ask the verifier of each segment that cites something and asks nothing; blocking."""
    by_marker = {source["marker"]: source for source in sources}
    asked: list[tuple[Segment, list[Source]]] = []
    for segment in segments:
        cited = [by_marker[m] for m in segment.markers if m in by_marker]
        if cited and "?" not in segment.text:
            asked.append((segment, cited))
    if not asked:
        return []
    refusals = verifier.refusals([(s.text, premise(cited, s.text)) for s, cited in asked])
    return [
        (segment, cited, refusal)
        for (segment, cited), refusal in zip(asked, refusals, strict=True)
    ]  # fmt: skip


def refuse(verifier: Verifier, judged: Sequence[Judged]) -> list[Claim]:
    """Return a claim for each segment that its sources do not support."""
    return [
        Claim(
            text=segment.text, type="attribute", source=cited[0]["marker"], verdict="not_found",
            reason=f"no se sigue de la fuente ({refusal:.2f})", rule="verifier",
        )
        for segment, cited, refusal in judged if refusal > verifier.threshold
    ]  # fmt: skip


def _is_of_words(claim: Claim) -> bool:
    """Tell whether a refusal is for words that a source lacks, not for what it says otherwise.

    On answers by authors whom no rule knew, to overrule what is contradicted cost more catches
    than it saved alarms.
    """
    missing = claim["verdict"] == "not_found" and claim["source"] is not None
    return missing and claim["type"] in OVERRULED


def _overruled(claim: Claim) -> Claim:
    if claim["verdict"] not in ("contradicted", "not_found"):
        return claim
    return Claim(
        **(claim | {"verdict": "supported", "reason": f"se sigue, aunque {claim['reason']}"})
    )
