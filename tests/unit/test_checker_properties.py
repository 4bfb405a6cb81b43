"""Amounts in every spelling parse back; a price with any digit changed is refused."""

import asyncio
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.checking.checker import ClaimChecker
from graph.checking.sources import read_sources
from graph.understanding.amounts import parse_amounts
from graph.wording import write_money

PESOS = st.integers(min_value=1_000, max_value=99_999_999)
CENTS = st.integers(min_value=1_000_00, max_value=99_999_999_99)
FRAMES = (
    "La Lijadora Kraft LK200 sale {} [1].",
    "{} la Kraft LK200 [1].",
    "Está a {}, con stock [1].",
    "- Lijadora Orbital Kraft LK200: {}, en stock [1].",
    "Te queda en {} [1]. ¿La querés?",
    "Hoy {} [1].",
)


def dotted(pesos: int) -> str:
    return f"{pesos:,}".replace(",", ".")


def lijadora(cents: int):
    return read_sources(
        [
            {
                "kind": "product",
                "id": "K1",
                "title": "Lijadora Orbital Kraft LK200",
                "brand": "Kraft",
                "price": {"amount": f"{cents // 100}.{cents % 100:02d}", "currency": "ARS"},
                "availability": "in_stock",
                "attributes": {"Potencia": "200 W"},
            }
        ]
    )


def supported(answer: str, cents: int) -> bool:
    check = asyncio.run(ClaimChecker().check("cuánto sale?", answer, lijadora(cents)))
    return check.supported


@given(PESOS)
def test_pesos_parse_back_from_every_spelling(pesos):
    spellings = [
        f"$ {dotted(pesos)}", f"${dotted(pesos)}", f"{dotted(pesos)} pesos", f"$ {pesos}",
        f"ARS {dotted(pesos)}", f"$ {dotted(pesos)},00", f"{pesos} pesos", write_money(pesos * 100),
    ]  # fmt: skip
    for spelling in spellings:
        (amount,) = parse_amounts(spelling)
        assert (amount.cents, amount.is_money) == (pesos * 100, True), spelling


@given(CENTS)
def test_cents_parse_back(cents):
    (amount,) = parse_amounts(write_money(cents))
    assert amount.cents == cents


@given(st.integers(min_value=2, max_value=999))
def test_thousands_parse_back(thousands):
    for spelling in (
        f"{thousands} lucas",
        f"{thousands} mil",
        f"{thousands}k",
        f"{thousands} mil pesos",
    ):
        (amount,) = parse_amounts(spelling)
        assert amount.cents == thousands * 1000_00, spelling


@given(st.integers(min_value=11, max_value=990))
def test_millions_parse_back(hundredths):
    whole, fraction = divmod(hundredths, 100)
    number = f"{whole},{fraction:02d}".rstrip("0").rstrip(",")
    for spelling in (f"{number} millones", f"{number} palos", f"$ {number} millones"):
        (amount,) = parse_amounts(spelling)
        assert amount.cents == hundredths * 10_000_00, spelling


@pytest.mark.parametrize("frame", FRAMES)
@given(cents=CENTS, data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_price_passes_and_any_digit_changed_is_caught(frame, cents, data):
    written = write_money(cents)
    assert supported(frame.format(written), cents), frame.format(written)
    places = [m.start() for m in re.finditer(r"\d", written)]
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != written[place]]))
    changed = written[:place] + digit + written[place + 1 :]
    if re.match(r"\$ 0", changed):
        return
    assert not supported(frame.format(changed), cents), frame.format(changed)


@pytest.mark.parametrize("times", [2, 3, 5, 10])
def test_a_multiple_of_the_price_is_no_count_of_units(times):
    """The 2 of "$ 2.000" counts no units: it once let a doubled price pass."""
    assert not supported(f"Hoy {write_money(1000_00 * times)} [1].", 1000_00)
