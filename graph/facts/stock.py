"""Facts about stock: product by product when a few are asked, sorted out when many are shown."""

from collections.abc import Sequence

from graph.facts.fact import Fact
from graph.state import Source
from graph.wording import AVAILABILITY, write_price
from ingest.product import MAY_BE_HAD

FEW_LEFT = 3
"""At most this many units left are worth telling."""


def stock_told(source: Source, *, count: bool = False) -> str:
    """Tell whether there is stock; how much when it is asked, or when little is left.

    Nothing where the catalog does not say.
    """
    payload = source["payload"]
    told = AVAILABILITY[payload["availability"]]
    quantity = payload["quantity"]
    if payload["availability"] == "in_stock" and quantity and (count or quantity <= FEW_LEFT):
        return f"{told}, queda 1 unidad" if quantity == 1 else f"{told}, quedan {quantity} unidades"
    return told


def is_sold_out(source: Source) -> bool:
    return bool(source["payload"]["availability"] == "out_of_stock")


def may_be_had(source: Source) -> bool:
    """Tell whether it is in stock, as far as the catalog says."""
    return source["payload"]["availability"] in MAY_BE_HAD


def short_of(source: Source, units: int) -> list[Fact]:
    """Tell how many there are, where they are fewer than the units that are wanted."""
    payload = source["payload"]
    if units > 1 and is_sold_out(source):
        return [Fact("short", f"{source['title']}: está sin stock", (source["marker"],))]
    quantity = payload["quantity"]
    if payload["availability"] != "in_stock" or not quantity or units <= quantity:
        return []
    left = "queda 1 unidad" if quantity == 1 else f"quedan {quantity} unidades"
    return [Fact("short", f"{source['title']}: no llega, {left}", (source["marker"],))]


def alternative(wanted: Source, products: Sequence[Source]) -> list[Fact]:
    """Name the first product of the same kind that can be had instead."""
    kind = wanted["title"].split()[0]
    for source in products:
        alike = source["title"].startswith(kind) and source["id"] != wanted["id"]
        if alike and source["payload"]["availability"] == "in_stock":
            told = f"otra opción en stock: {source['title']}, {write_price(source['payload'])}"
            return [Fact("alternative", told, (source["marker"],))]
    return []
