"""Products drawn for one example: their prices and stock are new each time."""

import random
from dataclasses import dataclass
from typing import Any

from graph.wording import AVAILABILITY, write_money

STOCK = (("in_stock", 0.72), ("out_of_stock", 0.22), ("preorder", 0.03), ("backorder", 0.03))
SALE, FEW, UNCOUNTED = 0.25, 0.25, 0.15
"""Shares of products on sale, with at most three units left, and whose units are not counted."""


@dataclass(frozen=True)
class Item:
    """A product of an example."""

    family: dict[str, Any]
    row: dict[str, Any]
    brand: str
    model: str

    @property
    def title(self) -> str:
        return str(self.row["title"])

    @property
    def held(self) -> dict[str, Any]:
        attributes: dict[str, Any] = self.row["attributes"]
        return attributes

    @property
    def pesos(self) -> int:
        """What is paid today."""
        return int(self.row["sale"] or self.row["list"])

    @property
    def price(self) -> str:
        return write_money(self.pesos * 100)

    @property
    def list_price(self) -> str:
        return write_money(int(self.row["list"]) * 100)

    @property
    def told_price(self) -> str:
        """The price, with what it was before an offer."""
        return f"{self.price} (antes {self.list_price})" if self.row["sale"] else self.price

    @property
    def stock(self) -> str:
        return AVAILABILITY[self.row["availability"]]

    @property
    def is_out(self) -> bool:
        return bool(self.row["availability"] == "out_of_stock")

    def called(self, rng: random.Random) -> str:
        """Return one of the ways in which a shopper calls it."""
        article = {"f": "la", "m": "el", "mp": "los"}[self.family["g"]]
        short = self.family["short"]
        ways = [
            f"{article} {short} {self.brand} {self.model}",
            f"{article} {self.brand} {self.model}",
            f"{article} {short} {self.model}",
            self.title,
        ]
        way = rng.choice(ways)
        return way.lower() if rng.random() < 0.5 else way


def stock_item(family: dict[str, Any], index: int, rng: random.Random, **fixed: Any) -> Item:
    """Put a family's product on the shelf, with a price and stock of its own.

    `fixed` sets `availability`, `sale` (a bool), `quantity`, or the `suffix` of the title.
    """
    brand, model, suffix, base, values, description = family["products"][index]
    noun = family["noun"][:1].upper() + family["noun"][1:]
    title = f"{noun} {brand} {model} {fixed.get('suffix', suffix)}".strip()
    price = _price(base, rng)
    offer = _price(int(price * rng.uniform(0.7, 0.9)), rng, spread=0.0)
    sale = fixed.get("sale", rng.random() < SALE) and offer < price
    availability = fixed.get("availability") or rng.choices(
        [name for name, _ in STOCK], [share for _, share in STOCK]
    )[0]  # fmt: skip
    quantity = 0 if availability == "out_of_stock" else None
    if availability == "in_stock" and rng.random() > UNCOUNTED:
        quantity = rng.randint(1, 3) if rng.random() < FEW else rng.randint(4, 60)
    row = {
        "id": title.upper().replace(" ", "-"),
        "title": title,
        "brand": brand,
        "product_type": family["type"],
        "list": price,
        "sale": offer if sale else None,
        "availability": availability,
        "quantity": fixed.get("quantity", quantity),
        "description": description,
        "attributes": {
            name: value
            for name, value in zip(family["attrs"], values, strict=True)
            if value is not None
        },
    }
    return Item(family, row, brand, model)


def feed_row(item: Item, **changes: Any) -> dict[str, Any]:
    """Write an item as a feed does."""
    row = {key: value for key, value in item.row.items() if key not in ("list", "sale")}
    row["price"] = f"{item.row['list']}.00 ARS"
    if item.row["sale"]:
        row["sale_price"] = f"{item.row['sale']}.00 ARS"
    return row | changes


def _price(base: int, rng: random.Random, spread: float = 0.3) -> int:
    """Draw a price as stores write them: 42.999, 42.990, 43.500."""
    drawn = int(base * rng.uniform(1 - spread, 1 + spread))
    step, ending = rng.choice(((1000, 999), (1000, 990), (500, 0), (100, 0), (1000, 900)))
    return max(step, drawn // step * step) + ending
