"""Bounds in words: which side of a figure is wanted, for prices and for measures alike."""

import re
from dataclasses import dataclass
from typing import Literal

Side = Literal["max", "min", "about", "between", "exact"]

AROUND = 0.15
"""How far "alrededor de" reaches, as a share of the figure."""

_FILL = r"(?:\s+(?:de|los|las|el|la|a|que|unos|unas|solo))*\s*(?:\$\s*)?$"
_SPENT = (
    r"(?:\s+(?:me|se|le|te|nos|quier[oa]|quisiera|pued[oa]|voy|a|pienso|salg\w+|sal[ei]\w*|cuest\w+|"
    r"valg\w+|sea[ns]?|este[ns]?|gast\w+|pag\w+|cobr\w+|saqu\w+|vay\w+|pid\w+|teng\w+|mid\w+|pes\w+|"
    r"es|ir\w*)){0,4}"
)
"""What may stand between "no" and "más de": "no quiero gastar más de"."""
_BEFORE: tuple[tuple[Side, re.Pattern[str]], ...] = (
    ("min", re.compile(rf"\b(?:no|ni){_SPENT}\s+menos{_FILL}")),
    (
        "max",
        re.compile(
            rf"(?:\b(?:(?:no{_SPENT}|ni(?:\s+un\s+(?:peso|mango))?|nunca)\s+"
            r"(?:mas|mayor(?:es)?|super\w+|pas\w+|exced\w+|lleg\w+|vay\w+|arriba|encima)"
            r"|sin\s+(?:pasar\w*|superar|exceder\w*|irme|llegar)|(?<!no\s)baj(?:e[ns]?|a[ns]?)"
            r"|(?<!\bal\s)(?<!\blo\s)(?<!\bno\s)(?<!mas\so\s)menos|mas\s+barat[oa]s?|hasta|tope|maximo"
            r"|max|abajo|debajo|inferior(?:es)?|menor(?:es)?|limite|como\s+mucho|a\s+lo\s+sumo)"
            rf"|<){_FILL}"
        ),
    ),
    (
        "min",
        re.compile(
            r"(?:\b(?:no\s+baj\w+|mas(?:\s+car[oa]s?)?|desde|minimo|min|al\s+menos"
            r"|por\s+lo\s+menos|arriba|encima|a\s+partir|mayor(?:es)?|superior(?:es)?|como\s+minimo"
            rf"|que\s+(?:pase[ns]?|supere[ns]?)|banque|aguante|soporte)|>){_FILL}"
        ),
    ),
    (
        "about",
        re.compile(
            r"\b(?:alrededor\s+de(?:\s+los)?|cerca\s+de(?:\s+los)?|aprox\w*(?:\s+de)?"
            r"|mas\s+o\s+menos(?:\s+(?:de|a))?|tipo|a\s+eso\s+de|unos|unas|rond\w+(?:\s+los)?"
            r"|por\s+ahi\s+de|cercan[oa]s?\s+a(?:\s+los)?)\s*(?:\$\s*)?$"
        ),
    ),
)
_PESOS = r"^\s*(?:(?:pesos|pe|mangos)\s+)?"
_AFTER: tuple[tuple[Side, re.Pattern[str]], ...] = (
    (
        "max",
        re.compile(
            _PESOS
            + r"(?:o\s+menos|(?:para|pa)\s+abajo|como\s+mucho|a\s+lo\s+sumo|de\s+tope|y\s+no\s+mas"
            r"|(?:como\s+)?max\w*(?!\s*(?:de\s+)?\$?\s*\d))\b"
        ),
    ),
    (
        "min",
        re.compile(
            _PESOS + r"(?:o\s+mas|(?:para|pa)\s+arriba|en\s+adelante|por\s+lo\s+menos"
            r"|(?:como\s+)?minimo(?!\s*(?:de\s+)?\$?\s*\d))\b"
        ),
    ),
    ("about", re.compile(r"^\s*(?:aprox\w*|mas\s+o\s+menos|masomenos)\b")),
)
_LEAD = re.compile(
    r"(?:\b(?:por|x|a|de|que|con|no|ni|un|una|peso|mango|precio|valor|presupuesto|salg\w*|cuest\w*|valg\w*|"
    r"sea\w*|este\w*|tengan?|pas(?:[ea]n?|[ae]r\w*)|super(?:[ea]n?|ar)|exced\w+|lleg(?:u?[ea]n?|ar)|baj[ea]n?|vay\w+|banque\w*|aguante\w*|"
    r"soporte\w*|entre|menos|mas|hasta|desde|maximo|max|minimo|min|al|lo|como|mucho|sumo|unos|unas|"
    r"alrededor|cerca|los|las|arriba|abajo|debajo|encima|partir|tope|limite|mayor|mayores|menor|"
    r"menores|superior|superiores|inferior|inferiores|aprox\w*|tipo|eso|gast\w+|pag\w+|saqu\w+|cobr\w+|"
    r"tengo|cuento|puedo|quiero|me|se|sin|rond\w+|barat[oa]s?|car[oa]s?)\b|[<>$]|\s)+$"
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
