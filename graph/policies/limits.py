"""What terms leave out for its size: "hasta 70 cm de lado", "bultos de más de 25 kg"."""

import re
from collections.abc import Sequence

from graph.state import Source
from graph.understanding.bounds import read_bound
from graph.wording import write_attribute
from ingest.units import Quantity, fold, parse_quantities

_SENT = re.compile(r"\b(?:mand|envi|flete|entreg|despach|lleg|correo|encomienda|bulto|paquete)\w*")
_LIMIT = re.compile(
    r"\b(?:(?:super|exced|sobrepas)\w*|pas[ae]\w*|maxim[oa]s?\b[^.;]{0,20})(?:\s+(?:de|los|las|el|la))*\s*$"
)
"""Before the figure of a limit, beside what bounds any figure."""
_OF_IT = re.compile(r"\bes[eao]s? (?:medida|tamano|peso|limite|tope)s?\b|\b(?:super|exced)[ae]\w*")
"""Goes on from the limit before: "lo que supera esa medida se retira"."""
_SIDES = re.compile(r"(?<![\w.,/])\d{2,3}(?:\s*(?:x|×|por)\s*\d{2,3}){1,2}(?![\w.,]*\d)")
"""Of what is sold by its sides, in centimetres: "100x80"."""
_AWAY = re.compile(r"\ba\s+(?:unos\s+)?$")
"""Before a distance, which is no size."""
_SIZE = re.compile(r"(?:alto|altura|ancho|largo|profundidad|lado|medidas?|tamano|diametro)\b|peso$")
"""Attributes that tell how large or heavy a thing is; "peso máximo soportado" does not."""
LONGEST_CM = 300
"""What is longer is coiled or folded: a hose of 25 m."""


def is_sent(text: str) -> bool:
    """Tell whether a text speaks of sending."""
    return bool(_SENT.search(fold(text)))


def sizes_told(text: str) -> tuple[Quantity, ...]:
    """Return the lengths and the weights that a text tells of a thing, in cm and kg."""
    folded = fold(text)
    told = [
        q for q in parse_quantities(folded)
        if q.dimension == "mass" or (q.dimension == "length" and q.value <= LONGEST_CM)
    ]  # fmt: skip
    told = [q for q in told if not _AWAY.search(folded[: q.start])]
    for sides in _SIDES.finditer(folded):
        if not any(sides.start() <= q.start < sides.end() for q in told):
            told += [Quantity(float(side), "length") for side in re.findall(r"\d+", sides[0])]
    return tuple(told)


def sizes_of(product: Source) -> tuple[Quantity, ...]:
    """Return how long its sides are and what it weighs, by its title, size and attributes."""
    payload = product["payload"]
    if product["kind"] != "product":
        return ()  # terms found in its place
    told = [payload["title"], payload["size"]]
    for name, value in payload["attributes"].items():
        if _SIZE.match(fold(name)):
            told.append(write_attribute(name, value))
    return tuple(q for text in told for q in sizes_told(text))


def is_beyond(text: str, sizes: Sequence[Quantity]) -> bool:
    """Tell whether a folded sentence of the terms has a limit that one of the sizes passes."""
    return any(
        size.dimension == limit.dimension and size.value > limit.value
        for limit in parse_quantities(text)
        if read_bound(text, limit.start, limit.end).side in ("max", "min")
        or _LIMIT.search(text[: limit.start])
        for size in sizes
    )


def goes_on(text: str) -> bool:
    """Tell whether a folded sentence goes on from the limit that the one before it tells."""
    return bool(_OF_IT.search(text))
