"""How far a product goes, and how much of it an area takes: "rinde 10 m² por litro y por mano".

Only where its own sheet tells the yield: what it does not tell is never guessed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from graph.checking.context import Context
from graph.checking.spelled import WORDS, spell_digits
from graph.sentences import split_sentences
from graph.state import Claim
from graph.understanding.plurals import singular
from graph.wording import write_number
from ingest.money import parse_decimal
from ingest.units import CANONICAL, Quantity, canonical, fold, parse_quantities

_N = r"(\d+(?:[.,]\d+)?)"
_AREA = r"(?:m2|mts2|mt2|metros? cuadrados?)(?!\w)"
_PER = r"\s*(?:/|por|x|el|la|cada)\s*"
_SPREADS = re.compile(
    rf"(?<![\d.,]){_N}(?:\s*(?:a|-|o)\s*{_N})?\s*{_AREA}{_PER}([a-z]+)\b"
    r"(?!\s+(?:ya )?(?:diluid|preparad|mezclad|rendid))"
)
"""So much area of one: of a range the least, since who runs short buys twice."""
_TAKES = re.compile(rf"(?<![\d.,]){_N}(?:\s*(?:a|-|o)\s*{_N})?\s*([a-z]+){_PER}{_AREA}")
"""So much for one square metre: of a range the most."""
_BY_COAT = re.compile(r"\b(?:por|cada|x) mano\b|/ ?mano\b")
_NO_PACKAGE = frozenset(["mano", "dia", "hora", "capa", "vez", "persona"])
_COATS = re.compile(rf"\b(\d|{'|'.join(WORDS)}) manos?\b")
_SIDES = re.compile(
    rf"(?<![\w.,x]){_N}(?:\s?m(?:ts|etros)?)?\s?(?:x|por)\s?{_N}\s?(?:m|mts|metros)\b"
)
_COUNTS = re.compile(r"\bcuant[oa]s?\b|\balcanz\w+|\bnecesit\w+|\bllevo\b|\bhace[n]? falta\b")
_WRITTEN = {CANONICAL["mass"]: "kilo", CANONICAL["volume"]: "litro"}
"""Canonical unit in which an amount is told → its noun."""
_METRE = 100
_LITTLE = 1e-9

_TOLD = re.compile(
    r"para [\d.,]+ m2 (?:a \d+ manos? |por mano )?hacen? falta [^;:!?]+?(?=\s*[.;]?\s*$)"
)


@dataclass(frozen=True)
class Coverage:
    """What a sheet tells of how far the product goes."""

    sentence: str
    each: float
    """How much of it a square metre takes, in `unit`."""
    unit: str
    """Its canonical unit of weight or volume, or the package in which it is sold."""
    by_coat: bool


def coverage_of(texts: Iterable[str]) -> Coverage | None:
    """Return how far a product goes by the sentences of its sheet; None where none tells it."""
    for sentence in texts:
        told = fold(sentence)
        by_coat = bool(_BY_COAT.search(told))
        if found := _SPREADS.search(told):
            held, area = _measured(found[3]), float(parse_decimal(found[1]))
            if held and area:
                return Coverage(sentence, held[0] / area, held[1], by_coat)
        if (found := _TAKES.search(told)) and canonical(1, found[3]):
            factor, unit = _measured(found[3]) or (0.0, "")
            if unit in _WRITTEN and factor:
                most = float(parse_decimal(found[2] or found[1]))
                return Coverage(sentence, most * factor, unit, by_coat)
    return None


def _measured(unit: str) -> tuple[float, str] | None:
    """Return what one of a unit is in its canonical one; of a package, one of it."""
    if quantity := canonical(1, unit):
        return (quantity.value, quantity.unit) if quantity.unit in _WRITTEN else None
    one = singular(unit)
    return None if len(one) < len("caja") or one in _NO_PACKAGE else (1.0, one)


def area_asked(question: str) -> float:
    """Return the square metres that a question tells; 0 where it tells none.

    Bare metres are square ones where it asks how much they take: "tengo 20 metros, cuánto llevo?".
    """
    text = spell_digits(fold(question))
    quantities = parse_quantities(text)
    areas = {q.value for q in quantities if q.dimension == "area"}
    if not areas and (sides := _SIDES.findall(text)):
        areas = {float(parse_decimal(a)) * float(parse_decimal(b)) for a, b in sides}
    if not areas and _COUNTS.search(text):
        lengths = [q.value for q in quantities if q.dimension == "length"]
        areas = {value / _METRE for value in lengths if value >= _METRE}
    return areas.pop() if len(areas) == 1 else 0.0


def told_need(question: str, coverage: Coverage | None, content: Quantity | None = None) -> str:
    """Tell how much of a product the area of a question takes; nothing where it is not known.

    `content`: what one unit of it holds, by which whole ones are counted.
    """
    area = area_asked(question)
    said = _COATS.search(fold(question))
    coats = (WORDS.get(said[1]) or int(said[1])) if said else 0
    if not area or coverage is None or (coats > 1 and not _tells_coats(coverage)):
        return ""
    by_coat = coverage.by_coat
    amount = area * coverage.each * (coats or 1 if by_coat else 1)
    coated = f"a {coats} mano{'s' if coats > 1 else ''} " if coats else "por mano "
    whose = f"para {write_number(area)} m² {coated if by_coat else ''}"
    if coverage.unit not in _WRITTEN:
        return f"{whose}{_so_many(ceil(amount - _LITTLE), coverage.unit)}"
    amount = ceil(amount * 10 - _LITTLE) / 10
    told = f"{whose}{_so_many(amount, _WRITTEN[coverage.unit])}"
    if content is None or content.unit != coverage.unit:
        return told
    units = ceil(amount / content.value - _LITTLE)
    noun = _WRITTEN[content.unit] + ("s" if content.value != 1 else "")
    each = f"de {write_number(content.value)} {noun}"
    return f"{told}, o sea {units} {'unidad' if units == 1 else 'unidades'} {each}"


def _tells_coats(coverage: Coverage) -> bool:
    return coverage.by_coat or bool(_COATS.search(fold(coverage.sentence)))


def _so_many(amount: float, noun: str) -> str:
    if amount == 1:
        return f"hace falta 1 {noun}"
    plural = noun + ("s" if noun[-1] in "aeiou" else "es")
    return f"hacen falta {write_number(amount)} {plural}"


def check_need(context: Context) -> tuple[list[Claim], list[tuple[int, int]]]:
    """Judge how much of a product an area is said to take, and tell where that stands.

    It is what its own yield gives for the area that is asked of, and nothing else.
    """
    found = _TOLD.search(context.text)
    if not found or not context.products:
        return [], []
    product = context.products[0]
    # The one that is cited, of which the title or an attribute tells what a unit holds.
    coverage = coverage_of(split_sentences(product.payload.get("description") or ""))
    held = [q for _, q in product.measures if q.unit in _WRITTEN]
    right = {fold(told_need(context.question, coverage, content)) for content in (*held, None)}
    if found.group() in right:
        return [context.supported("arithmetic", product)], [found.span()]
    return [context.contradicted("arithmetic", "no es lo que da su rendimiento", product)], []
