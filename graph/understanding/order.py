"""The order that a request asks for: the cheapest, the largest."""

import re
from collections.abc import Mapping

from graph.understanding.attributes import mentioned_attributes
from graph.understanding.request import Sort

_CHEAPEST = re.compile(
    r"\b(?:(?:el|la|los|las|lo)\s+)?(?:"
    r"mas\s+(?:barat|economic)\w+(?:\s+(?:posible|que\s+(?:tengas?|tengan|haya|hay|tenes|tienen))\b)?|"
    r"que\s+(?:salga[ns]?|cueste[ns]?|salen?|cuesta[ns]?)\s+menos(?:\s+plata)?(?!\s+(?:de|que)\b)|"
    r"(?:menor|mejor)\s+(?:precio|valor)|mas\s+accesibles?)\b|\bbarat\w+\s+barat\w+"
)
_DEAREST = re.compile(r"\b(?:(?:el|la|los|las|lo)\s+)?mas\s+(?:car[oa]s?|costos[oa]s?|premium)\b")
_LARGEST = re.compile(
    r"\b(?:el|la|los|las|lo)?\s*(?:mas\s+grandes?|(?:de|con)\s+(?:mayor|mas)\s+capacidad)\b"
)
_SMALLEST = re.compile(
    r"\b(?:el|la|los|las|lo)?\s*mas\s+(?:chic[oa]s?|pequen[oa]s?|compact[oa]s?)\b"
)
_SUPERLATIVE = re.compile(
    r"\b(?:el|la|los|las|lo|cual(?:es)?|que|de|con)\s+(?:\w+\s+){0,3}?"
    r"(?P<said>(?P<degree>mas|menos|mayor|menor)\s+(?P<of>[a-z]{3,}))"
)
_LITTLE = re.compile(r"(?:livian|liger|silencios|chic|compact|cort|angost|delgad|finit|baj[oa])")
"""What one has more of by measuring less."""
ORDERS = (_CHEAPEST, _DEAREST, _LARGEST, _SMALLEST)
"""What is taken out of the words to search with."""


def superlative(text: str, likely: Mapping[str, int]) -> tuple[Sort, tuple[int, int]] | None:
    """Return the order by a measure that a folded text asks for, and where it says so.

    "la más liviana", "el que más revoluciones tiene": by a number that such products have.
    """
    for match in _SUPERLATIVE.finditer(text):
        usual = sorted(likely, key=likely.__getitem__)
        names = {key.rpartition("_")[0].replace("_", " ") or key: key for key in usual}
        spoken = mentioned_attributes(match["of"], names)
        if not spoken:
            continue
        key = max(
            (names[name] for name in spoken if not name.startswith("garantia")),
            key=lambda key: likely[key], default=None,
        )  # fmt: skip
        if key is None:
            continue
        is_most = match["degree"] in ("mas", "mayor")
        down = is_most != bool(_LITTLE.match(match["of"]))
        return Sort(key=f"num.{key}", direction="desc" if down else "asc"), match.span("said")
    return None


def read_sort(text: str, likely: Mapping[str, int]) -> Sort | None:
    """Return the order asked; sizes are ordered by the number that such products have."""
    if _CHEAPEST.search(text):
        return Sort(key="current_cents", direction="asc")
    if _DEAREST.search(text):
        return Sort(key="current_cents", direction="desc")
    size = next(
        (
            key
            for name in ("capacidad", "pantalla")
            for key in sorted(likely, key=lambda k: -likely[k])
            if key.startswith(name)
        ),
        None,
    )
    if size and _LARGEST.search(text):
        return Sort(key=f"num.{size}", direction="desc")
    if size and _SMALLEST.search(text):
        return Sort(key=f"num.{size}", direction="asc")
    measured = superlative(text, likely)
    return measured[0] if measured else None
