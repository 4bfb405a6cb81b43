"""What a product is for, as a range of the shopper's own figure: "perros de 10 a 20 kg"."""

import re
from collections.abc import Iterator

from graph.checking.clauses import split_clauses
from graph.checking.context import Context
from graph.checking.evidence import Evidence
from graph.checking.lexis import is_general, roots, with_synonyms
from graph.state import Claim
from ingest.units import Quantity, fold, parse_quantities

_YEAR = r"(?:19[5-9]|20\d)\d"
_YEARS = re.compile(rf"(?<![\d$.,-])({_YEAR})(?! ?(?:[$%.,]\d|w\b|mm\b|cm\b|g\b|ml\b))\b")
_BETWEEN_YEARS = re.compile(rf"\b({_YEAR}) ?(?:a|al|-|hasta(?: el)?) ?({_YEAR})\b")
_FROM_YEAR = re.compile(rf"\b({_YEAR}) en adelante|\b(?:desde|a partir de)(?: el)? ({_YEAR})\b")
_UNTIL = re.compile(r"(?<![\d.,])(\d+(?:[.,]\d+)?) ?(?:a|y|-) ?$")
"""The lower end, which stands before the figure with the unit: "10 a 20 kg"."""
_DOUBTS = re.compile(
    r"\b(?:no|si|grande|chic[oa]|qued\w+|pasa\w*|excede\w*|supera\w*|fuera|menos|mas|otr[oa]s?)\b"
)
"""What does not say that it fits, or says why it would not."""
_BEFORE = 30
"""How far before a figure stands what it is of: "un perro de 8 kilos", "Gol Trend 2013"."""

Range = tuple[float, float]


def check_fits(context: Context) -> list[Claim]:
    """Refuse a product told to be for the shopper's figure when its range does not hold it."""
    asked = dict(_figures(fold(context.question)))
    for clause in split_clauses(context.text) if context.products and asked else ():
        if clause.denied or _DOUBTS.search(clause.text):
            continue
        for figure, _ in _figures(clause.text):
            products = context.subjects(clause.text)
            ranges = [_ranges(product, figure[0], asked.get(figure, set())) for product in products]
            if all(ranges) and not any(a <= figure[1] <= b for r in ranges for a, b in r):
                low, high = ranges[0][0]
                reason = f"es de {low:g} a {high:g}" if high < float("inf") else f"es desde {low:g}"
                return [context.contradicted("measure", reason, products[0])]
    return []


def is_within(context: Context, told: Quantity) -> bool:
    """Tell whether the shopper's figure is in the range that a cited product is for."""
    of = dict(_figures(fold(context.question))).get((told.dimension, told.value), set())
    return bool(of) and any(
        low <= told.value <= high
        for product in context.products
        for low, high in _ranges(product, told.dimension, of)
    )


def _figures(text: str) -> Iterator[tuple[tuple[str, float], set[str]]]:
    """Yield each measure and year of a folded text, with the roots of what it may be of."""
    found = [(q.dimension, q.value, q.start) for q in parse_quantities(text)]
    found += [("year", float(m.group(1)), m.start()) for m in _YEARS.finditer(text)]
    for dimension, value, start in found:
        words = re.findall(r"[a-z]{3,}", text[max(0, start - _BEFORE) : start])
        yield (dimension, value), roots(" ".join(w for w in words if not is_general(w)))


def _ranges(product: Evidence, dimension: str, of: set[str]) -> list[Range]:
    """Return the ranges of a product whose title names what the figure is of."""
    if not with_synonyms(of) & roots(product.title):
        return []
    told = [product.title, *(fold(str(v)) for v in product.attributes.values())]
    return [found for text in told for found in _written(text, dimension)]


def _written(text: str, dimension: str) -> Iterator[Range]:
    if dimension == "year":
        for first, last in _BETWEEN_YEARS.findall(text):
            yield float(first), float(last)
        for years in _FROM_YEAR.findall(text):
            yield float(max(years)), float("inf")
        return
    for quantity in parse_quantities(text):
        low = _UNTIL.search(text[: quantity.start])
        if low and quantity.dimension == dimension:
            unit = re.sub(r"^[\d.,]+ ?", "", text[quantity.start : quantity.end])
            yield from ((q.value, quantity.value) for q in parse_quantities(f"{low[1]} {unit}"))
