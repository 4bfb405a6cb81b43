"""Amounts of money as integer cents: floats never touch a price."""

import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict

Currency = Literal["ARS", "USD", "EUR", "BRL", "UYU", "CLP", "PYG", "BOB"]

_SYMBOLS = {
    "$": "ARS",
    "AR$": "ARS",
    "ARS$": "ARS",
    "U$S": "USD",
    "US$": "USD",
    "U$D": "USD",
    "€": "EUR",
}
_NUMBER = re.compile(r"[-+]?\d[\d.,' \u00a0\u202f]*")


MAX_AMOUNT = 10**13
"""More than anything costs, in any of the currencies; its cents fit the index's integers."""


class Money(BaseModel):
    """An amount in hundredths of its currency."""

    model_config = ConfigDict(frozen=True)

    cents: int
    currency: Currency = "ARS"

    @property
    def amount(self) -> str:
        """Return the amount as Google Merchant writes it, without currency: `899999.00`."""
        return f"{self.cents // 100}.{self.cents % 100:02d}"

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


def parse_decimal(text: str) -> Decimal:
    """Read a number written with either comma or dot decimals: `1.299.999,50`, `1299999.5`.

    A lone separator followed by exactly three digits groups thousands (`1.299`), as es-AR writes.

    Raises:
        ValueError: there is no number, or its separators contradict each other.
    """
    match = _NUMBER.search(text)
    if not match:
        raise ValueError(f"no number in {text!r}")
    digits = re.sub(r"[' \u00a0\u202f]", "", match.group()).rstrip(".,")
    last = max(digits.rfind("."), digits.rfind(","))
    if last >= 0:
        separator, other = digits[last], ",."[digits[last] == ","]
        whole, fraction = digits[:last], digits[last + 1 :]
        grouped = len(fraction) == 3 and other not in whole and whole.lstrip("+-0") != ""
        if separator in whole and (other in whole or len(fraction) != 3):
            raise ValueError(f"the separators of {text!r} contradict each other")
        whole = whole.replace(".", "").replace(",", "")
        digits = whole + fraction if grouped else f"{whole}.{fraction}"
    try:
        return Decimal(digits)
    except InvalidOperation as error:
        raise ValueError(f"not a number: {text!r}") from error


def parse_money(value: Any) -> Money:
    """Read a feed's price: `899999.00 ARS`, `$ 1.299.999,50`, 1299.5, {"amount", "currency"}.

    Strings as Google Merchant writes them (a currency code at the end) use the dot as decimal mark
    whatever follows it; others follow es-AR.

    Raises:
        ValueError: not a number, negative, more than two decimals that matter, unknown currency.
    """
    currency = "ARS"
    if isinstance(value, Money):
        return value
    if isinstance(value, dict):
        if "cents" in value:
            return Money.model_validate(value)
        currency = str(value.get("currency") or "ARS").upper()
        value = value.get("amount", value.get("value"))
    if isinstance(value, bool) or value is None:
        raise ValueError(f"not a price: {value!r}")
    if isinstance(value, int | float | Decimal):
        number = Decimal(str(value))
    else:
        text = str(value).strip()
        merchant = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([A-Z]{3})", text)
        plain = re.fullmatch(r"\d+\.\d{1,2}|\d+", text)
        if merchant:
            number, currency = Decimal(merchant.group(1)), merchant.group(2)
        elif plain:
            number = Decimal(text)
        else:
            marks = re.sub(r"[\d.,'\s+-]", "", text).upper()
            currency = _SYMBOLS.get(marks, marks or currency)
            number = parse_decimal(text)
    if not number.is_finite() or not 0 <= number < MAX_AMOUNT:
        raise ValueError(f"a price cannot be {number}")
    if currency not in get_args(Currency):
        raise ValueError(f"unknown currency {currency!r}")
    return Money(cents=int((number * 100).to_integral_value()), currency=currency)


MoneyField = Annotated[Money, BeforeValidator(parse_money)]
