"""How much a product sold by weight or volume holds."""

from graph.state import Source
from ingest.units import UNITS, Quantity, fold, parse_quantities

CONTENT = frozenset(["contenido", "peso neto", "contenido neto"])
"""Attributes of what is sold by weight or volume; a flask's capacity is not for sale."""


def content_of(source: Source) -> Quantity | None:
    """Return what an attribute called so tells, or the title, in kilos or litres."""
    payload = source["payload"]
    named = [value for name, value in payload["attributes"].items() if fold(name) in CONTENT]
    written = [
        f"{v['value']} {v['unit']}".replace(".", ",") if isinstance(v, dict) else str(v)
        for v in named
    ]
    for quantity in parse_quantities(" . ".join([*written, payload["title"]])):
        sold = quantity.dimension in ("mass", "volume")
        if sold and quantity.value > 0 and quantity.unit in UNITS[quantity.dimension]:
            return quantity
    return None
