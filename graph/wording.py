"""How figures are written for a shopper in Argentina."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ingest.sale_dates import end_of

MONTHS = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
          "octubre", "noviembre", "diciembre")  # fmt: skip
AVAILABILITY = {
    "in_stock": "en stock",
    "out_of_stock": "sin stock",
    "preorder": "en preventa",
    "backorder": "a pedido",
    "unknown": "",
}

_SYMBOLS = {"ARS": "$", "USD": "US$", "EUR": "€"}


def write_number(value: float) -> str:
    """Write 1234.5 as `1.234,5`."""
    text = f"{value:,.6f}".rstrip("0").rstrip(".")  # rounding would mislead: 0,454 kg
    return text.translate(str.maketrans(",.", ".,"))


def write_money(cents: int, currency: str = "ARS") -> str:
    """Write 89999900 cents as `$ 899.999`, and 1250 as `$ 12,50`."""
    whole = f"{cents // 100:,}".replace(",", ".")
    fraction = f",{cents % 100:02d}" if cents % 100 else ""
    return f"{_SYMBOLS.get(currency, currency)} {whole}{fraction}"


def write_price(payload: dict[str, Any]) -> str:
    """Write what the product costs today."""
    return write_money(payload["current_cents"], payload["currency"])


def write_offer(payload: dict[str, Any], price: str = "") -> str:
    """Write what it costs today and, where the catalog says so, whether it can be had.

    `price`: the price as it is told here, where more is told than what it costs.
    """
    return ", ".join(
        filter(None, (price or write_price(payload), AVAILABILITY[payload["availability"]]))
    )


def write_day(day: date) -> str:
    """Write a day as it is said: `5 de diciembre`."""
    return f"{day.day} de {MONTHS[day.month - 1]}"


def sale_end(payload: Mapping[str, Any]) -> str:
    """Write the last day of the sale that holds: `5 de diciembre`; empty where none is told."""
    dated = payload.get("dated_sale")
    if not dated or payload["sale_price_cents"] is None:
        return ""
    end = end_of(dated["dates"])
    return write_day(end) if end else ""


def write_size(size: str) -> str:
    """Write a size as it is said: `talle L`, `talle 39`, and `24 unidades` as it is."""
    is_plain = size.isalnum() and (size.isdigit() or len(size) < 4)
    return f"talle {size}" if is_plain else size


def write_list(words: Sequence[str]) -> str:
    """Write words one after another: `35, 36 y 37`."""
    return " y ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def write_attribute(name: str, value: Any) -> str:
    """Write an attribute of a payload: `capacidad: 364 l`, `no frost: sí`."""
    if isinstance(value, bool):
        return f"{name}: {'sí' if value else 'no'}"
    if isinstance(value, dict):
        return f"{name}: {write_number(value['value'])} {value['unit']}"
    if isinstance(value, list):
        return f"{name}: {', '.join(map(str, value))}"
    if isinstance(value, int | float):
        return f"{name}: {write_number(value)}"
    return f"{name}: {value}"
