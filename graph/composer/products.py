"""Show products, one cited line each: in a list, or set side by side."""

from collections.abc import Sequence

from graph.composer.topics import Topics
from graph.facts.content import CONTENT
from graph.facts.prices import price_told, unit_price
from graph.state import Source
from graph.wording import write_attribute, write_offer
from ingest.units import fold


def list_products(sources: Sequence[Source]) -> list[str]:
    """Return a line a product: title, price, stock."""
    lines = ["Te muestro lo que encontré:\n" if len(sources) > 1 else "Encontré esto:\n"]
    for source in sources:
        offer = write_offer(source["payload"], price_told(source))
        lines.append(f"- {source['title']}: {offer} [{source['marker']}].\n")
    if len(sources) > 1:
        lines.append("¿Querés que te cuente más de alguno o los comparo?")
    return lines


def compare(sources: Sequence[Source], topics: Topics) -> list[str]:
    """Set the products side by side: price, stock, and the attributes in which they differ.

    Of what is sold by weight or volume, the price of a kilo or a litre too.
    """
    shared = set.intersection(*(set(source["payload"]["attributes"]) for source in sources))
    names = list(topics.attributes) or [
        name
        for name in sources[0]["payload"]["attributes"]
        if name in shared
        and len({str(source["payload"]["attributes"][name]) for source in sources}) > 1
    ]
    by_measure = [
        unit_price(s) if CONTENT & {*map(fold, s["payload"]["attributes"])} else None
        for s in sources
    ]
    apart = len({fact.text for fact in by_measure if fact}) > 1
    lines = []
    for source, per in zip(sources, by_measure, strict=True):
        attributes = source["payload"]["attributes"]
        facts = [write_attribute(n, attributes[n]) for n in names[:5] if n in attributes]
        facts += [per.text] if per and apart and None not in by_measure else []
        told = ", ".join([write_offer(source["payload"], price_told(source)), *facts])
        lines.append(f"- {source['title']}: {told} [{source['marker']}].\n")
    return lines
