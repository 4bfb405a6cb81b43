import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.money import Money, parse_decimal, parse_money


@pytest.mark.parametrize(
    ("written", "cents", "currency"),
    [
        ("899999.00 ARS", 89999900, "ARS"),
        ("$ 1.299.999,50", 129999950, "ARS"),
        ("1.299", 129900, "ARS"),
        ("12.5", 1250, "ARS"),
        (1299.5, 129950, "ARS"),
        ("U$S 12,50", 1250, "USD"),
        ({"amount": "10.50", "currency": "ARS"}, 1050, "ARS"),
        ("1,299.99", 129999, "ARS"),
    ],
)
def test_reads_prices_as_feeds_write_them(written, cents, currency):
    assert parse_money(written) == Money(cents=cents, currency=currency)


@pytest.mark.parametrize(
    "written", ["", "gratis", "-5.00 ARS", "12.00 XYZ", None, True, float("nan")]
)
def test_refuses_what_is_not_a_price(written):
    with pytest.raises(ValueError, match=r".+"):
        parse_money(written)


@given(st.integers(0, 10**12))
def test_merchant_spelling_round_trips(cents):
    money = Money(cents=cents)
    assert parse_money(str(money)) == money


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_a_value_error(text):
    with contextlib.suppress(ValueError):
        parse_decimal(text)
