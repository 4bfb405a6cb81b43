"""Price bounds: "menos de 900 lucas", "entre 50 y 80 mil", "tengo 300 lucas"."""

import re
from dataclasses import dataclass
from itertools import pairwise

from graph.understanding.amounts import Amount, parse_amounts
from graph.understanding.bounds import AROUND, read_bound
from ingest.units import parse_quantities

LEAST_BARE_CENTS = 1000_00
"""A number without sign or scale is a price only from here up: nobody says "menos de 50"."""

_BETWEEN = re.compile(r"\b(?:entre|de|desde)\s*(?:los\s+|unos\s+)?(?:\$\s*)?$")
_JOINED = re.compile(r"^\s*(?:y|a|hasta|-)\s*(?:los\s+|las\s+)?(?:\$\s*)?$")
_PRICE_WORDS = re.compile(
    r"\b(?:precio|pesos|plata|gastar|presupuesto|sal(?:e|ga)n?|cuest[ae]n?|pagar)\b"
)


@dataclass(frozen=True)
class PriceRange:
    """Bounds in cents; either may be None. `spans` are what they took of the text."""

    low: int | None = None
    high: int | None = None
    spans: tuple[tuple[int, int], ...] = ()


def parse_price_range(text: str) -> PriceRange:
    """Read the price bounds of a folded text; amounts without a bound's words are budgets."""
    measured = [(q.start, q.end) for q in parse_quantities(text)]
    amounts = [a for a in parse_amounts(text) if _may_be_price(a, text, measured)]
    for first, second in pairwise(amounts):
        if _BETWEEN.search(text[: first.start]) and _JOINED.search(text[first.end : second.start]):
            lead = _BETWEEN.search(text[: first.start])
            span = (lead.start() if lead else first.start, second.end)
            cents = first.cents, second.cents
            return PriceRange(min(cents), max(cents), (span,))
    low: int | None = None
    high: int | None = None
    spans = []
    for amount in amounts:
        bound = read_bound(text, amount.start, amount.end)
        if bound.side == "exact" and not (amount.is_money or _PRICE_WORDS.search(text)):
            continue
        spans.append((bound.start, bound.end))
        if bound.side == "min":
            low = amount.cents
        elif bound.side == "about":
            low = round(amount.cents * (1 - AROUND))
            high = round(amount.cents * (1 + AROUND))
        else:
            high = amount.cents
    if low is not None and high is not None and low > high:
        low, high = high, low
    return PriceRange(low, high, tuple(spans))


def _may_be_price(amount: Amount, text: str, measured: list[tuple[int, int]]) -> bool:
    inside = any(start <= amount.start < end for start, end in measured)
    if amount.currency != "ARS" or (inside and not amount.is_money):
        return False
    if amount.is_money:
        return True
    digits = re.sub(r"\D", "", text[amount.start : amount.end])
    bound = read_bound(text, amount.start, amount.end)
    return amount.cents >= LEAST_BARE_CENTS and len(digits) <= 7 and bound.side != "exact"
