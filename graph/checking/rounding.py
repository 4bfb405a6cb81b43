"""When an amount told is the price: to the cent, or openly rounded and near."""

import re

HEDGE = re.compile(
    r"\b(?:unos|unas|casi|cerca de|alrededor de|aprox\w*|mas o menos|rond\w+(?: los| las)?|"
    r"masomenos|tipo|(?:algo|poco|poquito|apenas) (?:mas|menos) de)\W*$"
)
HEDGE_AFTER = re.compile(
    r"\s*,?\s*\(?(?:aprox\w*|mas o menos|masomenos|redonde\w+|y (?:pico|monedas|"
    r"algo)|en numeros redondos)"
)
HEDGED_TOLERANCE = 0.02
"""A hedged amount may be off by this share: more would mislead."""


ROUND_DIGITS = 3
"""Significant digits of a rounded amount: "1,16 millones"; with more, it is an exact one."""


def same_price(told: int, expected: int, written: str, *, hedged: bool) -> bool:
    """Compare cents; prices with cents may be told without them when nothing else changes."""
    if told == expected:
        return True
    writes_cents = re.search(r",\d\d\b", written) and told % 100 == 0
    if told == expected // 100 * 100 and not writes_cents:
        return True
    is_round = rounds(told)
    return hedged and is_round and abs(told - expected) <= expected * HEDGED_TOLERANCE


def rounds(told: int) -> bool:
    """Tell whether an amount is a round one."""
    return len(str(told // 100).rstrip("0")) <= ROUND_DIGITS
