"""The row of a table of measures that a question names by one of its cells, and asks of another.

"Calzo 27 cm, qué talle soy?" names the row by its centimetres; "para qué altura es el 10?", by its
label. The words are the table's own: its headers, or a list's "Talle 10: 134 a 140 cm de altura".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.policies.ranking import Told
from graph.policies.sentences import sentences_of
from graph.state import Source
from graph.text import stems
from ingest.units import fold

_FIGURE = re.compile(
    r"(?<![\w.,$])(\d+(?:[.,]\d+)?)\s*(cm|centimetros?|mts?|metros?|m)?\b(?![.,]\d)"
)
_SPAN = re.compile(r"(\d+(?:,\d+)?)(?:\s*(?:a|al|-|y)\s*(\d+(?:,\d+)?))?\s*([a-z]*)")
_ASKS = re.compile(
    r"\b(?:(?:que|q|cual(?:es)?|cuant[oa]s?)(?: (?:es|son|seria))?(?: (?:el|la|mi|su))?|en|mi|su|y)"
    r"\s+(?=(\w+))"
)
"""What is asked for; "para mujer que calza 39" asks for none of it."""
_SIZES = re.compile(r"\b(?:numero|nro|talla)s?\b")
_ITEM = re.compile(r"^([^\d:]{2,30}?) (\d+|x*[sml]): (\d.+)$")
SURE = 3.0
"""Relevance of a row that a rule knows for the answer."""


@dataclass(frozen=True)
class _Row:
    """A row as cells by their folded headers, the label's first."""

    cells: dict[str, str]
    sentence: str


def may_ask_of_charts(question: str) -> bool:
    """Tell whether a question has a figure, and asks for something by it."""
    text = fold(question)
    return names_a_figure(text) and bool(_ASKS.search(text))


def names_a_figure(text: str) -> bool:
    """Tell whether a message has a figure of its own."""
    return bool(_FIGURE.search(fold(text)))


def charted(question: str, passages: Sequence[Source], about: str = "") -> list[Told]:
    """Return the one row that the question is of; none when it is of none, or of several alike.

    `about` is what was spoken of, by which the tables of trousers and of shoes are told apart.
    """
    text = _SIZES.sub("talle", fold(question))
    context = stems(f"{text} {about}")
    found = []
    for source in passages:
        for row in _rows(source):
            if _asked_by(text, row):
                near = len(context & stems(source["title"]))
                found.append((near, Told(source, 0, row.sentence, SURE, brought=True)))
    best = max((near for near, _ in found), default=0)
    told = [one for near, one in found if near == best]
    return told if len(told) == 1 else []


def _asked_by(text: str, row: _Row) -> bool:
    """Tell whether a folded question names a row by a cell, and asks for another of its cells."""
    label = next(iter(row.cells))
    named = {header for header in row.cells if stems(header) & stems(text)}
    wanted = stems(" ".join(_ASKS.findall(text)))
    asked = {header for header in named if stems(header) & wanted}
    for figure in _FIGURE.finditer(text):
        value, unit = float(figure[1].replace(",", ".")), figure[2] or ""
        for header, cell in row.cells.items():
            if header == label and not _is_length(f"{header} {cell}"):
                before = re.search(r"\b(?:el|la|l[oa]s|talles?|calz[oa]) $", text[: figure.start()])
                by_it = bool(before) and not unit
            else:
                by_it = header in named or (bool(unit) and _is_length(f"{header} {cell}"))
            if by_it and asked - {header} and _holds(cell, value, unit):
                return True
    return False


def _is_length(text: str) -> bool:
    return bool(re.search(r"\b(?:cm|centimetros?|metros?)\b", fold(text)))


def _holds(cell: str, value: float, unit: str) -> bool:
    """Tell whether a cell is, or spans, a value: "97 a 102 cm"."""
    if _is_length(cell) and (unit.startswith("m") or value < 3):  # "mide 1,35"
        value *= 100
    span = _SPAN.search(fold(cell))
    if span is None:
        return False
    low = float(span[1].replace(",", "."))
    return low <= value <= (float(span[2].replace(",", ".")) if span[2] else low)


def _rows(source: Source) -> Iterator[_Row]:
    """Yield the rows of a passage's tables, and the items of a list that are such rows."""
    sentences = sentences_of(source)
    headers: list[str] = []
    for line in source["payload"]["text"].splitlines():
        if not line.strip().startswith("|"):
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not headers:
            headers = [fold(cell) for cell in cells]
        elif any(re.search(r"\w", cell) for cell in cells) and len(cells) == len(headers):
            sentence = next((s for s in sentences if s.startswith(f"{cells[0]}:")), "")
            told = {h: c for h, c in zip(headers, cells, strict=True) if c.strip("-– ")}
            if sentence and headers[0] in told and len(told) > 1:
                yield _Row(told, sentence)
    for sentence in sentences:
        if item := _ITEM.match(fold(sentence)):
            header = re.sub(r"[\d.,]+|\b(?:al?|cm|de)\b", " ", item[3])
            yield _Row({item[1]: item[2], header: item[3]}, sentence)
