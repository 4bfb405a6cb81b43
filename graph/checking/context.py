"""What every rule sees, and how it says what it found."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from graph.answer import MARKER
from graph.checking.evidence import Evidence
from graph.checking.lexis import fuse
from graph.checking.segments import Segment
from graph.checking.spelled import spell_digits
from graph.state import Claim
from ingest.units import fold

ClaimType = Literal[
    "price", "arithmetic", "availability", "measure", "attribute", "identity", "policy",
    "comparison", "marker", "talk",
]  # fmt: skip


@dataclass(frozen=True)
class Context:
    """A segment among the sources of its answer."""

    segment: Segment
    evidence: dict[int, Evidence]
    """Every source, by marker."""
    question: str
    answer_markers: tuple[int, ...]
    """Markers that the whole answer cites."""
    so_far: str
    """The answer up to the segment's sentence, with it."""
    answer: str
    """All of the answer that is known."""
    store: str = ""
    """The store's name."""

    @cached_property
    def text(self) -> str:
        """The segment folded, its cited titles blanked: what patterns match.

        A title told word for word is true of its source; the `13` of "13 Largos" and the `39` of
        "Talle 39" are no claims of their own.
        """
        text = fold(self.segment.text)
        for product in self.products:
            text = text.replace(product.title, " " * len(product.title))
        return spell_digits(fuse(text), self._counted_nouns)

    @cached_property
    def _counted_nouns(self) -> set[str]:
        """Roots of the attribute names that numbers are told of: bolsillos, puertas."""
        return set().union(*(e.counted_nouns for e in self.cited))

    def subjects(self, clause: str) -> list[Evidence]:
        """Return the cited products that a folded clause names; all of them when it names none."""
        if len(self.products) < 2:
            return self.products
        words = {word.rstrip("s") for word in re.findall(r"[a-z0-9]+", clause)} | _sizes(clause)
        names = [f"{e.title} {fold(e.payload.get('brand') or '')}" for e in self.products]
        titles = [
            {w.rstrip("s") for w in re.findall(r"[a-z0-9]{2,}", name)} | _sizes(name)
            for name in names
        ]
        named = [
            product
            for product, title in zip(self.products, titles, strict=True)
            if words & {w for w in title if sum(w in other for other in titles) == 1}
        ]
        return named or self.products

    @property
    def cited(self) -> list[Evidence]:
        return [self.evidence[m] for m in self.segment.markers if m in self.evidence]

    @property
    def products(self) -> list[Evidence]:
        return [e for e in self.cited if e.kind == "product"]

    @property
    def policies(self) -> list[Evidence]:
        return [e for e in self.cited if e.kind == "policy"]

    def cited_in(self, text: str) -> list[Evidence]:
        """Return the sources that a text's markers name, once each."""
        markers = dict.fromkeys(int(n) for n in MARKER.findall(text))
        return [self.evidence[m] for m in markers if m in self.evidence]

    @property
    def cited_products(self) -> list[Evidence]:
        """The products that the answer cites; all of them when it cites fewer than two."""
        named = [self.evidence[m] for m in self.answer_markers if m in self.evidence]
        products = [e for e in named if e.kind == "product"]
        if len(products) < 2:
            products = [e for e in self.evidence.values() if e.kind == "product"]
        return products

    def supported(self, kind: ClaimType, source: Evidence | None = None, reason: str = "") -> Claim:
        return self._claim(kind, source, "supported", reason)

    def contradicted(
        self, kind: ClaimType, reason: str, source: Evidence | None = None, *, rule: str = ""
    ) -> Claim:
        return self._claim(kind, source, "contradicted", reason, rule)

    def not_found(
        self, kind: ClaimType, reason: str, source: Evidence | None = None, *, rule: str = ""
    ) -> Claim:
        return self._claim(kind, source, "not_found", reason, rule)

    def _claim(
        self,
        kind: ClaimType,
        source: Evidence | None,
        verdict: Literal["supported", "contradicted", "not_found"],
        reason: str,
        rule: str = "",
    ) -> Claim:
        marker = source.marker if source else next(iter(self.segment.markers), None)
        return Claim(
            text=self.segment.text,
            type=kind,
            source=marker,
            verdict=verdict,
            reason=reason,
            rule=rule,
        )


def _sizes(text: str) -> set[str]:
    """Return the measures that a folded text tells, as they are written: "4 l", "6,5 l"."""
    return {f"{n} {unit}" for n, unit in re.findall(r"\b(\d+(?:,\d+)?) ?([a-z]{1,3})\b", text)}


def named(rule: str, claims: list[Claim]) -> list[Claim]:
    """Return the claims with the rule that judged them, which a rule of several tells itself."""
    return [Claim(**(claim | {"rule": claim["rule"] or rule})) for claim in claims]


def failures(claims: list[Claim]) -> Iterator[Claim]:
    """Yield the claims that keep an answer from going out."""
    return (claim for claim in claims if claim["verdict"] in ("contradicted", "not_found"))
