"""Sums of what is asked together: several units of one product, or several products."""

import re
from collections.abc import Sequence

from graph.checking.instalments import COUNT_WORDS
from graph.facts.fact import Fact
from graph.state import Source
from graph.wording import write_money
from ingest.units import fold

MOST_UNITS = 99

_NUMBERS = "|".join(word for word, number in COUNT_WORDS.items() if number > 1)
_TOGETHER = re.compile(
    r"\b(?:suman?|total|todo junto|juntos|juntas|entre (?:los|las) (?:dos|tres))\b"
    r"|\bcuanto\b.* mas (?:el|la|los|las|un|una)\b|\b(?:los|las) (?:dos|tres) cuanto\b"
)
_ASKS_PRICE = re.compile(r"\bcuanto\b|\btotal\b|\bprecio\b|\bsale[n]?\b|\bserian?\b")
_COUNT = re.compile(
    r"(?:^|\b(?:dame|llevo|quiero|compro|por|x|serian?|necesito|son|de a|mandame)\s+)"
    rf"(?:los |las )?(\d{{1,2}}|{_NUMBERS})\b"
    r"(?!\s*(?:cuotas?|pagos?|%|mil|lucas|kg|kilos?|litros?|l\b|gb|cm|m\b|pulgadas|hs|horas|dias))"
)


def sum_facts(question: str, products: Sequence[Source]) -> list[Fact]:
    """Add up the prices of products that the question puts together."""
    if len(products) < 2 or not _TOGETHER.search(fold(question)):
        return []
    cents = sum(source["payload"]["current_cents"] for source in products)
    markers = tuple(source["marker"] for source in products)
    return [Fact("sum", f"en total: {_money(products[0], cents)}", markers)]


def unit_facts(question: str, products: Sequence[Source]) -> list[Fact]:
    """Multiply a price by the units that are asked for."""
    text = fold(question)
    match = _COUNT.search(text)
    if not match or len(products) != 1 or not _ASKS_PRICE.search(text):
        return []
    count = COUNT_WORDS.get(match[1]) or int(match[1])
    if not 1 < count <= MOST_UNITS:
        return []
    told = _money(products[0], products[0]["payload"]["current_cents"] * count)
    return [Fact("total", f"{count} unidades: {told}", (products[0]["marker"],))]


def _money(source: Source, cents: int) -> str:
    return write_money(cents, source["payload"]["currency"])
