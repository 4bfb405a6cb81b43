"""Needs told as a story: "se me tapó la cañería" asks for a drain opener without naming it."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from graph.understanding.lexicon import EMPTY
from graph.understanding.verbs import plain_forms
from ingest.units import fold

_FUNCTION_WORDS = EMPTY | {"algo", "pa", "pal", "me", "se", "que", "no", "hay", "voy", "vamos"}
"""Words that tell little of a need: they count for nothing where several needs match."""
TOGETHER = "+"
"""Joins two words that must follow one another to meet a slot."""
_ENDING = 2
"""Letters that a word may end in, of those whose beginning a need gives."""
_SIEVE = 3
"""Letters by which a need is looked up; every alternative has at least two."""


@dataclass(frozen=True)
class Need:
    """Products that serve, and the words of a message that ask for them."""

    names: tuple[str, ...]
    """What titles call them, the aptest first."""
    first: int
    """How many of `names` come first; the others fill up."""
    words: frozenset[str]
    """The words of the message that told it."""
    weight: int
    """How many of them say something by themselves."""
    is_sure: bool = False
    """Whether words that stand together told it, such as "me vino": they mean nothing else."""


@dataclass(frozen=True)
class _Pattern:
    slots: tuple[re.Pattern[str], ...]
    names: tuple[str, ...]
    first: int
    place: int
    """In the file: of two needs with as many slots the former is meant."""


def _read() -> dict[str, list[_Pattern]]:
    """Return the patterns of `needs.toml` by the beginnings of what their slots may be."""
    found: dict[str, list[_Pattern]] = defaultdict(list)
    text = Path(__file__).with_name("needs.toml").read_text(encoding="utf-8")
    needs = [need for aisle in tomllib.loads(text).values() for need in aisle.items()]
    for place, (key, value) in enumerate(needs):
        slots = [slot.split("|") for slot in fold(key).split()]
        first, _, more = fold(value).partition(";")
        names = [[n.strip() for n in part.split(",") if n.strip()] for part in (first, more)]
        pattern = _Pattern(
            tuple(re.compile("|".join(map(_expression, slot))) for slot in slots),
            tuple(names[0] + names[1]),
            len(names[0]),
            place,
        )
        rarest = max(slots, key=lambda slot: min(map(len, slot)) / len(slot))
        for beginning in {alternative.rstrip("*")[:_SIEVE] for alternative in rarest}:
            found[beginning].append(pattern)
    return found


def _expression(alternative: str) -> str:
    return re.escape(alternative).replace(r"\*", r"\w*")


_PATTERNS = _read()
_TELLING = re.compile("|".join(sorted({
    slot.pattern.replace(r"\w*", rf"\w{{0,{_ENDING}}}")
    for patterns in _PATTERNS.values() for p in patterns for slot in p.slots
})))  # fmt: skip
"""What meets some slot of some need, but for what only begins as it does."""


@lru_cache(maxsize=50_000)
def is_told(word: str) -> bool:
    """Tell whether a folded word tells of some need: "paspada" is no misspelt "pasada"."""
    return len(word) >= _SIEVE and any(map(_TELLING.fullmatch, plain_forms(word)))


def read_need(text: str) -> Need | None:
    """Return the need that a folded text tells, the most particular of several."""
    words = re.findall(r"\w+", text)
    spoken: dict[str, Sequence[str]] = {word: plain_forms(word) for word in words}
    spoken |= {pair: (pair,) for pair in map(TOGETHER.join, pairwise(words))}
    best: tuple[tuple[int, int], _Pattern, frozenset[str]] | None = None
    beginnings = {f[:size] for forms in spoken.values() for f in forms for size in (1, 2, _SIEVE)}
    for pattern in {p for beginning in beginnings for p in _PATTERNS.get(beginning, ())}:
        told = _told(pattern, spoken)
        rank = sum(1 + (TOGETHER in word) for word in told - _FUNCTION_WORDS), -pattern.place
        if told and (best is None or rank > best[0]):
            best = rank, pattern, told
    if best is None:
        return None
    told_by = frozenset(word for phrase in best[2] for word in phrase.split(TOGETHER))
    return Need(best[1].names, best[1].first, told_by, best[0][0], told_by != best[2])


def _told(pattern: _Pattern, spoken: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Return the words that meet the slots, one each; empty when a slot is not met."""
    told: list[str] = []
    for slot in pattern.slots:
        met = [w for w, f in spoken.items() if w not in told and any(map(slot.fullmatch, f))]
        word = next((w for w in met if w not in _FUNCTION_WORDS), met[0] if met else None)
        if word is None:
            return frozenset()
        told.append(word)
    return frozenset(told)
