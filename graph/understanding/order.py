"""The order that a request asks for: the cheapest, the largest."""

import re
from collections.abc import Mapping

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
ORDERS = (_CHEAPEST, _DEAREST, _LARGEST, _SMALLEST)
"""What is taken out of the words to search with."""


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
    return None
