"""Units of measure that catalogs and shoppers use, brought to one canonical unit each."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from ingest.money import parse_decimal

# dimension → {unit as written, folded: how many canonical units it is}; the first is canonical.
UNITS: dict[str, dict[str, float]] = {
    "mass": {"kg": 1, "kgs": 1, "kilo": 1, "kilos": 1, "quilo": 1, "quilos": 1,
             "kilogramo": 1, "kilogramos": 1, "g": 1e-3, "gr": 1e-3, "grs": 1e-3,
             "gramo": 1e-3, "gramos": 1e-3, "mg": 1e-6, "tonelada": 1000, "toneladas": 1000},
    "volume": {"l": 1, "lt": 1, "lts": 1, "litro": 1, "litros": 1, "ml": 1e-3, "cc": 1e-3,
               "cm3": 1e-3, "mililitros": 1e-3, "mililitro": 1e-3, "cl": 1e-2},
    "length": {"cm": 1, "cms": 1, "centimetro": 1, "centimetros": 1, "m": 100, "mt": 100,
               "mts": 100, "metro": 100, "metros": 100, "mm": 0.1,
               "km": 1e5, "milimetros": 0.1, "milimetro": 0.1, "pies": 30.48},
    "area": {"m2": 1, "mts2": 1, "metros cuadrados": 1, "metro cuadrado": 1},
    "inches": {"pulgadas": 1, "pulgada": 1, "pulg": 1, "''": 1, '"': 1, "”": 1, "in": 1},
    "storage": {"gb": 1, "giga": 1, "gigas": 1, "gigabytes": 1, "tb": 1024, "tera": 1024,
                "teras": 1024, "mb": 1 / 1024},
    "transfer": {"mb/s": 1, "mbytes/s": 1, "megabytes/s": 1, "mb por segundo": 1,
                 "megabytes por segundo": 1, "gb/s": 1000, "gb por segundo": 1000,
                 "gigabytes por segundo": 1000, "mbps": 1 / 8, "mbit/s": 1 / 8, "mbits/s": 1 / 8,
                 "megabits por segundo": 1 / 8, "gbps": 125, "gbit/s": 125,
                 "gigabits por segundo": 125},
    "power": {"w": 1, "watt": 1, "watts": 1, "kw": 1000, "kilowatts": 1000, "hp": 745.7},
    "cooling": {"frigorias": 1, "frig/h": 1, "frig": 1, "fg": 1, "frigorias/h": 1, "btu": 0.252,
                "btu/h": 0.252},
    "heating": {"kcal/h": 1, "kcal": 1, "calorias": 1},
    "voltage": {"v": 1, "volt": 1, "volts": 1, "voltios": 1},
    "charge": {"mah": 1, "ah": 1000},
    "resolution": {"mp": 1, "mpx": 1, "megapixeles": 1, "megapixel": 1},
    "frequency": {"hz": 1, "hertz": 1, "khz": 1e3, "mhz": 1e6, "ghz": 1e9},
    "rotation": {"rpm": 1},
    "speed": {"km/h": 1, "kmh": 1},
    "noise": {"db": 1, "decibeles": 1, "dba": 1},
    "pressure": {"bar": 1, "bares": 1, "psi": 0.0689476},
    "torque": {"nm": 1},
    "flow": {"l/min": 1, "l/h": 1 / 60},
    "energy": {"kwh/mes": 1, "kwh/ano": 1 / 12, "kwh": 1},
    "months": {"meses": 1, "mes": 1, "ano": 12, "anos": 12},
    "days": {"dias": 1, "dia": 1, "semana": 7, "semanas": 7},
    "hours": {"hs": 1, "h": 1, "hora": 1, "horas": 1, "minutos": 1 / 60, "minuto": 1 / 60,
              "min": 1 / 60,
              "segundos": 1 / 3600, "seg": 1 / 3600},
    "people": {"personas": 1, "persona": 1, "plazas": 1, "plaza": 1},
    "count": {"unidades": 1, "unidad": 1, "un": 1, "u": 1, "piezas": 1, "pieza": 1},
}  # fmt: skip

CANONICAL = {dimension: next(iter(units)) for dimension, units in UNITS.items()}
_BY_UNIT = {unit: (dim, factor) for dim, units in UNITS.items() for unit, factor in units.items()}
_ALTERNATIVES = "|".join(re.escape(u) for u in sorted(_BY_UNIT, key=len, reverse=True))
_QUANTITY = re.compile(rf"(?<![\w.,])(\d+(?:[.,]\d+)*)\s?({_ALTERNATIVES})(?!\w)")

_GENERATION = re.compile(r"[2-6]g")
"""A network's: a phone "4G" weighs no four grams."""
_NETWORK = re.compile(
    r"\b(?:celu\w*|telefonos?|smartphones?|tablets?|red(?:es)?|modems?|routers?|chips?|lte|internet|"
    r"conectividad|moviles|movil)\b"
)


@lru_cache(4096)
def fold(text: str) -> str:
    """Lower-case and drop accents (ñ becomes n), one output character a base character."""
    if text.isascii():  # most titles: ten times faster
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower())
    # Lowered again: compatibility letters, such as 𝐀, become capitals by decomposition.
    return "".join(c for c in decomposed.lower() if not unicodedata.combining(c))


@dataclass(frozen=True)
class Quantity:
    """A measured number, in its dimension's canonical unit, and where it stood in the text."""

    value: float
    dimension: str
    start: int = 0
    end: int = 0

    @property
    def unit(self) -> str:
        return CANONICAL[self.dimension]


def canonical(value: float, unit: str) -> Quantity | None:
    """Convert to the dimension's canonical unit; None when the unit is unknown."""
    found = _BY_UNIT.get(fold(unit).strip(". "))
    return Quantity(round(value * found[1], 6), found[0]) if found else None


@lru_cache(10_000)
def whole_quantity(text: str) -> Quantity | None:
    """Read a text that is one quantity and nothing else: "1.0 kg", "375 L"."""
    found = parse_quantities(text)
    whole = len(found) == 1 and (found[0].start, found[0].end) == (0, len(fold(text).rstrip(". ")))
    return found[0] if whole else None


_SIDE = re.compile(r"\d{1,5}(?:[.,]\d{1,2})?")
_SIDES = re.compile(rf"(?<![\w.,])(?:{_SIDE.pattern}\s*(?:x|×|por)\s*){{1,2}}$")
"""The sides of a product of lengths that stand before the one with the unit."""


def parse_quantities(text: str) -> list[Quantity]:
    """Find numbers followed by a known unit; positions are those of `fold(text)`.

    In "140 x 190 cm" the unit is of both sides.
    """
    return list(_parse_quantities(text))


def _is_network(text: str, folded: str, said: str) -> bool:
    """Tell a network "4G" from a sachet of 4g.

    It has a capital of its own, stands beside a model ("el a15 4g"), or is pointed at ("el 5g").
    """
    capital = said.upper() in text and not text.isupper()
    pointed = re.search(rf"\b(?:[a-z]{{1,4}}\d{{1,3}}|el|la|los|las)\s+{said}\b", folded)
    return folded.strip() == said or capital or bool(pointed or _NETWORK.search(folded))


@lru_cache(2048)
def _parse_quantities(text: str) -> tuple[Quantity, ...]:
    found = []
    folded = fold(text)
    for match in _QUANTITY.finditer(folded):
        if _GENERATION.fullmatch(match.group()) and _is_network(text, folded, match.group()):
            continue
        try:
            value = float(parse_decimal(match.group(1)))
        except ValueError:
            continue
        dimension, factor = _BY_UNIT[match.group(2)]
        sides = _SIDES.search(folded[: match.start()]) if dimension == "length" else None
        for side in _SIDE.finditer(sides.group()) if sides else ():
            assert sides
            start = sides.start() + side.start()
            length = round(float(parse_decimal(side.group())) * factor, 6)
            found.append(Quantity(length, dimension, start, start + len(side.group())))
        found.append(Quantity(round(value * factor, 6), dimension, *match.span()))
    return tuple(found)
