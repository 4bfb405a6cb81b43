"""Measures that come out of others: how far apart two products are, a term in other units."""

import re
from itertools import combinations

from graph.checking.context import Context
from graph.state import Claim
from ingest.units import Quantity

_BEFORE = re.compile(
    r"\b(?:diferencia|distancia)\b[^$;:]{0,20}$|\b(?:sacan?|ganan?|llevan?|aventajan?)(?: por)?\W*$"
    r"|\b(?:resign\w+|perd\w+|pierde\w*|ced\w+|sum\w+ solo)\W*$"
)
_AFTER = re.compile(r"\s*(?:de (?:diferencia|mas|menos)\b|(?:mas|menos)\b(?! (?:o|de \d)\b))")
_HOURS, _MONTH, _WORKING_WEEK = 24, 30, 5
_INCH = 2.54
_IN_ALL = re.compile(r"\b(?:entre (?:l[oa]s|amb[oa]s|tod[oa]s)|total\w*|sum\w+|junt[oa]s)\b")
_ADDED = ("mass", "volume", "length", "count")


def apart(context: Context, told: Quantity) -> Claim | None:
    """Recompute "2 kg más liviana" from what both products have; None when it is no difference."""
    text = context.text
    if not (_BEFORE.search(text[: told.start]) or _AFTER.match(text[told.end :])):
        return None
    products = [e for e in context.cited_in(context.segment.sentence) if e.kind == "product"]
    if len(products) < 2:
        products = [e for e in context.cited_in(context.so_far) if e.kind == "product"]
    pairs = [
        (a, b)
        for first, second in combinations(products, 2)
        for name, a in first.measures for other, b in second.measures
        if name == other and name and a.dimension == b.dimension == told.dimension
    ]  # fmt: skip
    if not pairs:
        return None
    for a, b in pairs:
        if abs(abs(a.value - b.value) - told.value) < 1e-3 * max(told.value, 1e-6):
            expression = f"{max(a.value, b.value):g} - {min(a.value, b.value):g} {a.unit}"
            return context.supported("arithmetic", None, expression)
    return context.contradicted("arithmetic", "no es la diferencia entre los dos")


def together(context: Context, told: Quantity) -> bool:
    """Tell whether it is what the products cited for it have in all: "entre los dos, 8,9 kg"."""
    each = re.search(r"\bcada un[oa]\b", context.text)
    if each or told.dimension not in _ADDED or not _IN_ALL.search(context.text):
        return False
    held = [
        {name: q.value for name, q in e.measures if name and q.dimension == told.dimension}
        for e in context.products
    ]
    shared = set.intersection(*map(set, held)) if len(held) > 1 else set()
    return any(abs(sum(own[n] for own in held) - told.value) < 1e-6 for n in shared)


def spans_alike(quantity: Quantity, told: str, *, working: bool) -> list[Quantity]:
    """Return a term in the other units that say the same: 2 days for 48 hours.

    `working` allows a week to be five days.
    """
    if quantity.dimension == "hours":
        return [Quantity(quantity.value / _HOURS, "days", quantity.start, quantity.end)]
    if quantity.dimension == "months":
        return [Quantity(quantity.value * _MONTH, "days", quantity.start, quantity.end)]
    if quantity.dimension == "inches":
        return [Quantity(quantity.value * _INCH, "length", quantity.start, quantity.end)]
    if quantity.dimension == "length":
        return [Quantity(quantity.value / _INCH, "inches", quantity.start, quantity.end)]
    if quantity.dimension != "days":
        return []
    others = [
        Quantity(quantity.value * _HOURS, "hours", quantity.start, quantity.end),
        Quantity(quantity.value / _MONTH, "months", quantity.start, quantity.end),
    ]
    if working and "semana" in told:
        days = quantity.value / 7 * _WORKING_WEEK
        others.append(Quantity(days, "days", quantity.start, quantity.end))
    return others
