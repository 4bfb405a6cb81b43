"""Which words state a fact: the word lists of `words.toml`, and when two words are one."""

import re
import tomllib
from pathlib import Path

_LISTS: dict[str, str] = tomllib.loads(
    Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
)
STEM = 5
"""Letters by which two long words are one: plegable, plegables, plegás."""
WORD = re.compile(r"[^\W_]+(?:[-/+][^\W_]+)*\+*")


def root(word: str) -> str:
    """Cut a folded word to what its forms share."""
    if len(word) > STEM:
        return word[:STEM]
    singular = word[:-1] if len(word) > 3 and word.endswith("s") else word
    return singular[:-1] if len(singular) == 4 and singular[-1] in "aoe" else singular


def roots(text: str) -> set[str]:
    """Return the roots of a folded text's words, the parts of joined ones too."""
    found = WORD.findall(text)
    parts = [part for word in found for part in re.split(r"[-/+]", word) if part]
    return {root(word) for word in [*found, *parts]}


GENERAL = frozenset(root(word) for word in _LISTS["general"].split())
OPINION = frozenset(_LISTS["opinion"].split())
ASIDE = frozenset(_LISTS["aside"].split())
NAMES = frozenset(_LISTS["names"].split())
_GROUPS = [
    frozenset(root(word) for word in line.split()) for line in _LISTS["same"].strip().splitlines()
]


def with_synonyms(found: set[str]) -> set[str]:
    """Add to roots those of the words that name the same."""
    return found.union(*(group for group in _GROUPS if group & found))
