"""The rows of a warranty's terms that are of the thing asked of; all where none names it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from graph.checking.lexis import roots
from graph.policies.exceptions import kind_named, names
from graph.policies.ranking import EACH, Told
from graph.policies.sentences import label_of
from graph.state import Source
from ingest.units import fold

_WARRANTY = re.compile(r"\bgarant")
_LASTS = re.compile(r"\b(?:\d+|un|una|dos|tres|cuatro|cinco|seis|doce) (?:anos?|meses|mes|dias)\b")
_HEAD = re.compile(r"[^(,]*?(?= de |\(|,|:|$)")
"""What a row is of, before what tells it apart: "Cuadros", of "Cuadros de aluminio"."""
MOST = 6
"""Rows told together."""


def warranty_first(question: str, told: Sequence[Told], thing: Source | None) -> list[Told]:
    """Put the rows of the part, the kind or the make first; all in their order for none of it."""
    rows = [one for one in told if _is_row(one)]
    if len(rows) < 2 or len({one.source["id"] for one in rows}) > 1:  # no list of parts or kinds
        return [*told]
    rows = sorted(rows, key=lambda one: one.position)
    called = kind_named(thing) if thing else ""
    of_part = [one for one in rows if names([_label(one)], question)]
    of_kind = [one for one in rows if called and names([_head(one)], called)]
    brand = thing["payload"].get("brand", "") if thing else ""
    of_brand = [one for one in rows if brand and names([_label(one)], brand)]
    chosen = (of_part or of_kind or of_brand or rows)[:MOST]
    if thing:  # "cuadros de aluminio" before "de acero", where the product says aluminium
        payload = thing["payload"]
        said = roots(fold(f"{thing['title']} {payload['description']} {payload['attributes']}"))
        chosen = sorted(chosen, key=lambda one: bool(roots(_label(one)) - said))
    top = max(0.0, told[0].relevance) + EACH * (len(chosen) + 1)
    first = [
        replace(one, relevance=top - EACH * n, brought=True, probability=None)
        for n, one in enumerate(chosen)
    ]
    at = {one.position for one in rows}
    of_it = rows[0].source["id"]
    rest = [
        replace(one, relevance=min(one.relevance, top - 1.0)) for one in told
        if one.source["id"] != of_it or one.position not in at
    ]  # fmt: skip
    others = [replace(one, relevance=min(one.relevance, top - 1.0)) for one in rows
              if one not in chosen]  # fmt: skip
    return sorted([*first, *rest, *others], key=lambda one: -one.relevance)


def _is_row(told: Told) -> bool:
    is_of_it = _WARRANTY.search(fold(told.source["title"]))
    return bool(label_of(told.sentence) and is_of_it and _LASTS.search(fold(told.sentence)))


def _label(told: Told) -> str:
    return fold(label_of(told.sentence)).rstrip(":")


def _head(told: Told) -> str:
    match = _HEAD.match(_label(told))
    return match.group() if match else ""
