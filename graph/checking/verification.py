"""The learned half of the checker: what rules let pass is judged by a model too."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from graph.checking.checker import ClaimChecker
from graph.checking.premise import premise
from graph.checking.segments import Segment, split_segments
from graph.ports import Check
from graph.state import Claim, Source

LEARNED = ("attribute", "policy", "talk")
"""Types of claims that a model may refuse; figures, stock and names have one truth."""


class Verifier(Protocol):
    """Tells how likely it is that a claim does not follow from a source."""

    threshold: float
    """Probability above which a claim is refused."""

    def refusals(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return, for each (claim, source text), the probability that it is not supported."""
        ...


class VerifiedChecker:
    """Rules first; then the verifier on each segment that they passed."""

    def __init__(self, rules: ClaimChecker, verifier: Verifier) -> None:
        self._rules = rules
        self._verifier = verifier

    async def check(
        self, question: str, text: str, sources: Sequence[Source], *, before: str = ""
    ) -> Check:
        check = await self._rules.check(question, text, sources, before=before)
        if not check.supported:
            return check
        judged = {
            claim["text"] for claim in check.claims if claim["type"] in LEARNED and claim["source"]
        }
        segments = [s for s in split_segments(text) if s.text in judged]
        refused = await asyncio.to_thread(refuse, self._verifier, segments, sources)
        return Check(not refused, check.claims + refused)


class VerifierChecker:
    """The verifier alone, a rival of the rules."""

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier

    async def check(
        self, question: str, text: str, sources: Sequence[Source], *, before: str = ""
    ) -> Check:
        refused = await asyncio.to_thread(refuse, self._verifier, split_segments(text), sources)
        return Check(not refused, refused)


def refuse(
    verifier: Verifier, segments: Sequence[Segment], sources: Sequence[Source]
) -> list[Claim]:
    """Return a claim for each segment that none of its cited sources supports; blocking."""
    by_marker = {source["marker"]: source for source in sources}
    asked: list[tuple[Segment, int]] = [
        (segment, marker)
        for segment in segments if "?" not in segment.text
        for marker in segment.markers if marker in by_marker
    ]  # fmt: skip
    if not asked:
        return []
    pairs = [(s.text, premise(by_marker[marker], s.text)) for s, marker in asked]
    least: dict[int, tuple[float, Segment, int]] = {}
    for (segment, marker), refusal in zip(asked, verifier.refusals(pairs), strict=True):
        known = least.get(id(segment))
        if known is None or refusal < known[0]:
            least[id(segment)] = (refusal, segment, marker)
    return [
        Claim(
            text=segment.text, type="attribute", source=marker, verdict="not_found",
            reason=f"no se sigue de la fuente ({refusal:.2f})",
        )
        for refusal, segment, marker in least.values() if refusal > verifier.threshold
    ]  # fmt: skip
