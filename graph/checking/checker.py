"""The citation checker: every claim proven by its source, or the text is not supported."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import takewhile

from graph.answer import MARKER
from graph.checking.attributes import check_attributes
from graph.checking.availability import check_availability
from graph.checking.comparison import check_comparison
from graph.checking.conduct import check_conduct, check_matter
from graph.checking.context import Context, failures, named
from graph.checking.described import check_described
from graph.checking.evidence import gather
from graph.checking.exclusive import check_values
from graph.checking.features import check_features
from graph.checking.fits import check_fits
from graph.checking.grounding import check_grounding
from graph.checking.identity import check_identity
from graph.checking.ignorance import admits_ignorance, told_beside
from graph.checking.measures import check_measures
from graph.checking.money import check_money
from graph.checking.policy.check import check_policy
from graph.checking.policy.excepted import check_excepted
from graph.checking.policy.limits import check_caps, check_thresholds
from graph.checking.segments import Segment, split_segments
from graph.checking.unvouched import check_unvouched
from graph.ports import Check
from graph.sentences import titles_of
from graph.state import Claim, Source

Rule = Callable[[Context], list[Claim]]

RULES: dict[str, Rule] = {
    "money": check_money,
    "availability": check_availability,
    "measures": check_measures,
    "fits": check_fits,
    "identity": check_identity,
    "attributes": check_attributes,
    "features": check_features,
    "values": check_values,
    "described": check_described,
    "grounding": check_grounding,
    "comparison": check_comparison,
    "policy": check_policy,
    "excepted": check_excepted,
    "thresholds": check_thresholds,
    "caps": check_caps,
}
"""Each rule speaks only of what it knows; what none of them judges is talk."""


class ClaimChecker:
    """Deterministic rules where truth is exact."""

    def __init__(self, store: str = "") -> None:
        """Take the store's name, which an answer may say without a source."""
        self._store = store

    async def check(
        self, question: str, text: str, sources: Sequence[Source], *, before: str = ""
    ) -> Check:
        claims = self.judge(question, text, sources, before=before)
        return Check(next(failures(claims), None) is None, claims)

    def judge(
        self, question: str, text: str, sources: Sequence[Source], *, before: str = ""
    ) -> list[Claim]:
        """Return the claims of `text`, at least one a segment, in reading order.

        `before` is what the answer said already: it is judged no more, and may be gone on with.
        """
        evidence = gather(list(sources))
        answer_markers = tuple(dict.fromkeys(int(n) for n in MARKER.findall(before + text)))
        claims: list[Claim] = []
        names = titles_of(sources)
        said = split_segments(before, names)
        last = next((s.markers for s in reversed(said) if s.markers), ())
        so_far, sentence = before, ""
        segments = split_segments(text, names)
        for index, segment in enumerate(segments):
            after = segments[index + 1] if index + 1 < len(segments) else None
            if not segment.markers and after and after.text.endswith("?"):
                # "Vale $ 900. ¿La querés? [1]": the marker closes both
                segment = replace(segment, markers=after.markers)
            if not segment.markers and (listed := _heads(segment, segments[index + 1 :])):
                segment = replace(segment, markers=listed)
            if not segment.markers and _GOES_ON.match(segment.text):
                segment = replace(segment, markers=last)
            last = segment.markers or last
            if segment.sentence is not sentence:
                sentence = segment.sentence
                so_far += sentence
            context = Context(
                segment, evidence, question, answer_markers, so_far, before + text, self._store
            )
            claims += self._segment(context) or [_talk(segment)]
        return claims

    def _segment(self, context: Context) -> list[Claim]:
        unknown = [m for m in context.segment.markers if m not in context.evidence]
        if unknown:
            return named("marker", [context.not_found("marker", f"no hay fuente [{unknown[0]}]")])
        if amiss := check_conduct(context):
            return named("conduct", amiss)
        if not admits_ignorance(context.text):
            return _judge(context)
        segment = context.segment
        beside = told_beside(segment.text)
        if len(re.findall(r"\d", beside)) < len(re.findall(r"\d", segment.text)):
            return _judge(context)  # a figure is told even where it is denied
        claims = _judge(replace(context, segment=replace(segment, text=beside))) if beside else []
        return [Claim(**(claim | {"text": segment.text})) for claim in claims]


def _judge(context: Context) -> list[Claim]:
    judged = [claim for name, rule in RULES.items() for claim in named(name, rule(context))]
    return (
        judged
        or named("matter", check_matter(context))
        or named("unvouched", check_unvouched(context))
    )


_ITEM = re.compile(r"\s*(?:[-•*·▪–➡✔✅]|\d{1,2}[.)])")


def _heads(segment: Segment, after: Sequence[Segment]) -> tuple[int, ...]:
    """Return the markers of the list that a line heads: "El candado de 50 mm:", then "- … [3]"."""
    if _ITEM.match(segment.sentence) or not segment.sentence.endswith("\n"):
        return ()
    items = list(takewhile(lambda later: _ITEM.match(later.sentence), after))
    return tuple(dict.fromkeys(marker for item in items for marker in item.markers))


_GOES_ON = re.compile(
    r"(?:antes|hasta ayer|su precio anterior|el precio anterior|de lista)\b", re.IGNORECASE
)
"""A sentence that goes on with the product of the one before: "Antes costaba $ 799.999."."""


def _talk(segment: Segment) -> Claim:
    marker = next(iter(segment.markers), None)
    return Claim(
        text=segment.text, type="talk", source=marker, verdict="no_claim", reason="", rule=""
    )
