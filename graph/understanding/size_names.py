"""By what a size is asked for, `39/40` by "39" and by "40", and in what order sizes stand."""

import re
from functools import lru_cache

from ingest.units import fold

LETTERS = r"x{0,4}[sml]|xxs|\dxl"
_LETTERED = re.compile(r"[a-z]{1,2}(\d{1,3})$")
"""A figure with what it counts before it: W32, T8."""
_BETWEEN = re.compile(r"(\d{2,3})\s*(?:-|a|al)\s*(\d{2,3})$")
"""From one size to another: 35-38."""
MOST_BETWEEN = 8
"""Sizes that one of them is."""


@lru_cache(maxsize=10_000)
def names_of(size: str) -> frozenset[str]:
    """Return what a folded size is called by: itself, and what its first word is."""
    first = size.split(" ", 1)[0]
    names = {size, first}
    if lettered := _LETTERED.match(first):
        names.add(lettered[1])
    parts = first.split("/")
    if len(parts) == 2 and (all(map(str.isdigit, parts)) or all(map(str.isalpha, parts))):
        names.update(parts)
    if between := _BETWEEN.match(size):
        low, high = map(int, between.groups())
        if low < high <= low + MOST_BETWEEN:
            names.update(map(str, range(low, high + 1)))
    return frozenset(names)


def told_by(size: str) -> frozenset[str]:
    """Return what tells a size from others: of `W30 L32` the 30, of `40 x 50` both sides."""
    lettered = _LETTERED.match(size.split(" ", 1)[0])
    return names_of(size) - {size} if lettered and " " in size else names_of(size)


def size_rank(size: str) -> tuple[float, str]:
    """Return by what sizes stand in their order: 8.5 before 10, S before M before XXL."""
    letters = re.fullmatch(r"(\d*)(x*)([sml])", fold(size))
    if not letters:
        figure = re.search(r"\d+(?:[.,]\d+)?", size)
        return (float(figure[0].replace(",", ".")) if figure else 0.0, size)
    much = int(letters[1] or 1) + len(letters[2])
    return ({"s": -much, "m": 0, "l": much}[letters[3]], size)
