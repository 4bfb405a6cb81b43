"""Price bounds: "menos de 900 lucas", "entre 50 y 80 mil", "tengo 300 lucas"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from graph.understanding.amounts import Amount, parse_amounts
from graph.understanding.bounds import AROUND, read_bound
from ingest.units import parse_quantities

LEAST_BARE_CENTS = 1000_00
"""A number without sign or scale is a price only from here up: nobody says "menos de 50"."""

NEAR_USUAL, NEAR_BARE = 4, 2
"""A bound may be this many times below or above what such products cost; one without a word that
says so, this many."""
LEAST_HUNDREDS = 100_00
"""Figures below are measures sooner than prices: "de 6 a 12"."""

_BETWEEN = re.compile(r"\b(?:entre|de|desde)\s*(?:los\s+|unos\s+)?(?:\$\s*)?$")
_JOINED = re.compile(r"^\s*(?:y|e|a|hasta|-)\s*(?:los\s+|las\s+)?(?:\$\s*)?$")
_TO = re.compile(r"^\s*(?:a|hasta|-)\s*(?:los\s+|las\s+)?(?:\$\s*)?$")
"""Between two prices that are a range without a word before them: "50 a 100 pesos"."""
_BUDGET = re.compile(
    r"\b(?:presupuesto|gastar|pagar|plata|junte|ahorre|dispongo|cuento)\b\D{0,20}$|\bme\s+alcanza\b"
)
"""What is said before what one can spend."""
_PRICE_WORDS = re.compile(
    r"\b(?:precio|pesos|plata|gastar|presupuesto|sal(?:e|ga)n?|cuest[ae]n?|pagar)\b"
)


_CLAIMED = re.compile(
    r"(?:(?<!que )\b(?:sale[n]?|cuesta[n]?|vale[n]?|costaba[n]?|salia[n]?|valia[n]?|estaba[n]?)|"
    r"\b(?:vi(?:mos)?|dij\w+|dice[n]?|decia\w*|lei|figura\w*|repet\w+)\b[^,;.?]{0,15})"
    r"\s+(?:a|por|en|de|los|las|\s)*(?:\$\s*)?$"
)
"""Before a price that is stated, truly or not, and bounds nothing: "la vi a 85.000"."""


@dataclass(frozen=True)
class PriceRange:
    """Bounds in cents; either may be None. `spans` are what they took of the text."""

    low: int | None = None
    high: int | None = None
    spans: tuple[tuple[int, int], ...] = ()


def parse_price_range(text: str, usual: tuple[int, int] | None = None) -> PriceRange:
    """Read the price bounds of a folded text; amounts without a bound's words are budgets.

    `usual` is what such products cost, in cents: it tells "menos de 300" pesos from thousands.
    """
    measured = [(q.start, q.end) for q in parse_quantities(text)]
    said = parse_amounts(text)
    if usual:
        said = [*_bare_ranges(text, said, measured, usual)]
    read = (_as_price(a, text, measured, usual) for a in said)
    amounts = [amount for amount in read if amount]
    for first, second in pairwise(amounts):
        between = text[first.end : second.start]
        led = _BETWEEN.search(text[: first.start]) and _JOINED.search(between)
        paid = first.is_money and second.is_money and _TO.search(between)
        if led or (paid and first.cents < second.cents):
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
        if bound.side == "exact" and _CLAIMED.search(text[: amount.start]):
            continue
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


def _bare_ranges(
    text: str, amounts: list[Amount], measured: list[tuple[int, int]], usual: tuple[int, int]
) -> Iterator[Amount]:
    """Yield the amounts; two that such products cost, "de 300 a 400", are money unsaid.

    So is "50" in "50 a 100 pesos".
    """
    money: set[int] = set()
    for first, second in pairwise(amounts):
        if not _TO.search(text[first.end : second.start]):
            continue
        led = re.search(r"\b(?:de|desde)\s+$", text[: first.start])
        plain = not any(start <= a.start < end for start, end in measured for a in (first, second))
        costs = all(
            usual[0] / NEAR_BARE <= a.cents <= usual[1] * NEAR_BARE and a.cents >= LEAST_HUNDREDS
            for a in (first, second)
        )
        if plain and ((led and costs) or second.is_money) and first.cents < second.cents:
            money |= {first.start, second.start}
    yield from (replace(a, is_money=True) if a.start in money else a for a in amounts)


def _as_price(
    amount: Amount, text: str, measured: list[tuple[int, int]], usual: tuple[int, int] | None
) -> Amount | None:
    """Return the amount as a price; None when it is a measure, a count or a model number."""
    inside = any(start <= amount.start < end for start, end in measured)
    if amount.currency != "ARS" or (inside and not amount.is_money):
        return None
    if amount.is_money and not (usual and _is_resolution(amount, text)):
        return amount
    digits = re.sub(r"\D", "", text[amount.start : amount.end])
    if len(digits) > 7 or not _is_bounded(amount, text):
        return None
    if usual is None:
        return amount if amount.cents >= LEAST_BARE_CENTS else None
    # Below a hundred thousand nobody leaves "mil" out with nothing before: "una tele de 50 o más".
    bare = amount.cents < LEAST_HUNDREDS and re.search(r"\b(?:de|en)\s+$", text[: amount.start])
    side = read_bound(text[amount.start :], 0, amount.end - amount.start).side
    for scale in (1,) if bare and side != "exact" else (1, 1000):
        if usual[0] / NEAR_USUAL <= amount.cents * scale <= usual[1] * NEAR_USUAL:
            return replace(amount, cents=amount.cents * scale)
    is_budget = amount.cents >= LEAST_BARE_CENTS and _BUDGET.search(text[: amount.start])
    return amount if is_budget else None


def _is_resolution(amount: Amount, text: str) -> bool:
    """Tell whether "4k" is a screen's resolution: nobody bounds it and it buys nothing there."""
    return text[amount.start : amount.end].strip() in ("4k", "8k")


def _is_bounded(amount: Amount, text: str) -> bool:
    """Tell whether words around the figure make a bound of it: "menos de", "entre … y"."""
    if read_bound(text, amount.start, amount.end).side != "exact":
        return True
    before, after = text[: amount.start], text[amount.end :]
    if _BUDGET.search(before):
        return True
    return bool(
        re.search(r"\bentre\s+(?:[\d.,]+\s+(?:y|e|a|hasta)\s+)?$", before)
        or re.match(r"\s*pesos\b", after)
    )
