"""What kind of figure a question asks for, and which attributes and sentences can answer it.

A word alone misleads: "en cuánto tiempo se carga" is no "carga máxima: 110 kg".
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.sentences import plain_sentences
from graph.state import Source
from graph.text import stems
from ingest.units import canonical, fold, parse_quantities

_BEARING = re.compile(r"\b(?:carga|capacidad|soport|resist|aguant|admi|maxim|hasta)")
_TOP = re.compile(r"\bmaxim|\btope\b")
_BARE = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True)
class Kind:
    """A kind of answer: how it is asked for, and in which dimensions it is told."""

    asks: re.Pattern[str]
    fits: Callable[[str, Any], bool]
    """Whether an attribute, by its folded name and its value, may answer it."""
    dimensions: frozenset[str]
    speaks: re.Pattern[str]
    """What a sentence of the description says that answers it, beside the figure."""
    own: bool = False
    """Whether attributes that the question does not name may answer it too."""


def _dimensions(value: Any) -> set[str]:
    """Return the dimensions in which an attribute's value is told."""
    if isinstance(value, dict):
        found = canonical(float(value["value"]), str(value["unit"]))
        return {found.dimension} if found else set()
    return {quantity.dimension for quantity in parse_quantities(str(value))}


def _is_bare(value: Any) -> bool:
    """Tell whether a value is a number of nothing in particular: "velocidades: 7"."""
    return not isinstance(value, dict) and bool(_BARE.fullmatch(str(value).strip()))


_TIMES = frozenset(["hours", "days"])
KINDS = (
    Kind(  # how long it takes
        re.compile(r"\b(?:cuant[oa]s?|que) (?:tiempo |horas? |minutos? )?(?:tard|demor)\w+|"
                   r"\b(?:en|de) cuant[oa]s? (?:tiempo|horas|minutos)\b"),
        lambda name, value: bool(_dimensions(value) & _TIMES),
        _TIMES,
        re.compile(r"\b(?:tiempos?|tarda\w*|demora\w*|en (?:solo |apenas |menos de )?\d)"),
    ),
    Kind(  # what it is charged with, or how
        re.compile(r"\b(?:se|me|te|la|lo) (?:re)?cargan?\b|\bcargador\w*|"
                   r"\b(?:en|para|de|al) (?:re)?cargar\w*\b"),
        lambda name, value: not _dimensions(value) & {"mass", "volume"},
        frozenset(),
        re.compile(r"$^"),
    ),
    Kind(  # what weight it bears, and not what it weighs
        re.compile(r"\bcuant[oa] (?:maximo )?(?:aguant|soport|banc)\w+"
                   r"(?! [\w ]*?(?:agua|lluvia|calor|frio|fuego|temperatura|bateria|golpes|viento|"
                   r"presion|horas|dias))|"
                   r"\b(?:que|cuant[oa]s?) (?:peso|kilos?|kgs?) (?:maximo )?"
                   r"(?:aguant|soport|banc|resist|toler)\w+|"
                   r"\b(?:aguant|soport|banc|resist)\w+ (?:hasta |unos )?(?:\d+|cuant[oa]s?) ?"
                   r"(?:kilos?|kgs?|peso)\b|"
                   r"\bhasta (?:que|cuant[oa]s?) (?:peso|kilos?|kgs?)\b"),
        lambda name, value: bool(_BEARING.search(name)) and (
            "mass" in _dimensions(value) or _is_bare(value)),
        frozenset(["mass"]),
        re.compile(r"\b(?:aguant|soport|resist|carga|capacidad|maxim|hasta)\w*"),
        own=True,
    ),
    Kind(  # the most that it does: of how many there are, "velocidades: 7", it says nothing
        re.compile(r"\bvelocidad (?:maxima|tope)\b|\ba (?:que|cuanta) velocidad\b|"
                   r"\bque velocidad (?:maxima |tope )?(?:alcanza|llega|levanta|desarrolla)\b"),
        lambda name, value: bool(_TOP.search(name)) or not _is_bare(value),
        frozenset(["speed", "rotation"]),
        re.compile(r"\b(?:velocidad|maxim|hasta|alcanza|llega)\w*"),
    ),
)  # fmt: skip
AGE = Kind(
    re.compile(r"\bque edad(?:es)?\b|\bcuantos (?:meses|anos) (?:en adelante|se (?:usa|puede))|"
               r"\b(?:de|desde|para) cuantos (?:meses|anos)\b"),
    lambda name, value: True,
    frozenset(["months"]),
    re.compile(r"\b(?:de|desde|a partir|mas de|hasta|mayores|para|edad)\b[^.]*\b"
               r"(?:meses|mes|anos?)\b"),
)  # fmt: skip


def _of_another_part(name: str, text: str) -> bool:
    """Tell whether a name says of one thing that it is included, and the question of another."""
    thing = name.removeprefix("incluye ")
    return thing != name and not stems(thing) & stems(text)


_OF_TIME = frozenset(["tard", "demo", "tiem", "hora", "minu", "dias", "cuan"])
"""Beginnings of words that tell nothing of what takes the time."""


def kind_of(question: str) -> Kind | None:
    """Return the kind of figure that a question asks for, where it is of one."""
    text = fold(question)
    return next((kind for kind in (*KINDS, AGE) if kind.asks.search(text)), None)


def fitting(question: str, names: Iterable[str], held: Mapping[str, Any]) -> list[str]:
    """Return the attributes, of those named, whose kind is that of the answer asked for.

    Where none is and what is asked is of few attributes, those that tell it under another name.
    """
    text = fold(question)
    kinds = [kind for kind in KINDS if kind.asks.search(text)]
    kept = [n for n in names if all(k.fits(fold(n), held[n]) for k in kinds if n in held)]
    kept = [n for n in kept if not _of_another_part(fold(n), text)]
    if kept or not any(kind.own for kind in kinds):
        return kept
    return [n for n, value in held.items() if all(k.fits(fold(n), value) for k in kinds)][:2]


def told_of_kind(question: str, source: Source) -> str:
    """Return the sentence of a description that tells the figure asked for; empty without one."""
    text = fold(question)
    kind = kind_of(text)
    if kind is None or not kind.dimensions:
        return ""
    words = {word[:4] for word in re.findall(r"\w{4,}", text)} - _OF_TIME
    for sentence in sentences_of(source):
        told = fold(sentence)
        figures = {quantity.dimension for quantity in parse_quantities(sentence)}
        about = {word[:4] for word in re.findall(r"\w{4,}", told)}
        speaks = kind.speaks.search(told) and "garantia" not in told
        if speaks and kind.dimensions & figures and (kind is AGE or words & about):
            return sentence
    return ""


def sentences_of(source: Source) -> Iterator[str]:
    """Yield the sentences of a product's description, without the stop at their end."""
    yield from plain_sentences(source["payload"]["description"] or "")
