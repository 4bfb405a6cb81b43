"""Measures asked for, tied to the catalog's own attributes: "mínimo 8 kg", "de 50 pulgadas"."""

import re
from collections.abc import Mapping
from dataclasses import replace

from graph.understanding.bounds import AROUND, read_bound
from graph.understanding.request import NumberBound
from graph.understanding.spans import Span, inside
from graph.understanding.vocabulary import Vocabulary
from ingest.money import parse_decimal
from ingest.units import CANONICAL, UNITS, Quantity, fold, parse_quantities

MOST_PACKED = 120
"""Of a thing in one package: "x 500" is rather of grams."""
LEAST_USUAL = 3
"""Products of the probe that must have a number before a quantity is taken for it."""

_RANGE_FROM = re.compile(r"\b(?:de|entre|desde)\s+(\d{1,6}(?:[.,]\d{1,2})?)\s*(?:a|y|hasta|-)\s*$")
_SAID = {
    "": 1.0, "cuarto": 0.25, "cuarto de": 0.25, "medio": 0.5, "media": 0.5, "un": 1.0, "una": 1.0,
    "dos": 2.0, "tres": 3.0, "cuatro": 4.0, "cinco": 5.0, "seis": 6.0, "ocho": 8.0, "diez": 10.0,
}  # fmt: skip
_SAID_MEASURE = re.compile(
    rf"\b(?:({'|'.join(sorted(filter(None, _SAID), key=len, reverse=True))}|\d{{1,3}})\s+"
    r"|(?<=\bde )|(?<=\bx )|(?<=\bpor ))"
    r"((?:k|qu)ilos?|kg|litros?|lts?|metros?|gramos?|teras?|pulgadas)(\s+y\s+(?:medio|cuarto))?\b"
)
_SAID_ALONE = re.compile(r"\b(\d|un|dos|tres) (y (?:medio|cuarto))\b(?! (?:palos?|lucas?|millon))")
"""A drink "de dos y cuarto" is of 2.25 litres, and nothing else is sold by halves unsaid."""
_UNITS = sorted((u for us in UNITS.values() for u in us if u.isalpha()), key=len, reverse=True)
_OR_MORE = re.compile(rf"\b(\d+(?:[.,]\d+)?) o (mas|menos) ({'|'.join(_UNITS)})\b")
"""A bound before its unit: "55 o más pulgadas"."""
_BY = re.compile(rf"\bx(?=\d+(?:[.,]\d+)?\s*(?:{'|'.join(_UNITS)})\b)")
"""Stuck to the figure of a measure: "x5 litros"."""
_HALF = re.compile(r"(?<=\bde medio)(?=\s*(?:[,.?]|$)|\s+(?:que|hasta|por|no|a|de\s+menos)\b)")
"""Half of what is left unsaid, which is a kilo: "yerba de medio"."""
_FLOUR = {"4": "0000", "cuatro": "0000", "3": "000", "tres": "000"}
_ZEROS = re.compile(rf"\b({'|'.join(_FLOUR)})\s+ceros?\b")
"""How fine flour is."""
_SIX_PACK = re.compile(r"\bsix\s*pack\b(?:\s+de\b)?|\b(?:un|el|en|por)\s+six\b(?:\s+de\b)?")
_FRACTION = re.compile(
    r"(?<![\w/])(?:(\d)(?:\s+|(?=[13]⁄)))?([13])[/⁄]([24])\s*(?:de\s+)?(?=(?:(?:k|qu)ilos?|kgs?|litros?|lts?|l)\b)"
)
"""Of a measure: "1/2 kilo", "1 1/2 litro", "1½ kg", which folding makes "11⁄2"."""
_SUFFIXES = tuple(
    "_" + re.sub(r"[^a-z0-9]+", "_", fold(unit)).strip("_") for unit in CANONICAL.values()
)
_EACH = (
    r"(?:unidades|unidad|unid|u|un|rollos|saquitos|sobres|sobrecitos|latas|latitas|capsulas|"
    r"panos|hojas|bolsas|huevos|pastillas|botellas)"
)
_PACKED = re.compile(
    r"(?<!\d)(?<!\d )\b(?:x|(?:pack|caja|paquete|bolsa|maple|cajon|tira|bolson)"
    r"\s+(?:de|x|por)(?:\s+a)?)\s?"
    rf"(\d{{1,3}})(?:\s*{_EACH})?\b(?!\s*(?:[a-z]{{0,2}}\d|[.,]\d|x\s*\d|cuotas|pesos|lucas|mil\b))"
    rf"(?!\s*(?:kg|kgs|kilos?|g|grs?|gramos?|l|lts?|litros?|ml|cc|cm|mts?|metros?|gb|w)\b)"
)
"""How many there are in a package: "x 6", "pack de 12 latas", "maple de 30"."""
_HOLDING = re.compile(rf"\b(?:de|con|por|trae|traiga|tenga)\s+(\d{{1,3}})\s*{_EACH}\b")
"""The same by what is in it: "de 12 rollos"."""
_LITRES = re.compile(r"(?<![\d.,$])\b(\d[.,]\d{1,2})\b(?!\s*(?:[a-z%]|[.,]?\d))")
"""Litres that nobody says of a bottle: "una coca 2.25"."""
_DOZEN = re.compile(r"(?:^|\b(?P<half>media)\s+|\b(?:una|un|la)\s+|\bx\s+)docena\s+de\b")
"""Of what is sold by the unit; "dos docenas" are a count of packages."""
_OUTSIDE = ("peso", "alto", "ancho", "profundidad")
"""Attributes of a thing's outside."""


def in_figures(text: str) -> str:
    """Write the measures said in words as figures: "medio kilo" → "0,5 kilo"."""
    text = _FRACTION.sub(_fraction, _SIX_PACK.sub("pack x 6", text))
    text = _ZEROS.sub(lambda m: _FLOUR[m[1]], text)
    text = _OR_MORE.sub(r"\1 \3 o \2", _BY.sub("x ", text))
    text = _HALF.sub(" kilo", text)
    return _SAID_MEASURE.sub(_figure, _SAID_ALONE.sub(r"\1 litros \2", text))


def _fraction(said: re.Match[str]) -> str:
    return f"{int(said[1] or 0) + int(said[2]) / int(said[3]):g} ".replace(".", ",")


def _figure(measure: re.Match[str]) -> str:
    more = measure.group(3) or ""
    said = measure.group(1) or ""
    if said.isdigit() and not more:
        return measure.group()
    number = float(said) if said.isdigit() else _SAID[said]
    number += 0.5 if "medio" in more else 0.25 if more else 0
    return f"{number:g} {measure.group(2)}".replace(".", ",")


def read_numbers(
    text: str,
    taken: list[Span],
    vocabulary: Vocabulary,
    likely: Mapping[str, int],
) -> tuple[NumberBound, ...]:
    """Return the bounds on payload numbers, and add what was read to `taken`.

    `likely` counts the payload numbers that products like those asked for have.
    """
    bounds = []
    quantities = [q for q in parse_quantities(text) if not inside(q.start, taken)]
    if likely:  # before the probe they are words to search with: few titles tell how many
        quantities += _packed(text, [*taken, *((q.start, q.end) for q in quantities)])
    if likely.get("contenido_l", 0) >= LEAST_USUAL:
        quantities += [
            Quantity(float(parse_decimal(m[1])), "volume", *m.span())
            for m in _LITRES.finditer(text)
            if not inside(m.start(), [*taken, *((q.start, q.end) for q in quantities)])
        ]
    for quantity in quantities:
        key = _number_key(text, quantity, vocabulary, likely)
        if key is None:
            continue
        # "de 50 pulgadas" is met by 49.5 and 51.
        number, span = _bounded(text, key, quantity.value, (quantity.start, quantity.end), 0.025)
        bounds.append(number)
        taken.append(span)
    return (*bounds, *_counted(text, taken, likely))


def _bounded(text: str, key: str, value: float, at: Span, slack: float) -> tuple[NumberBound, Span]:
    """Bound a number on the side that the words around `at` say, and return what they span."""
    bound = read_bound(text, *at)
    low: float | None = value
    high: float | None = value
    if lower := _RANGE_FROM.search(text[: at[0]]):
        figure = re.match(r"[\d.,]+", text[at[0] :])
        scale = value / float(parse_decimal(figure.group())) if figure else 1
        low = float(parse_decimal(lower.group(1))) * scale
        bound = replace(bound, start=lower.start())
    elif bound.side in ("min", "max"):
        low, high = (value, None) if bound.side == "min" else (None, value)
    else:
        slack = AROUND if bound.side == "about" else slack  # "alrededor de" reaches further
        low, high = value * (1 - slack), value * (1 + slack)
    return NumberBound(key=key, gte=low, lte=high), (bound.start, bound.end)


def _counted(text: str, taken: list[Span], likely: Mapping[str, int]) -> list[NumberBound]:
    """Return the bounds on numbers said by their name and without a unit: "rodado 29"."""
    bounds = []
    for key, count in likely.items():
        name = key
        for suffix in _SUFFIXES:
            name = name.removesuffix(suffix)
        stem = name.replace("_", " ").removesuffix("s")
        if count < LEAST_USUAL or stem not in text:
            continue
        said = re.search(
            rf"\b{stem}s?\s+(?:de\s+)?(\d{{1,4}})(?![\w.,]*\d)|\b(\d{{1,2}})\s+{stem}s?\b", text
        )
        if said and not inside(said.start(), taken):
            number, span = _bounded(text, key, float(said[1] or said[2]), said.span(), 0)
            bounds.append(number)
            taken.append(span)
    return bounds


def _packed(text: str, taken: list[Span]) -> list[Quantity]:
    """Return how many of a thing a package is to hold."""
    told = {m.start(1): m for pattern in (_HOLDING, _PACKED) for m in pattern.finditer(text)}
    found = [
        Quantity(float(m.group(1)), "count", *m.span())
        for m in told.values()
        if int(m.group(1)) <= MOST_PACKED and not inside(m.start(1), taken)
    ]
    found += [
        Quantity(6.0 if m.group("half") else 12.0, "count", *m.span())
        for m in _DOZEN.finditer(text)
    ]
    return found


def _number_key(
    text: str, quantity: Quantity, vocabulary: Vocabulary, likely: Mapping[str, int]
) -> str | None:
    """Choose the payload number that a quantity bounds; None when the catalog has none."""
    suffix = "_" + re.sub(r"[^a-z0-9]+", "_", fold(CANONICAL[quantity.dimension])).strip("_")
    # Two hits of the probe with such a number are a coincidence: a tent among mattresses.
    usual = {key for key, count in likely.items() if count >= LEAST_USUAL}
    keys = [key for key in (usual or vocabulary.number_keys) if key.endswith(suffix)]
    around = text[max(0, quantity.start - 40) : quantity.end + 25]
    keys = [key for key in keys if not key.startswith("garantia") or "garant" in around]
    if not keys:
        return None

    def rank(key: str) -> tuple[bool, bool, int]:
        name = key.removesuffix(suffix).replace("_", " ")
        named = any(
            re.search(rf"\b{w[:4]}" if len(w) > 3 else rf"\b{w}\b", around)
            for w in name.split() if len(w) > 2
        )  # fmt: skip
        carries = bool(re.search(r"banqu|aguant|soport|hasta \d+ (?:kg|kilos)", around))
        # What a thing weighs or measures outside is rarely what is asked without naming it.
        outside = name.startswith(_OUTSIDE) and "maximo" not in name
        hinted = named or (carries and "maximo" in name)
        return (bool(hinted), not outside, (likely or vocabulary.number_keys)[key])

    return max(sorted(keys), key=rank)
