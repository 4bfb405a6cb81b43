"""The variant of a group that a message names by its own value: "el 0.8", "en L", "y verde?"."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.checking.attributes import COLORS
from graph.retrieval.hits import is_sold_out
from graph.retrieval.kin import variants
from graph.retrieval.ranges import Measures
from graph.retrieval.turn import sources_of
from graph.state import Source
from graph.understanding.amounts import parse_amounts
from graph.understanding.colors import agreeing
from graph.understanding.counts import counted
from graph.understanding.lexicon import EMPTY
from graph.understanding.parse import PEOPLE
from graph.understanding.paying import without_paying
from graph.understanding.plurals import singular
from graph.understanding.prices import parse_price_range
from graph.understanding.refinement import EXCLUSIVE
from graph.understanding.size_names import LETTERS, told_by
from graph.understanding.sizes import letter_sizes
from graph.understanding.spelling import ASKING
from ingest.index.port import Hit, Index, Payload
from ingest.units import fold

MOST_VARIANTS = 60
"""Of a group, that are compared."""
MOST_SHOWN = 6
"""Of a group, where none has the value asked."""
_FIGURE = r"\d+(?:[.,]\d+)?"
_TOKEN = re.compile(rf"{_FIGURE}(?:\s*[x/]\s*{_FIGURE})+|{_FIGURE}|[a-z]+")
"""A word, a figure, or sides that are one: "40 x 50"."""
_BEFORE = re.compile(r"\b(?:de|del|x|en|el|la|los|las|y|por|nro|numero|talle)\s*$|[°º]\s*$")
"""Before a figure that tells a thing; a word of the title does too."""

_OF_SOMEONE = re.compile(rf"\b(?:{'|'.join(sorted(PEOPLE))}|hij[oa]s?|viej[oa])\s+de\s*$")
"""Before an age: "para mi nene de 5"."""


@dataclass(frozen=True)
class Named:
    """The variants that a message means by the values that it names."""

    hits: list[Hit]
    """Those that hold them all, what can be had first; where none does, what holds the rest."""
    lacking: str = ""
    """What none has, as it is told: "en negro", "de 48"."""


async def named_variants(
    index: Index, text: str, like: Source, *, near: bool = False
) -> Named | None:
    """Return the variants of the group of `like` that a message means; None when it names none.

    With `near`, of several those come first that share most with `like`: its size, its colour.

    Raises:
        IndexUnavailable: the index cannot be opened or reached.
    """
    if not like["payload"].get("item_group_id"):
        return None
    group = await variants(index, [like], (), MOST_VARIANTS)
    if len(group) < 2:
        return None
    said = _without_counts(text)
    held = [_values(hit.payload) for hit in group]
    shared = set.intersection(*held)
    apart = set[str]().union(*held) - shared
    wanted = _said(said, apart)
    if lacking := _lacking(said, group, held):
        rest = [hit for hit, values in zip(group, held, strict=True) if wanted <= values]
        return Named(_in_order(rest or group)[:MOST_SHOWN], lacking)
    if not wanted:
        return None
    own = _values(like["payload"]) if near else set[str]()
    told = [(hit, values) for hit, values in zip(group, held, strict=True) if wanted <= values]
    if not told:
        return None  # of no one of them: "de 24 y de 36"
    most = max(len(values & own) for _, values in told)
    nearest = _in_order([hit for hit, values in told if len(values & own) == most])
    others = _in_order([hit for hit, values in told if len(values & own) < most])
    return Named([*nearest, *others] if all(map(is_sold_out, nearest)) else nearest)


async def as_named(index: Index, text: str, hits: Sequence[Hit]) -> tuple[list[Hit], str]:
    """Put in the place of each hit the variant of its group that the message names.

    And, where the first one's group has none, all of the group in the place of everything; then
    the second value is what to tell.
    """
    meant = await asyncio.gather(
        *(named_variants(index, text, sources_of([hit])[0]) for hit in hits)
    )
    has_it = any(named and not named.lacking for named in meant)
    if meant and meant[0] and meant[0].lacking and not has_it:
        return meant[0].hits, lacked(meant[0])
    found: dict[str, Hit] = {}
    for hit, named in zip(hits, meant, strict=True):
        ids = [other.payload["id"] for other in named.hits] if named else []
        if named and not named.lacking and hit.payload["id"] not in ids:
            hit = named.hits[0].scored(hit.score)
        found.setdefault(hit.payload["id"], hit)
    return [*found.values()], ""


def lacked(named: Named) -> str:
    """Say that no variant has the value that was named."""
    return f"No lo tengo {named.lacking}; esto es lo que hay."


def tokens(text: str) -> list[tuple[str, int, int]]:
    """Return the words and figures of a folded text with their places; "0,8" and "0.80" are one."""
    return [(_plain(m[0]), *m.span()) for m in _TOKEN.finditer(text)]


def _plain(token: str) -> str:
    if token[0].isalpha():
        return singular(token)
    parts = re.split(r"\s*[x/]\s*", token)
    return "x".join(f"{float(part.replace(',', '.')):g}" for part in parts)


def _without_counts(text: str) -> str:
    """Return a folded message without what figures pay or count."""
    text = without_paying(fold(text))
    money = [(a.start, a.end) for a in parse_amounts(text) if a.is_money]
    for start, end in [*parse_price_range(text).spans, *money, *counted(text, [], [])]:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _values(payload: Payload) -> set[str]:
    """Return what tells a variant: the words of its title, size, colour and attributes.

    A colour is the field's own: "Termo Verde con Pico Negro" is a black one by its colour.
    """
    told = [payload["title"], *told_by(payload["size_key"])]
    for value in payload["attributes"].values():
        told.append(f"{value['value']} {value['unit']}" if isinstance(value, dict) else str(value))
    found = {token for text in told for token, _, _ in tokens(fold(text))}
    if payload["color_keys"]:
        found -= {singular(form) for color in COLORS for form in agreeing(color)}
        found |= {singular(form) for color in payload["color_keys"] for form in agreeing(color)}
    return found


def _said(text: str, apart: set[str]) -> set[str]:
    """Return the values by which the variants differ that a text names."""
    sizes = {*letter_sizes(text, apart)}
    return {
        token for token, _, _ in tokens(text)
        if token in apart and (
            token in sizes or not token.isalpha()
            or (len(token) > 2 and token not in EMPTY and token not in ASKING)
        )
    }  # fmt: skip


def _lacking(text: str, group: Sequence[Hit], held: Sequence[set[str]]) -> str:
    """Return a value of the kind that tells the variants apart and that none has; as it is told."""
    known = set[str]().union(*held)
    shared = set.intersection(*held)
    apart = known - shared
    sizes = {hit.payload["size_key"] for hit in group}
    if any(re.fullmatch(LETTERS, size) for size in sizes):
        for size in letter_sizes(text, ()):
            if size not in sizes and size not in known:
                return f"en talle {size.upper()}"
    said = tokens(text)
    is_colored = any(hit.payload["color_keys"] for hit in group)
    kinds = [others for others in EXCLUSIVE if others & apart]
    for token, start, end in said:
        word = text[start:end]
        if token in known:
            continue
        if is_colored and (word in COLORS or token in COLORS):
            return f"en {word}"
        if any(token in others for others in kinds):
            return f"de {word}"
    figures = {token for token in apart if not token.isalpha()}
    units = {u for hit in group for u in _units(hit.payload, figures)}
    titled = {token for token, _, _ in tokens(fold(group[0].payload["title"]))}
    measures = Measures(text)
    if any(measures.told_by(hit.payload) > 0 for hit in group):
        return ""  # "de 60 cm" is the one of 58 to 62
    for token, start, end in said:
        if token.isalpha() or token in known or not figures:
            continue
        before, after = text[:start], text[end:]
        last = re.search(r"([a-z]+)\s*$", before)
        unit = re.match(r"\s*([a-z]+)", after)
        tells = _BEFORE.search(before) or (last and singular(last[1]) in titled)
        bare = unit is None or unit[1] in EMPTY or unit[1] in ASKING
        if _OF_SOMEONE.search(before):
            continue
        if tells and (bare or (unit and singular(unit[1]) in units)):
            worn = any(known_size.isdigit() for known_size in sizes)
            return f"{'en talle' if worn else 'de'} {text[start:end]}"
    return ""


def _units(payload: Payload, figures: set[str]) -> set[str]:
    """Return the words that stand after the figures by which a variant differs: its units."""
    attributes = payload["attributes"].values()
    told = [payload["title"], payload["size"]]
    told += [f"{v['value']} {v['unit']}" for v in attributes if isinstance(v, dict)]
    found = [tokens(fold(text)) for text in told]
    return {
        after for line in found
        for (token, _, _), (after, _, _) in pairwise(line)
        if token in figures and after.isalpha()
    }  # fmt: skip


def _in_order(hits: Sequence[Hit]) -> list[Hit]:
    """Return what can be had first, the cheapest before the others."""
    return sorted(hits, key=lambda h: (is_sold_out(h), h.payload["current_cents"]))
