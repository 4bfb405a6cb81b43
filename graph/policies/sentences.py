"""A passage as the sentences that may be told of it."""

import re
from functools import lru_cache
from itertools import zip_longest

from graph.sentences import split_sentences
from graph.state import Source
from graph.text import stems

_MARKDOWN = re.compile(r"\*\*|__|^#+\s*|^\s*[-*]\s+|^\s*\d+\.\s+|`", re.MULTILINE)
_RULE = re.compile(r"[\s|:-]*")
"""An empty line, or the one between a table's header and its rows."""
_SHORTEST = 4
_SHORT_LABEL = re.compile(r"[^.:]{1,40}:(?= )")
_LABEL = re.compile(
    rf"{_SHORT_LABEL.pattern}|[^:]{{1,100}}:(?= (?:\$|\d|gratis\b|sin cargo\b))", re.IGNORECASE
)
"""A long one is known by the figure after it: "Rosario, entre las avenidas Oroño y…: $ 900"."""
_ITEM = re.compile(r"\s*(?:[-*]|\d+\.)\s")
_GOES_ON = re.compile(r"\s*(?:[-*]|\d+\.)\s+(?=[a-záéíóúñ])")
"""An item in lower case goes on with the line above its list."""


def sentences_of(source: Source) -> tuple[str, ...]:
    """Cut a passage into sentences without Markdown; table rows become `a: column b`.

    What a list says of one place or branch, "Rosario: $ 900. Gratis desde…", is of it in each
    sentence: the label of an item stands before those that have none of their own.
    """
    return told_of(source["payload"]["text"])


@lru_cache(1024)
def told_of(text: str) -> tuple[str, ...]:
    """Return the sentences of a passage's text; see `sentences_of`."""
    text = _led_in(text)
    lines, found = text.splitlines(), []
    columns: list[str] = []
    for line, below in zip_longest(lines, lines[1:], fillvalue=""):
        if _RULE.fullmatch(line):
            continue
        if line.strip().startswith("|"):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if "|" in below and _RULE.fullmatch(below):
                columns = cells
                continue
            line = _row(cells, columns)
        told = split_sentences(_MARKDOWN.sub("", line).strip())
        label = _LABEL.match(told[0]) if told and _ITEM.match(line) else None
        of_it = f"{label.group()} " if label else ""
        found += told[:1] + [s if _SHORT_LABEL.match(s) else f"{of_it}{s}" for s in told[1:]]
    return tuple(s.strip() for s in found if len(s.strip()) >= _SHORTEST)


def begins_item(source: Source, sentence: str) -> bool:
    """Tell whether a sentence is the first of an item of a passage's list."""
    return sentence in _first_of_items(source["payload"]["text"])


@lru_cache(1024)
def _first_of_items(text: str) -> frozenset[str]:
    items = [line for line in _led_in(text).splitlines() if _ITEM.match(line)]
    told = [split_sentences(_MARKDOWN.sub("", item).strip()) for item in items]
    return frozenset(sentences[0].strip() for sentences in told if sentences)


def label_of(sentence: str) -> str:
    """Return what a sentence is labelled with, "Rosario:"; empty when with nothing."""
    label = _LABEL.match(sentence)
    return label.group() if label else ""


def _led_in(text: str) -> str:
    """Return a text, the items that go on with the line above their list after that line's words.

    "No tienen cambio:" and "- ropa interior;" say nothing apart: such items begin in lower case.
    """
    lines: list[str] = []
    lead = ""
    for line in filter(str.strip, text.splitlines()):
        item = _GOES_ON.match(line)
        if item and lines and lines[-1].endswith(":"):
            *before, lead = split_sentences(_MARKDOWN.sub("", lines.pop()).strip())
            lines += filter(None, [" ".join(before)])
        if item and lead:
            lines.append(f"{item[0]}{lead.strip()} {line[item.end() :].rstrip(' ;.')}.")
        else:
            lead = ""
            lines.append(line.rstrip())
    return "\n".join(lines)


def _row(cells: list[str], columns: list[str]) -> str:
    """Return a row of a table as a sentence.

    A number tells nothing by itself: "1" of zones is "Zona 1, Rosario y alrededores".
    """
    label, rest, names = cells[0], cells[1:], columns[1:]
    if columns and label.isdigit() and rest and rest[0] and not re.search(r"\d|^\W*$", rest[0]):
        label, rest, names = f"{columns[0]} {label}, {rest[0]}", rest[1:], names[1:]
    return ": ".join(filter(None, [label, ", ".join(_labelled(rest, names))]))


def _labelled(cells: list[str], columns: list[str]) -> list[str]:
    labels = [*columns, *[""] * len(cells)]
    return [_under(label, cell) for label, cell in zip(labels, cells, strict=False)
            if cell.strip("-–—")]  # fmt: skip


def _under(label: str, cell: str) -> str:
    """Return a cell after its column's name, unless it says that: "5 cuotas" says "cuotas"."""
    said = stems(label)  # none of a letter: "S" of "1,5 m"
    if said and said <= stems(cell):
        return cell
    return f"{label if label[:2].isupper() else label[:1].lower() + label[1:]} {cell}".strip()
