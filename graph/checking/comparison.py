"""Superlatives and comparisons, evaluated over the products that the answer cites."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from graph.answer import MARKER
from graph.checking.context import Context
from graph.checking.evidence import Evidence
from graph.checking.lexis import root
from graph.state import Claim
from ingest.units import fold

_MOST = re.compile(
    r"\b(?:el|la|los|las|lo)\s+(?:\w+\s+){0,2}?(?:mas|de (?:mayor|menor|mejor|mas|menos)|"
    r"con (?:mas|menos|mayor|menor)|que (?:mas|menos))\s+(?:\w+(?: \w+)?)|"
    r"\b(?:mas economic[oa]|mas barat[oa]|mas accesible|menor precio|precio mas bajo)\b"
)
_THAN = re.compile(
    r"\b(?:dura|rinde|pesa|cuesta|sale|vale|aguanta|soporta)n? (?:mas|menos) (?:peso )?que\b|"
    r"\bmas\s+(?:\w+)\s+que\b|\b(?:menos)\s+(?:\w+)\s+que\b"
)


@dataclass(frozen=True)
class Scale:
    """A magnitude that products can be ordered by."""

    stems: tuple[str, ...]
    attributes: tuple[str, ...]
    highest: bool


SCALES = (
    Scale(("barat", "economic", "accesibl", "bajo"), ("price",), False),
    Scale(("car", "costos", "cuesta", "sale", "vale"), ("price",), True),
    Scale(("precio",), ("price",), True),
    Scale(("livian", "liger"), ("peso",), False),
    Scale(("pesa",), ("peso",), True),
    Scale(("capacidad", "grande", "litro", "espacio"), ("capacidad", "pantalla", "rodado"), True),
    Scale(("chic", "pequen", "compact"), ("capacidad", "ancho"), False),
    Scale(("potent", "potencia", "fuerza"), ("potencia", "torque"), True),
    Scale(("silencios",), ("ruido",), False),
    Scale(("ruidos",), ("ruido",), True),
    Scale(("memoria", "ram"), ("memoria ram",), True),
    Scale(("almacenamiento",), ("almacenamiento",), True),
    Scale(("bateria", "autonomia", "dura", "rinde"), ("bateria", "autonomia"), True),
    Scale(("rinde", "rendidor", "rendimiento"), ("rendimiento",), True),
    Scale(("graduacion", "alcohol"), ("alcohol", "graduacion"), True),
    Scale(("proteg", "proteccion", "factor"), ("fps", "factor"), True),
    Scale(("pantalla",), ("pantalla",), True),
    Scale(("alt",), ("alto", "altura"), True),
    Scale(("anch",), ("ancho",), True),
    Scale(("larg",), ("largo", "paginas"), True),
    Scale(("pagina", "gord"), ("paginas",), True),
    Scale(("garantia",), ("garantia",), True),
    Scale(("rapid", "velocidad"), ("velocidad", "lectura", "escritura", "centrifugado"), True),
    Scale(("aguant", "soport"), ("peso maximo", "carga maxima", "resistencia"), True),
    Scale(("impermeab",), ("columna de agua",), True),
    Scale(("luminos", "alumbr", "brill"), ("flujo", "lumenes", "brillo"), True),
)


_ASKS_WHICH = re.compile(r"\bcual(?:es)?\b")
_IS = re.compile(r"\W*(?:es|son|resulta)\s*")
"""What goes on with the product of the marker before: "La A [1] es la más barata y la B [2] …"."""
_SAYS_WHICH = re.compile(r"[^,.;:]*?\b(?:es|son|resulta)\b|(?:\w+ ){2}\w+:")
"""What goes on to say which one it is: "la más cara es la Roble", "la más cara: la Roble"."""
_BARE = re.compile(r"(\d+(?:[.,]\d+)?)((?: ?%| [a-z]{1,8})?)$")
"""A number alone, or of a unit that nothing converts: "480 A"."""


def check_comparison(context: Context) -> list[Claim]:
    """Check "la más barata", "el de mayor capacidad", "más liviana que…"."""
    text = context.text
    match = _THAN.search(text) or _MOST.search(text)
    if match and re.search(r"(?:\d|%|pesos|lucas|mil)\s*$", text[: match.start()]):
        return []  # "$ 129.100 más barata": a difference of money
    if not match or "?" in text or not context.products:
        return []
    pool = _alike(context)
    if _ASKS_WHICH.search(fold(context.question)):
        pool = [*pool, *(e for e in _of_category(context) if e not in pool)]
    words = text[match.start() : match.end() + 20]
    scales = [*_scales(words), *filter(None, [_attribute_scale(words, pool)])]
    measured = [(scale, measure) for scale in scales if (measure := _measure_of(scale, pool))]
    if not measured or len(pool) < 2:
        return []
    if len(context.products) > 1 and _stands_for_one(text, match):
        return []  # "la más cara trae 16 GB, contra 8 [1][2]": whichever it is true of
    scale, measure = measured[0]
    subject = _subject_before(context, match, pool) or _subject(context, match)
    values = {e.marker: measure(e) for e in pool}
    if values.get(subject.marker) is None:
        return []
    others = [v for m, v in values.items() if m != subject.marker and v is not None]
    if not others:
        return []
    less = re.search(
        r"\b(?:(?:de |con )?menor|(?:con |que |de )?menos|mejor(?= precio))\b", match.group()
    )
    wants_high = scale.highest != bool(less)
    mine = values[subject.marker]
    assert mine is not None
    best = max(others) if wants_high else min(others)
    wins = mine >= best if wants_high else mine <= best
    if wins:
        return [context.supported("comparison", subject)]
    return [
        context.contradicted("comparison", "otra de las fuentes citadas lo supera en eso", subject)
    ]


def _stands_for_one(text: str, match: re.Match[str]) -> bool:
    """Tell whether the superlative is how one of the products is called, and not what it is."""
    begins = not re.search(r"\w", text[: match.start()])
    return begins and not _SAYS_WHICH.match(text[match.start() :])


def _subject_before(
    context: Context, match: re.Match[str], pool: list[Evidence]
) -> Evidence | None:
    """Return the product of the marker before, in "La A [1] es más grande que la B [2]"."""
    goes_on = " que" in match.group() or _IS.fullmatch(context.text[: match.start()])
    if not goes_on or not context.segment.markers:
        return None
    named = {w for e in pool for w in re.findall(r"\w{3,}", e.title)}
    if named & set(re.findall(r"\w{3,}", context.text[: match.start()])):
        return None
    markers = [int(n) for n in MARKER.findall(context.segment.sentence)]
    own = markers.index(context.segment.markers[0])
    return context.evidence.get(markers[own - 1]) if own else None


def _subject(context: Context, match: re.Match[str]) -> Evidence:
    """Return the product named last before the comparison, or the one that is said to be so.

    Where it names none, the first that is cited.
    """
    named = [
        (at, product)
        for product in context.products
        for word in re.findall(r"\w{3,}|\b\d\b", product.title)
        if sum(word in e.title.split() for e in context.products) == 1
        and (at := _place(word, context.text)) >= 0
    ]
    before = [pair for pair in named if pair[0] < match.end()]
    after = named if _SAYS_WHICH.match(context.text[match.start() :]) else []
    told = max(before, default=None, key=_at) or min(after, default=None, key=_at)
    return told[1] if told else context.products[0]


def _at(pair: tuple[int, Evidence]) -> int:
    return pair[0]


def _place(word: str, text: str) -> int:
    found = re.search(rf"\b{re.escape(word)}", text)
    return found.start() if found else -1


def _alike(context: Context) -> list[Evidence]:
    """Return the products compared: of the subject's kind when the sources hold several of it.

    The first word of a title is its kind: "Lavarropas Drean…" is not compared with a shoe.
    """
    pool = context.cited_products
    kind = context.products[0].title.split()[0][:6]
    alike = [e for e in pool if e.title.startswith(kind)]
    return alike if len(alike) > 1 else pool


def _of_category(context: Context) -> list[Evidence]:
    """Return the sources of the subject's category, those that the answer leaves out too."""
    category = context.products[0].payload.get("product_type")
    return [
        e for e in context.evidence.values()
        if e.kind == "product" and e.payload.get("product_type") == category
        and (category or e.attributes.keys() == context.products[0].attributes.keys())
    ]  # fmt: skip


def _scales(words: str) -> list[Scale]:
    found = re.findall(r"\w+", words)
    return [s for s in SCALES if any(w.startswith(stem) for w in found for stem in s.stems)]


def _attribute_scale(words: str, pool: list[Evidence]) -> Scale | None:
    """Order by the attribute that is named itself: "más proteína"."""
    told = {root(w) for w in re.findall(r"[a-z]{4,}", words)}
    names = [fold(n) for e in pool for n in e.attributes if root(fold(n).split()[0]) in told]
    return Scale((), (names[0],), highest=True) if names else None


def _measure_of(scale: Scale, pool: list[Evidence]) -> Callable[[Evidence], float | None] | None:
    if scale.attributes == ("price",):
        return lambda e: float(e.current_cents) if e.current_cents is not None else None
    for attribute in scale.attributes:
        numbers = {e.marker: _number(e, attribute) for e in pool}
        alike = len({found[1] for found in numbers.values() if found}) < 2
        bare = {m: found[0] for m, found in numbers.items() if found} if alike else {}
        measure = partial(_value, attribute=attribute, bare=bare)
        if sum(measure(e) is not None for e in pool) >= 2:
            return measure
    return None


def _value(e: Evidence, *, attribute: str, bare: Mapping[int, float]) -> float | None:
    """Return an attribute as a measure; by marker, as the bare number that it is else."""
    found = (q.value for name, q in e.measures if name and name.startswith(attribute))
    return next(found, bare.get(e.marker))


def _number(e: Evidence, attribute: str) -> tuple[float, str] | None:
    """Return an attribute that is a bare number, "páginas: 300", and what it counts, if told."""
    for name, value in e.attributes.items():
        if fold(name).startswith(attribute) and (number := _BARE.match(fold(str(value)))):
            return float(number.group(1).replace(",", ".")), number.group(2).strip()
    plain = (v for name, v in e.plain_values.items() if name.startswith(attribute))
    return next(((v, "") for v in plain), None)
