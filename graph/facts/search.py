"""Facts about a search: what to recommend and why, or which products to show."""

import re
from collections.abc import Sequence

from graph.facts.attributes import extreme_facts
from graph.facts.fact import Fact
from graph.facts.prices import price_told
from graph.facts.stock import may_be_had
from graph.state import Source
from graph.wording import write_attribute
from ingest.units import fold

SHOWN = 3
"""Products that an answer shows at once; the rest are offered."""

_ADVICE = re.compile(
    r"\b(?:recom\w*|suger\w*|sugier\w*|aconsej\w*|consejo|conviene\w*|mejor|ideal\w*|elegir|"
    r"elijo|elegirias|llevarias|para (?!ver\b|comprar\b|mostrar\w*\b|hoy\b|ya\b))"
)
_MEASURE = re.compile(r": \d[\d.,]* ")


def search_facts(question: str, products: Sequence[Source]) -> list[Fact]:
    """Tell what a search asks for: an extreme, advice, or a list; that there is nothing."""
    if not products:
        return [Fact("nothing", "no se encontró nada de eso")]
    if facts := extreme_facts(question, products):
        return facts
    there = [source for source in products if may_be_had(source)]
    if there and _ADVICE.search(fold(question)):
        return [_advice("para recomendar", there[0], reasons(there[0]))] + [
            _advice("otra opción", source, []) for source in there[1:2]
        ]
    markers = tuple(source["marker"] for source in products[:SHOWN])
    rest = f" de {len(products)}" if len(products) > SHOWN else ""
    return [Fact("list", f"para mostrar: {len(markers)}{rest}", markers)]


def reasons(source: Source) -> list[str]:
    """Return what speaks for a product: its first measure, and the first feature that it has."""
    held = source["payload"]["attributes"]
    told = {name: write_attribute(name, value) for name, value in held.items()}
    measures = [text for text in told.values() if _MEASURE.search(text)]
    features = [name for name, value in held.items() if value is True]
    return [*measures[:1], *features[:1]]


def _advice(what: str, source: Source, why: Sequence[str]) -> Fact:
    parts = "; ".join([*why, price_told(source)])
    return Fact("advice", f"{what}: {source['title']}: {parts}", (source["marker"],))
