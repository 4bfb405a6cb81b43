"""Magnitudes that descriptions tell and no attribute does: "Peso 1,8 kg.", "Rinde 12 m²."."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.checking.comparison import SCALES, Scale
from graph.facts.kinds import sentences_of
from graph.state import Source
from ingest.units import fold, parse_quantities

_SHORTEST = 4
"""Letters of a stem that no other word begins with."""
_LEADS = r"(?:(?:de|es|son|hasta)\W+)?(?=\d)"
"""Between a magnitude and its figure; "peso máximo 120 kg" is what it bears."""


@dataclass(frozen=True)
class Described:
    """A figure of one product, and the sentence that tells it."""

    value: float
    said: str
    """The word that tells the magnitude, folded: "peso", "rinde"."""
    sentence: str


def told_apart_by(word: str, products: Sequence[Source]) -> tuple[Scale, dict[int, Described]]:
    """Return the magnitude that a word orders by, and what each product is told to have of it.

    By marker, and only where two tell it in one dimension.
    """
    scales = [s for s in SCALES if any(word.startswith(stem) for stem in s.stems)]
    for scale in scales:
        names = (*scale.attributes, *(stem for stem in scale.stems if len(stem) >= _SHORTEST))
        led = re.compile(rf"\b((?:{'|'.join(names)})\w*)\W+{_LEADS}")
        found = {source["marker"]: _first(led, source) for source in products}
        told = {marker: figure for marker, figure in found.items() if figure}
        if len(told) > 1 and len({dimension for dimension, _ in told.values()}) == 1:
            return scale, {marker: figure for marker, (_, figure) in told.items()}
    return SCALES[0], {}


def _first(led: re.Pattern[str], source: Source) -> tuple[str, Described] | None:
    for sentence in sentences_of(source):
        for match in led.finditer(fold(sentence)):
            figures = [q for q in parse_quantities(sentence) if q.start == match.end()]
            if figures:
                return figures[0].dimension, Described(figures[0].value, match[1], sentence)
    return None
