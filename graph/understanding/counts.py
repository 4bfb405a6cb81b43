"""How many of a thing are wanted: "dos termos", "media docena de huevos", "6 sodas"."""

import re

from graph.understanding.lexicon import EMPTY
from graph.understanding.spans import Span, inside
from ingest.units import UNITS

_SAID = r"dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|quince|veinte"
_COUNTED = re.compile(
    rf"(?<![\w.,$])(?<!\ben )(?:{_SAID}|\d{{1,2}})\s+(?:de\s+)?(?=([a-z]{{3,}})\b)"
)
_DOZENS = re.compile(rf"\b(?:media|una|un|{_SAID}|\d{{1,2}})\s+(?:docenas?|par|pares)\s+de\b")
_SCALES = (
    r"mil|miles|millon|millones|lucas?|luquitas|palos?|palitos?|gambas?|pesos|mangos|dolares|"
    r"verdes|cuotas?|pagos?|veces"
)
_MEASURED = re.compile(
    rf"(?:{_SCALES}|puertas?|hornallas?|cuerpos?|cajones|niveles|velocidades|cuadrados|"
    rf"{'|'.join(unit for units in UNITS.values() for unit in units if unit.isalpha())})$"
)
"""What a figure measures, or pays: no thing is counted by it."""
_ASKING = frozenset([
    "quiero", "queria", "quisiera", "necesito", "busco", "comprar", "compro", "llevar", "llevo",
    "llevarme", "mandame", "poneme", "agregame", "sumame", "anotame", "vendeme", "salen",
    "sale", "saldrian", "cuestan", "costarian", "tenes", "tienen", "hay", "serian", "por", "mas",
    "ademas", "hola", "buenas", "che",
])  # fmt: skip
"""What is said before a count, beside the words that name nothing."""


def counted(text: str, taken: list[Span], named: list[Span]) -> list[Span]:
    """Return the spans of the counts in a folded text, which name nothing.

    `taken` holds what was read as money or a measure, and `named` the brands: "Dos Hermanos".
    """
    spans = [m.span() for m in _DOZENS.finditer(text)]
    for match in _COUNTED.finditer(text):
        held = any(start < match.end() and match.start() < end for start, end in named)
        if held or inside(match.start(), taken) or _MEASURED.match(match.group(1)):
            continue
        before = re.findall(r"[a-z]+", re.split(r"\by\b|,", text[: match.start()])[-1])
        if all(word in EMPTY or word in _ASKING or len(word) < 3 for word in before):
            spans.append(match.span())
    return spans
