"""Bounds in words: which side of a figure is wanted, for prices and for measures alike."""

import re
from dataclasses import dataclass
from typing import Literal

Side = Literal["max", "min", "about", "between", "exact"]

AROUND = 0.15
"""How far "alrededor de" reaches, as a share of the figure."""

_FILL = r"(?:\s+(?:de|los|las|el|la|a|que|unos|unas|solo))*\s*(?:\$\s*)?$"
_BEFORE: tuple[tuple[Side, re.Pattern[str]], ...] = (
    (
        "max",
        re.compile(
            rf"\b(?:no\s+(?:mas|mayor(?:es)?|super\w+|pas\w+)|(?<!\bal\s)(?<!\blo\s)(?<!\bno\s)menos|hasta|tope|maximo|max|abajo|debajo|inferior(?:es)?|menor(?:es)?|limite|<){_FILL}"
        ),
    ),
    (
        "min",
        re.compile(
            rf"\b(?:no\s+menos|no\s+baje\w*|mas|desde|minimo|min|al\s+menos|por\s+lo\s+menos|arriba|encima|a\s+partir|mayor(?:es)?|superior(?:es)?|como\s+minimo|banque|aguante|soporte|>){_FILL}"
        ),
    ),
    (
        "about",
        re.compile(
            r"\b(?:alrededor\s+de(?:\s+los)?|cerca\s+de(?:\s+los)?|aprox\w*(?:\s+de)?|mas\s+o\s+menos|tipo|a\s+eso\s+de|unos|unas|ronde|rondando(?:\s+los)?|por\s+ahi\s+de)\s*(?:\$\s*)?$"
        ),
    ),
)
_PESOS = r"^\s*(?:pesos\s+)?"
_AFTER: tuple[tuple[Side, re.Pattern[str]], ...] = (
    ("max", re.compile(_PESOS + r"(?:o\s+menos|para\s+abajo|como\s+mucho|max\w*|de\s+tope)\b")),
    (
        "min",
        re.compile(
            _PESOS
            + r"(?:o\s+mas|para\s+arriba"
            r"|en\s+adelante|(?:como\s+)?minimo|por\s+lo\s+menos)\b"
        ),
    ),
    ("about", re.compile(r"^\s*(?:aprox\w*|mas\s+o\s+menos|masomenos)\b")),
)  # fmt: skip
_LEAD = re.compile(
    r"(?:\b(?:por|x|a|de|que|con|no|un|una|precio|valor|presupuesto|salga\w*|cueste\w*|valga\w*|sea\w*|este\w*|"
    r"tengan?|pase\w*|supere\w*|baje\w*|banque\w*|aguante\w*|soporte\w*|entre|menos|mas|hasta|desde|maximo|max|minimo|min|al|"
    r"lo|como|unos|unas|alrededor|cerca|los|las|arriba|abajo|debajo|encima|partir|tope|limite|"
    r"mayor|mayores|menor|menores|superior|superiores|inferior|inferiores|aprox\w*|tipo|eso|"
    r"gastar|tengo|cuento|puedo|hasta)\b|[<>$]|\s)+$"
)


@dataclass(frozen=True)
class Bound:
    """What the words around a figure ask for, and the span to take out of the text."""

    side: Side
    start: int
    end: int


def read_bound(text: str, start: int, end: int) -> Bound:
    """Read the words around text[start:end], a figure in a folded text."""
    before, after = text[:start], text[end:]
    side: Side = "exact"
    for candidate, pattern in _AFTER:
        if match := pattern.search(after):
            side, end = candidate, end + match.end()
            break
    else:
        for candidate, pattern in _BEFORE:
            if pattern.search(before):
                side = candidate
                break
    lead = _LEAD.search(before)
    return Bound(side, lead.start() if lead and side != "exact" else start, end)
