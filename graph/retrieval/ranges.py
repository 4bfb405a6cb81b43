"""A measure said of a thing, and the ranges that products tell: "para perros de 10 a 25 kg".

What a range holds is what was asked for, though no title writes the figure: a hat "54-58 cm" is for
a head of 56. What it leaves out is not.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.retrieval.titles import Stems, stems
from graph.understanding.lexicon import EMPTY
from graph.understanding.plurals import singular
from graph.understanding.request import NumberBound
from ingest.index.port import Payload
from ingest.units import CANONICAL, canonical, fold

_FIGURE = r"\d{1,4}(?:[.,]\d{1,2})?"
_UNIT = r"(?:\s?([a-z]+))?"
_FROM_TO = re.compile(
    rf"(?<![\w.,/-])({_FIGURE}){_UNIT}(?:-|\s+(?:a|hasta)\s+)"
    rf"({_FIGURE})(?![\d.,/-]*\d){_UNIT}"
)
"""Its ends: "54-58 cm", "de 10 kg a 25 kg"."""
_LISTED = re.compile(r"(?<![\w.,/-])(\d{1,3}(?:/\d{1,3})+)\s?([a-z]{4,})")
"""Figures each of which will do: "6/7/8 velocidades"; of a unit they would be a fraction."""
_SAID = re.compile(rf"(?<![\w.,/$-])({_FIGURE})\s?([a-z]+)")
_BOUND = re.compile(
    r"\b(?:menos|mas|mayor(?:es)?|menor(?:es)?|hasta|desde|maximo|minimo|entre|x)"
    r"(?:\s+(?:de|a|que))?\s*$"
)
"""Before a figure that bounds: what is asked for lies beyond it."""
_NO_RANGE = ("storage", "inches")
"""Dimensions in which two figures are no range: "8-128 GB", "1-1/4 pulgadas"."""
LEAST_BARE, _CLOSE = 10, 2.0
"""The least lower end of a range without unit, and how many times it the upper one is, at most."""


@dataclass(frozen=True)
class _Range:
    kind: str
    """Its dimension, the noun that it counts, or nothing where it has no unit."""
    low: float
    high: float
    listed: frozenset[float] = frozenset()

    @property
    def is_bare(self) -> bool:
        """Whether no unit of measure is told, and the ends are near: "talle U 54-61 gris"."""
        near = LEAST_BARE <= self.low < self.high <= self.low * _CLOSE
        return near and not self.listed and self.kind not in CANONICAL

    def holds(self, value: float) -> bool:
        return value in self.listed if self.listed else self.low <= value <= self.high


class Measures:
    """The measures that a text says, held against what products tell."""

    def __init__(self, text: str, numbers: Sequence[NumberBound] = ()) -> None:
        """Read a folded text; `numbers` are what was read of it before, and is in it no more."""
        self._said: list[tuple[str, float]] = []
        words = []
        for match in _SAID.finditer(text):
            if (match[2] not in EMPTY or canonical(1, match[2])) and not _BOUND.search(
                text[: match.start()]
            ):
                self._said.append(_measured(match[1], match[2]))
                words += [match[1], match[2]]
        for number in numbers:
            kind, value = _kind_of(number.key), number.gte
            if kind and value and number.lte and number.lte < value * 1.2:
                self._said.append((kind, round((value + number.lte) / 2, 3)))
        self.words: Stems = stems(" ".join(words))
        """The stems of the words that say them."""

    def told_by(self, payload: Payload) -> int:
        """Return 1 where ranges hold what is said, -1 where they leave it out, 0 where none is."""
        if not self._said:
            return 0
        ranges = [*_ranges_of(payload)]
        found = 0
        for kind, value in self._said:
            own = [r for r in ranges if r.kind == kind]
            bare = [r for r in ranges if r.is_bare and kind in CANONICAL]
            if any(r.holds(value) for r in (*own, *bare)):
                found = 1
            elif own:
                return -1
        return found


def _ranges_of(payload: Payload) -> Iterator[_Range]:
    """Yield the ranges that a title and the attributes in words tell."""
    texts = [payload["title"], *(v for v in payload["attributes"].values() if isinstance(v, str))]
    for text in map(fold, texts):
        if not any(map(str.isdigit, text)):
            continue
        for match in _LISTED.finditer(text):
            figures = frozenset(map(float, match[1].split("/")))
            kind, _ = _measured("1", match[2])
            if kind not in CANONICAL:
                yield _Range(kind, min(figures), max(figures), figures)
        for match in _FROM_TO.finditer(text):
            first, unit, last, after = match.groups()
            kind, high = _measured(last, after if after and after not in EMPTY else unit or "")
            _, low = _measured(first, unit or after or "")
            if low < high and kind not in _NO_RANGE:
                yield _Range(kind, low, high)


def _measured(figure: str, unit: str) -> tuple[str, float]:
    """Return the kind of a measure and its value, in the kind's own unit."""
    value = float(figure.replace(",", "."))
    if quantity := canonical(value, unit):
        return quantity.dimension, quantity.value
    return singular(unit) if len(unit) > 3 else "", value


def _kind_of(key: str) -> str:
    """Return the kind of measure of a payload number: `contenido_kg` is a mass."""
    name, _, unit = key.rpartition("_")
    quantity = canonical(1, unit) if name else None
    return quantity.dimension if quantity else singular(key)
