"""Facts about attributes: those asked for, the extremes among several products, what is missing."""

import re
from collections.abc import Sequence

from graph.checking.comparison import SCALES, Scale
from graph.checking.evidence import Evidence
from graph.facts.described import told_apart_by
from graph.facts.fact import Fact
from graph.facts.kinds import fitting
from graph.facts.subjects import beside_titles
from graph.state import Source
from graph.understanding.attributes import mentioned_attributes
from graph.wording import write_attribute, write_price
from ingest.units import fold

_BEST_PRICE = re.compile(r"\b(?:menor precio|mejor precio|precio mas bajo)\b")
SHORT_STEM = 4
"""Letters up to which the stem of a magnitude is all of its word but the ending."""
_ORDERED = re.compile(r"\b(mas|menos|mayor|menor)\s+(\w+)")
FEW = 3
"""Products of which each may be told beside the extreme one."""


def attributes_told(question: str, source: Source) -> list[str]:
    """Tell the attributes that the question names apart from the title, if the product has them."""
    held = source["payload"]["attributes"]
    said = beside_titles(question, [source])
    names = fitting(question, mentioned_attributes(said, held), held)
    return [write_attribute(name, held[name]) for name in names[:2]]


def differing(products: Sequence[Source]) -> tuple[str, ...]:
    """Return the attributes that all the products have and that set them apart."""
    held = [source["payload"]["attributes"] for source in products]
    return tuple(
        name for name in held[0]
        if all(name in one for one in held) and len({str(one[name]) for one in held}) > 1
    )  # fmt: skip


def extreme_facts(question: str, products: Sequence[Source]) -> list[Fact]:
    """Tell the cheapest, the dearest, the largest… of several products, as the question asks."""
    text = fold(question)
    if len(products) < 2:
        return []
    if _BEST_PRICE.search(text):
        return [fact] if (fact := _extreme(SCALES[0], products, least=True)) else []
    found = []
    for degree, word in _ORDERED.findall(text):
        scale = _scale_of(word, products)
        less = degree in ("menos", "menor")
        fact = _extreme(scale, products, least=scale.highest == less) if scale else None
        if fact := fact or _extreme_described(word, products, less=less):
            found.append(fact)
    return found[:2]


def _extreme_described(word: str, products: Sequence[Source], *, less: bool) -> Fact | None:
    """Tell the extreme by what the descriptions tell, where no attribute holds it."""
    scale, told = told_apart_by(word, products)
    if not told:
        return None
    least = scale.highest == less
    best = (min if least else max)(figure.value for figure in told.values())
    winners = [s for s in products if s["marker"] in told and told[s["marker"]].value == best]
    if len(winners) == len(told):
        return None
    titles = " y ".join(source["title"] for source in winners)
    mine = told[winners[0]["marker"]]
    names = mine.said in map(fold, scale.attributes)  # "mayor peso", and of a verb "rinde más"
    degree = "menor" if least else "mayor"
    what = f"{degree} {mine.said}" if names else f"{mine.said} {'menos' if least else 'más'}"
    markers = tuple(source["marker"] for source in winners)
    text = f"{what}: {titles}, {mine.sentence[:1].lower()}{mine.sentence[1:]}"
    return Fact("extreme", text, markers)


def beside_extreme(question: str, products: Sequence[Source]) -> list[Fact]:
    """Tell of the few others what the extreme is told by: "batería: 3.349 mAh"."""
    scales = [_scale_of(word, products) for _, word in _ORDERED.findall(fold(question))]
    scale = next((s for s in scales if s and s.attributes != ("price",)), None)
    if scale is None or len(products) > FEW:
        return []
    name, values = _measured(scale, products)
    if not values:
        words = (word for _, word in _ORDERED.findall(fold(question)))
        told = next((held for word in words if (held := told_apart_by(word, products)[1])), {})
        return [
            Fact("beside", f"{s['title']}: {said.sentence[:1].lower()}{said.sentence[1:]}",
                 (s["marker"],))
            for s in products if (said := told.get(s["marker"]))
        ]  # fmt: skip
    return [
        Fact("beside", f"{s['title']}: {write_attribute(name, s['payload']['attributes'][name])}",
             (s["marker"],))
        for s in products if s["marker"] in values
    ]  # fmt: skip


def _scale_of(word: str, products: Sequence[Source]) -> Scale | None:
    """Return the magnitude that a word orders by; short stems mean no longer word: "más carga"."""
    for scale in SCALES:
        for stem in scale.stems:
            whole = re.fullmatch(rf"{stem}[oae]?s?", word)
            if whole if len(stem) <= SHORT_STEM else word.startswith(stem):
                return scale
    names = [name for source in products for name in source["payload"]["attributes"]]
    spoken = tuple(map(fold, mentioned_attributes(word, names)))
    return Scale((word,), spoken, highest=True) if spoken else None


def _extreme(scale: Scale, products: Sequence[Source], *, least: bool) -> Fact | None:
    if scale.attributes == ("price",):
        if len({source["payload"]["currency"] for source in products}) > 1:
            return None
        values = {s["marker"]: float(s["payload"]["current_cents"]) for s in products}
        name = ""
    else:
        name, values = _measured(scale, products)
    if len(values) < 2:
        return None
    best = (min if least else max)(values.values())
    winners = [source for source in products if values.get(source["marker"]) == best]
    if len(winners) == len(products):
        return None
    markers = tuple(source["marker"] for source in winners)
    titles = " y ".join(source["title"] for source in winners)
    if not name:
        value = write_price(winners[0]["payload"])
    else:
        written = write_attribute(name, winners[0]["payload"]["attributes"][name])
        value = written.removeprefix(f"{name}: ")
    degree = "menor" if least else "mayor"
    return Fact("extreme", f"{degree} {name or 'precio'}: {titles}, {value}", markers)


def _measured(scale: Scale, products: Sequence[Source]) -> tuple[str, dict[int, float]]:
    """Return the first attribute of the scale that two products have, and its values."""
    for wanted in scale.attributes:
        for name in dict.fromkeys(n for s in products for n in s["payload"]["attributes"]):
            if not fold(name).startswith(wanted):
                continue
            values = {
                source["marker"]: quantity.value
                for source in products
                for held, quantity in evidence_of(source).measures
                if held == fold(name) and name in source["payload"]["attributes"]
            }
            if len(values) > 1:
                return name, values
    return "", {}


def evidence_of(source: Source) -> Evidence:
    """Lay out what a source proves."""
    return Evidence(source["marker"], source["kind"], source["payload"])
