"""Sums of what is asked together: several units of one product, or several products."""

import re
from collections.abc import Sequence

from graph.facts.fact import Fact
from graph.facts.prices import UNITS_COUNTED, total_facts
from graph.state import Source
from graph.wording import write_money
from ingest.units import fold

_TOGETHER = re.compile(
    r"\b(?:suman?|total|todo junto|juntos|juntas|entre (?:los|las) (?:dos|tres))\b"
    r"|\bcuanto\b.* mas (?:el|la|los|las|un|una)\b|\b(?:los|las) (?:dos|tres) cuanto\b"
)
_ASKS_PRICE = re.compile(r"\bcuanto\b|\btotal\b|\bprecio\b|\bsale[n]?\b|\bserian?\b")
_COUNT = re.compile(
    r"(?:^|\b(?:dame|llevo|quiero|compro|por|x|serian?|necesito|son|de a|mandame)\s+)"
    + UNITS_COUNTED
)


def sum_facts(question: str, products: Sequence[Source]) -> list[Fact]:
    """Add up the prices of products that the question puts together."""
    if len(products) < 2 or not _TOGETHER.search(fold(question)):
        return []
    cents = sum(source["payload"]["current_cents"] for source in products)
    markers = tuple(source["marker"] for source in products)
    told = write_money(cents, products[0]["payload"]["currency"])
    return [Fact("sum", f"en total: {told}", markers)]


def unit_facts(question: str, products: Sequence[Source]) -> list[Fact]:
    """Multiply a price by the units that are asked for."""
    text = fold(question)
    match = _COUNT.search(text)
    if not match or len(products) != 1 or not _ASKS_PRICE.search(text):
        return []
    return total_facts(products[0], match[1])
