"""Show products, one cited line each: in a list, or set side by side."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from graph.composer.topics import Topics
from graph.facts.content import CONTENT
from graph.facts.denials import denials
from graph.facts.kinds import sentences_of
from graph.facts.prices import price_told, unit_price
from graph.state import Source
from graph.understanding.colors import agreeing
from graph.wording import write_attribute, write_number, write_offer, write_size
from ingest.units import fold, whole_quantity

MOST_SAID = 3
"""Sentences of a description that a comparison tells of each product."""


def list_products(
    sources: Sequence[Source], question: str = "", asked: Mapping[str, Any] = MappingProxyType({})
) -> list[str]:
    """Return a line a product: title, price, stock; and what its sheet denies of the question.

    `asked` is the request that found them.
    """
    lines = ["Te muestro lo que encontré:\n" if len(sources) > 1 else "Encontré esto:\n"]
    for source in sources:
        offer = write_offer(source["payload"], price_told(source))
        name = variant_name(source, question, sources, asked)
        lines.append(f"- {name}: {offer} [{source['marker']}].\n")
        denied = denials(question, source["title"], source["payload"]["description"] or "")
        lines += [f"{said} [{source['marker']}].\n" for said in denied]
    if len(sources) > 1:
        lines.append("¿Querés que te cuente más de alguno o los comparo?")
    return lines


def are_variants(sources: Sequence[Source]) -> bool:
    """Tell whether several products are variants of one."""
    groups = {source["payload"].get("item_group_id", "") for source in sources}
    return len(sources) > 1 and len(groups) == 1 and groups != {""}


def variant_name(
    source: Source, question: str, beside: Sequence[Source] = (),
    asked: Mapping[str, Any] = MappingProxyType({}),
) -> str:  # fmt: skip
    """Return a title with the size, colour or measure that it does not say, where it is asked for.

    Now or before: once the request has a size, whatever is told of stock is told with the size.
    Of variants side by side of one title, with those by which they differ.
    """
    payload, name = source["payload"], source["title"]
    if not payload.get("item_group_id"):
        return name
    alike = are_variants(beside) and len({other["title"] for other in beside}) < len(beside)
    apart = [{*_values(other)} for other in beside] if alike else []
    said = set(re.findall(r"\w+", fold(question)))
    spoken_of = {
        *([write_size(payload["size"])] if asked.get("sizes") else []),
        *([payload["color"].lower()] if asked.get("colors") else []),
    }
    for value in _values(source):
        words = re.findall(r"\w+", fold(value.removeprefix("talle ")))
        figures = {word for word in words if word.isdigit()}
        ways = [{*agreeing(word)} for word in words]
        named = figures <= said if figures else any(way & said for way in ways)
        named = named or value in spoken_of
        if alike:
            named = not all(value in values for values in apart)
        if named and not all(way & {*payload["title_words"]} for way in ways):
            name += f", {value}"
    return name


def _values(source: Source) -> list[str]:
    """Return what may tell a variant from another, written: its size, colour and measures."""
    payload = source["payload"]
    told = [write_size(payload["size"]), payload["color"].lower()]
    for attribute, value in payload["attributes"].items():
        if fold(attribute).startswith("garantia"):
            continue
        if isinstance(value, dict):
            told.append(f"{write_number(value['value'])} {value['unit']}")
        elif isinstance(value, str) and whole_quantity(value):
            told.append(value)
    return [value for value in told if value]


def compare(sources: Sequence[Source], topics: Topics) -> list[str]:
    """Set the products side by side: price, stock, and the attributes in which they differ.

    Of what is sold by weight or volume, the price of a kilo or a litre too. Where no attribute sets
    them apart, what their descriptions say and the other's does not is told.
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
        if topics.compare and not names:
            lines += [f"{said} [{source['marker']}].\n" for said in _own_words(source, sources)]
    return lines


def _own_words(source: Source, sources: Sequence[Source]) -> list[str]:
    """Return the first sentences of a description that no other of the products says."""
    others = [{*sentences_of(other)} for other in sources if other is not source]
    return [s for s in sentences_of(source) if not any(s in said for said in others)][:MOST_SAID]
