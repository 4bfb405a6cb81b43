"""Amounts of money as Argentina writes and says them, read into integer cents.

`$ 1.299.999,50`, `899.999 pesos`, `900 lucas`, `1,2 palos`, `1 palo y medio`, `medio millón`,
`200k`, `dos millones trescientos mil`, `U$S 500`.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from ingest.money import parse_decimal
from ingest.units import fold

THOUSAND, MILLION = 1_000, 1_000_000

_UNITS = {
    "un": 1, "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6,
    "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13,
    "catorce": 14, "quince": 15, "dieciseis": 16, "diecisiete": 17, "dieciocho": 18,
    "diecinueve": 19, "veinte": 20, "veintiun": 21, "veintidos": 22, "veintitres": 23,
    "veinticuatro": 24, "veinticinco": 25, "veintiseis": 26, "veintisiete": 27, "veintiocho": 28,
    "veintinueve": 29,
    "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80,
    "noventa": 90, "cien": 100, "ciento": 100, "doscientos": 200, "trescientos": 300,
    "cuatrocientos": 400, "quinientos": 500, "seiscientos": 600, "setecientos": 700,
    "ochocientos": 800, "novecientos": 900,
}  # fmt: skip
_UNITS |= {word[:-2] + "as": value for word, value in _UNITS.items() if word.endswith("cientos")}
_UNITS |= {"quinientas": 500, "veintiuna": 21}
_HALF = {"medio": Decimal("0.5"), "media": Decimal("0.5")}
_SCALES = {"mil": THOUSAND, "k": THOUSAND, "luca": THOUSAND, "lucas": THOUSAND,
           "luquitas": THOUSAND, "palo": MILLION, "palos": MILLION, "palito": MILLION,
           "palitos": MILLION, "millon": MILLION, "millones": MILLION, "gamba": 100,
           "gambas": 100}  # fmt: skip
_PESOS = r"(?:pesos|pesitos|peso|mangos|mango|ars)"
_DOLLARS = r"(?:dolares|dolar|usd|verdes)"

_DIGITS = r"\d+(?:[.,]\d+)*"
_WORDS = rf"(?:{'|'.join([*_UNITS, *_HALF])})"
_SAID = rf"{_WORDS}(?:\s+(?:y\s+)?{_WORDS})*"
_SCALE = rf"(?:{'|'.join(sorted(_SCALES, key=len, reverse=True))})"
_MILLIONS = rf"(?:(?:{_DIGITS}\s?|{_SAID}\s+)(?:palos?|palitos?|millon(?:es)?))"
_HUNDREDS = rf"(?:{'|'.join(w for w, n in _UNITS.items() if n >= 100)})"
# "mil doscientos", "treinta y ocho mil novecientos"; tens only where pesos follow.
_REST = rf"(?:\s+(?:{_HUNDREDS}(?:\s+(?:y\s+)?{_WORDS})*|{_SAID}(?=\s+(?:de\s+)?{_PESOS})))"
_SMALLER = rf"(?:(?:{_DIGITS}\s?|{_SAID}\s+)(?:mil{_REST}?|k|lucas?|luquitas|gambas?)|mil{_REST}?)"
_SCALED = (
    rf"(?:{_MILLIONS}(?:\s+(?:y\s+)?(?:{_SMALLER}|medi[oa]\b|{_DIGITS}(?!\s*(?:%|\w))"
    rf"|{_SAID}\b(?!\s+(?!pesos|de\b|en\b|por\b|y\b|o\b|con\b|para\b|mas\b)\w)))?"
    rf"|{_SMALLER}(?:\s+y\s+medi[oa]\b)?)"
)
_TOKEN = re.compile(
    # Without a sign an amount starts a word: the "2K" of a model SCD20C2K is none.
    rf"(?:(?P<sign>u\$s|us\$|u\$d|ar\$|\$|(?:\b(?:ars|usd)\b))\s*|(?<![\w.,]))"
    rf"(?P<number>{_SCALED}|{_DIGITS})"
    rf"(?:\s*(?:de\s+)?(?P<unit>{_PESOS}|{_DOLLARS})\b|(?!\w))"
)
_PART = re.compile(rf"(?P<digits>{_DIGITS})?\s*(?P<said>{_SAID})?\s*(?P<scale>{_SCALE})?\b")


@dataclass(frozen=True)
class Amount:
    """An amount found in a text; positions are those of `fold(text)`."""

    cents: int
    currency: str
    start: int
    end: int
    is_money: bool
    """Whether a sign, a currency or a scale word says so; a bare number may be anything."""
    scale: int = 1
    """The last scale word's value: 1000 in "80 mil"."""


def parse_amounts(text: str) -> list[Amount]:
    """Find every number that may be an amount of money, left to right; never raises.

    "entre 50 y 80 mil" gives 50.000 and 80.000: a bare number takes the scale, and the currency,
    of the one it is joined to.
    """
    return list(_parse_amounts(text))


@lru_cache(2048)
def _parse_amounts(text: str) -> tuple[Amount, ...]:
    folded = fold(text)
    amounts: list[Amount] = []
    for match in _TOKEN.finditer(folded):
        value, scale = _value(match.group("number"))
        if value is None or value > 10**12:
            continue
        sign, unit = match.group("sign") or "", match.group("unit") or ""
        dollars = sign[:2] in ("u$", "us") or bool(re.fullmatch(_DOLLARS, unit))
        amounts.append(
            Amount(
                cents=int((value * 100).to_integral_value()),
                currency="USD" if dollars else "ARS",
                start=match.start(),
                end=match.end(),
                is_money=bool(sign or unit) or scale > 1,
                scale=scale,
            )
        )
    return tuple(_share_scale(amounts, folded))


_TENS = rf"(?:{'|'.join(w for w, n in _UNITS.items() if n < 100)})"
_WHOLE = rf"(?:{_HUNDREDS}(?:\s+{_TENS})?(?:\s+y\s+{_TENS})?|{_TENS}(?:\s+y\s+{_TENS})?)"
_LONE_LUCA = re.compile(r"\b(de|a|que|hasta|por|x|los|la|menos|mas|maximo|tope) (?=luca\b)")
_CLIPPED = re.compile(
    r"(?<=\d) ?(?:pe|pes|pesito|mang)\b|(?<=\d)(?<!480)(?<!720)(?<!1080)(?<!1440)(?<!2160)p\b"
)
"""Pesos cut short: "80p", which of a screen are its lines."""
_SAID_ALONE = re.compile(
    rf"(?:(?<=\bde )|(?<=\ba )|(?<=\bhasta )|(?<=\bentre )|(?<=\by )|(?<=\blos )|(?<=\bmaximo )"
    rf"|(?<=\btope )|(?<=\bque )|(?<=\bcon ))(?={_HUNDREDS}){_WHOLE}\b"
    rf"(?!\s+(?:{_SCALE})\b)"
    rf"|\b{_WHOLE}\b(?=\s+(?:de\s+)?{_PESOS}\b)"
)
"""Hundreds after the words of a bound, and whatever pesos follow."""


def pesos_in_figures(text: str) -> str:
    """Write pesos said in words as figures, in a folded text: "hasta cien", "menos de luca"."""
    text = _CLIPPED.sub(" pesos", _LONE_LUCA.sub(r"\1 1 ", text))
    return _SAID_ALONE.sub(_in_figures, text)


def _in_figures(said: re.Match[str]) -> str:
    value, _ = _value(said.group())
    return said.group() if value is None else f"{value:f}".replace(".", ",")


def _value(said: str) -> tuple[Decimal | None, int]:
    """Add up the terms of a number: `1 palo 200 mil`, `dos millones y medio`, `1.299,50`."""
    total, scale, found = Decimal(0), 1, False
    for part in _PART.finditer(said):
        if not part.group().strip():
            continue
        words = (part.group("said") or "").split()
        own = _SCALES.get(part.group("scale") or "", 0)
        if part.group("digits"):
            try:
                number = parse_decimal(_decimals(part.group("digits"), own))
            except ValueError:
                return None, 1
        elif words and all(word in _HALF for word in words) and found and not own:
            number, own = _HALF[words[0]], scale  # "un palo y medio"
        elif words:
            number = sum((_HALF.get(w) or Decimal(_UNITS.get(w, 0)) for w in words), Decimal(0))
        else:
            number = Decimal(1)  # "mil"
        if found and not own and scale > THOUSAND:
            # "1 palo 200", "un palo doscientos": thousands; "un palo cuatro": hundreds of them
            own = scale // THOUSAND if number >= 10 else scale // 10
        total += number * (own or 1)
        scale, found = max(own, 1) if own else scale, True
    return (total, scale) if found else (None, 1)


def _decimals(digits: str, scale: int) -> str:
    """Read a comma as one before millions, whatever follows it: "1,250 palos" are no thousand."""
    whole, comma, rest = digits.partition(",")
    return f"{whole}.{rest}0" if scale == MILLION and comma and len(rest) == 3 else digits


def _share_scale(amounts: list[Amount], folded: str) -> list[Amount]:
    shared = list(amounts)
    for i, (first, second) in enumerate(pairwise(amounts)):
        between = folded[first.end : second.start].strip()
        joined = between in ("y", "a", "o", "-", "hasta", "e", "y los", "a los")
        bare = not first.is_money or (first.scale == 1 and first.cents < 1000_00)
        small = first.cents < 1000_00 or first.cents * second.scale <= second.cents
        counted = second.scale > 1 or (second.is_money and not first.is_money)
        if joined and bare and counted and small:
            shared[i] = replace(
                first, cents=first.cents * second.scale, is_money=True, scale=second.scale,
                currency=second.currency,
            )  # fmt: skip
        elif between == "a" and second.is_money and re.search(r"\bde\s*$", folded[: first.start]):
            # "pasó de 9.600 a 7.200 pesos"
            shared[i] = replace(first, is_money=True, currency=second.currency)
    return shared
