"""Numbers without a unit: each stands in a cited source, beside the word that it counts."""

import re

from graph.answer import MARKER
from graph.checking.context import ClaimType, Context
from graph.checking.dates import is_eve
from graph.checking.evidence import NUMBER, Evidence, plain_number
from graph.checking.lexis import root, roots
from graph.checking.money import is_scaled
from graph.checking.reached import reached_measure
from graph.checking.spelled import said_numbers
from graph.checking.spoken import spoken_amounts
from graph.state import Claim
from graph.understanding.amounts import parse_amounts
from ingest.units import fold

_IN_STOCK = re.compile(r"\b(?:hay|qued\w+|ten(?:go|emos)|stock|disponibles?)\b")
NOON = 12
DERIVED = 0.06
"""How far an openly rounded computation may be off, as a share."""


def check_number(context: Context, match: re.Match[str]) -> Claim | None:
    """A number without a unit must stand in a cited source, near the word it counts."""
    written = match.group()
    value = plain_number(written)
    asked = {plain_number(n) for n in NUMBER.findall(fold(context.question))}
    text = context.text
    if re.match(r"\s*[.)]\s", text[match.end() :]) and not text[: match.start()].strip(" -"):
        return None  # a list's own numbering
    if value.count(".") > 1:  # "7.1.4", or digits that somebody spoiled: no quantity
        told = any(value in source.numbers for source in context.cited)
        return None if told else context.not_found("measure", f"«{written}» no está en la fuente")
    if any(float(value) * 100 in _prices(context, source) for source in context.cited):
        return context.supported("price", context.cited[0])  # "214.500 + 18.500"
    cents = {(e.current_cents or 0) % 100 for e in context.products}
    if re.search(r"\bpesos con\s*$", text[: match.start()]) and float(value) in cents:
        return None
    if not context.cited:
        return (
            None
            if value in asked or len(value) == 1
            else context.not_found("marker", f"«{written}» no tiene fuente")
        )
    if any(
        amount.cents == (product.current_cents or 0) * float(value) != 0
        for amount in spoken_amounts(text) for product in context.products
    ):  # fmt: skip
        return None  # it multiplies a price, which the money rule recomputed
    if any(
        name and "," in written and q.dimension in ("length", "mass", "volume")
        and q.value == float(value) * (100 if q.dimension == "length" else 1)
        for e in context.products for name, q in e.measures
    ):  # fmt: skip
        # "2,40 de largo", "el anafe, 0,38"
        return context.supported("measure", context.products[0])
    if (
        re.match(
            r"(?:[:.]\d\d)?\s*(?:(?:a|y|hasta)(?: las)? \d{1,2}\s*)?de la (?:tarde|noche)",
            text[match.end() :],
        )
        and float(value) < NOON
    ):
        value = f"{float(value) + 12:g}"  # "las 7 de la tarde" of what opens until 19
    nouns = re.match(
        r"(?:\s+(?!en\b|con\b|de\b|y\b|por\b|a\b|para\b|o\b)[a-z]{2,}){1,3}", text[match.end() :]
    )
    for source in context.cited:
        if value not in source.numbers:
            continue
        if nouns and not all(_counted(source, value, noun) for noun in nouns.group().split()):
            continue
        if _rated_otherwise(source, value, text[match.end() :]):
            continue
        return context.supported("measure" if source.kind == "product" else "policy", source)
    counted = nouns.group().split()[0] if nouns else "unidades"
    if _IN_STOCK.search(text[: match.start()]) and any(
        str(e.payload.get("quantity")) == value
        and roots(counted) <= roots(f"{e.title} unidades")
        and counted not in map(fold, e.attributes)
        for e in context.products
    ):
        return None  # the rule of stock holds it
    if not nouns and any(
        e.kind == "policy" and value in e.numbers
        for e in context.cited_in(context.segment.sentence)
    ):
        return None  # "te tocan 2, con $ 900 [1] pasás los $ 800 [3]": the policy's count
    if value in asked or float(value) in said_numbers(fold(context.question)):
        return None
    if is_eve(context, match):
        return context.supported("availability", context.cited[0])
    if reached_measure(context, float(value)):
        return context.supported("arithmetic", context.cited[0])
    if _per_amount(context, float(value)):
        return context.supported("arithmetic", context.cited[0])
    if context.products and is_scaled(context, value):
        return context.supported("price", context.products[0])
    kind: ClaimType = "measure" if context.products else "policy"
    return context.not_found(kind, f"«{written}» no está en la fuente", context.cited[0])


def is_derived(context: Context, value: float) -> bool:
    """Tell whether a rounded figure is a product or a ratio of figures asked and held."""
    held = {n for e in context.cited for n in e.numbers if re.fullmatch(r"[\d.]+", n)}
    spoken = {plain_number(n) for n in NUMBER.findall(f"{fold(context.question)} {context.text}")}
    first, second = (
        {float(n) for n in numbers if re.fullmatch(r"\d+(\.\d+)?", n)} - {0.0, 1.0, value}
        for numbers in (spoken, spoken | held)
    )
    return any(
        abs(result - value) <= DERIVED * value
        for a in first for b in second for result in (a * b, a / b)
    )  # fmt: skip


def _per_amount(context: Context, value: float) -> bool:
    """Tell whether a policy gives so many for what was spent: a point every $ 100."""
    spent = {e.current_cents or 0 for e in context.products}
    told = fold(MARKER.sub(" ", context.so_far))
    spent |= {a.cents for a in spoken_amounts(told) if a.is_money}
    policies = [e for e in context.cited_in(context.segment.sentence) if e.kind == "policy"]
    each = {
        a.cents for e in policies for a in parse_amounts(e.text)
        if a.is_money and re.search(r"\bcada\s*$", e.text[: a.start])
    }  # fmt: skip
    return any(cents // step == value for cents in spent for step in each if cents and step)


def _prices(context: Context, source: Evidence) -> set[int]:
    """Return the prices of a source that a bare figure may be, the old one beside the new."""
    if source.kind == "policy":
        return source.cents_in_text
    told = {amount.cents for amount in spoken_amounts(context.text)}
    prices = {source.current_cents or 0}
    if source.current_cents in told:
        prices.add(source.list_cents or 0)
    return {cents for cents in prices if cents >= 1000_00}


_RATE = re.compile(r"\s*([a-z]{2,}) (?:por|cada) (?:un[oa]? )?([a-z]{2,})")


def _rated_otherwise(source: Evidence, value: str, after: str) -> bool:
    """Tell whether the source gives this number of another unit: drops where it says ml a litre."""
    told = _RATE.match(after)
    if not told or root(told[1]) in roots(source.text):
        return False
    of_it = rf"([\d.,]+) ?[a-z]+ ?(?:por|cada|/) ?(?:un[oa]? )?{re.escape(told[2][:1])}"
    return value in map(plain_number, re.findall(of_it, source.text))


def _counted(source: Evidence, value: str, noun: str) -> bool:
    """Tell whether the source gives this number to this noun, if it speaks of the noun at all."""
    stem = noun[:5].rstrip("s")
    for name, attribute in source.attributes.items():
        if fold(name).startswith(stem) or f" {stem}" in fold(name):
            number = attribute.get("value") if isinstance(attribute, dict) else attribute
            if isinstance(number, str) and re.fullmatch(r"\s*\d+(?:[.,]\d+)?\s*", number):
                return plain_number(number) == value
            if isinstance(number, int | float) and not isinstance(number, bool):
                return plain_number(str(number)) == value
    if len(noun) < 3:
        return True
    near = re.findall(
        rf"(?<!\w)(\d+(?:[.,]\d+)*)\s+(?:\w+\s+){{0,1}}{re.escape(stem)}", source.text
    )
    return not near or value in {plain_number(number) for number in near}
