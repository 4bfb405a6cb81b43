"""Amounts in every spelling parse back; a price with any digit changed is refused."""

import asyncio
import re

import pytest
from hypothesis import assume, given, settings
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


def two_and_a_policy(first: int, second: int, share: int, charge: int):
    def product(name: str, code: str, pesos: int) -> dict:
        return {
            "kind": "product", "id": code, "title": f"{name} {code}", "brand": name,
            "price": {"amount": str(pesos), "currency": "ARS"}, "availability": "in_stock",
        }  # fmt: skip

    text = (
        f"Por transferencia hay {share} % de descuento. La colocación cuesta {pesos_of(charge)}. "
        "Hay 6 cuotas sin interés."
    )
    policy = {"kind": "policy", "id": "p", "title": "Pagos", "text": text}
    return read_sources(
        [product("Reposera Delta", "RD1", first), product("Sombrilla Bahía", "SB2", second), policy]
    )


def pesos_of(pesos: int) -> str:
    return f"$ {dotted(pesos)}"


DERIVED = {
    "total": ("Las dos juntas salen {} [1][2].", lambda a, b, s, c: a + b),
    "difference": ("La diferencia de precio es de {} [1][2].", lambda a, b, s, c: abs(a - b)),
    "discount": (
        "Con transferencia [3] la Reposera te queda en {} [1].",
        lambda a, b, s, c: a * (100 - s) // 100,
    ),
    "instalment": ("En 6 cuotas sin interés [3] pagás {} por mes [1].", lambda a, b, s, c: a // 6),
    "charge": (
        "La Sombrilla [2] con la colocación [3] te sale todo {} en total.",
        lambda a, b, s, c: b + c,
    ),
    "multiple": ("Tres reposeras serían {} [1].", lambda a, b, s, c: 3 * a),
}


@pytest.mark.parametrize("kind", DERIVED)
@given(
    first=st.integers(20, 900).map(lambda n: n * 600),
    second=st.integers(20, 900).map(lambda n: n * 700),
    share=st.sampled_from([5, 10, 15, 20]),
    charge=st.integers(31, 99).map(lambda n: n * 100),
    data=st.data(),
)
@settings(max_examples=25, deadline=None)
def test_a_derived_amount_passes_and_any_digit_changed_is_caught(
    kind, first, second, share, charge, data
):
    frame, compute = DERIVED[kind]
    value = compute(first, second, share, charge)
    assume(value >= 1_000)
    sources = two_and_a_policy(first, second, share, charge)
    written = pesos_of(value)
    assert passes(frame.format(written), sources), frame.format(written)
    places = [m.start() for m in re.finditer(r"\d", written)]
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([d for d in "123456789" if d != written[place]]))
    changed = written[:place] + digit + written[place + 1 :]
    told = parse_amounts(changed)[0].cents // 100
    # Another true statement of the same sources is no error of arithmetic.
    assume(told not in {first, second, charge, *(f(first, second, share, charge)
                                                for _, f in DERIVED.values())})  # fmt: skip
    assert not passes(frame.format(changed), sources), frame.format(changed)


def passes(answer: str, sources) -> bool:
    return asyncio.run(ClaimChecker().check("cuánto me sale?", answer, sources)).supported
