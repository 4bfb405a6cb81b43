"""Which words state a fact: the word lists of `words.toml`, and when two words are one."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from graph.understanding.verbs import infinitives

_LISTS: dict[str, str] = tomllib.loads(
    Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
)
_LITTLE = re.compile(r"(?<!^vis)(?<!^gat)(?:c|ec)?it([oa]s?)$")
DIMINUTIVE = 7
"""Letters from which "-ito" is a diminutive: carrito, rueditas."""
STEM = 5
"""Letters by which two long words are one: plegable, plegables, plegás."""
WORD = re.compile(r"[^\W_]+(?:[-/+][^\W_]+)*\+*")


_COMPOUND = re.compile(
    r"(?:apoya|porta|lava|para|saca|corta|guarda|cubre|rompe|micro|auto|multi)[a-z]{4,}"
)
"""Words that begin as their parts do and mean another thing: lavarropas, lavavajillas."""


_APART = ("cargador", "interior")
"""What charges is not the charge, nor the rest of the country an interest."""


@lru_cache(20_000)
def root(word: str) -> str:
    """Cut a folded word to what its forms share."""
    if len(word) >= DIMINUTIVE:
        word = _LITTLE.sub(r"\1", word)
    if _COMPOUND.match(word):
        return word.rstrip("s")
    if word.startswith(_APART):
        return word.removesuffix("es")
    if len(word) > STEM:
        return word[:STEM]
    singular = word[:-1] if len(word) > 3 and word.endswith("s") else word
    return singular[:-1] if len(singular) == 4 and singular[-1] in "aoe" else singular


def fuse(text: str) -> str:
    """Join the terms that hold a "no" and deny nothing."""
    text = re.sub(r"(?<=\d )bajo cero\b", "grados", text)
    return re.sub(r"\bno[- ]?frost\b", "nofrost", text)


def roots(text: str) -> set[str]:
    """Return the roots of a folded text's words, the parts of joined ones too."""
    return set(_roots(text))


@lru_cache(2048)
def _roots(text: str) -> frozenset[str]:
    found = WORD.findall(text)
    parts = [part for word in found for part in re.split(r"[-/+]", word) if part]
    return frozenset(root(word) for word in [*found, *parts])


_GENERAL = frozenset(_LISTS["general"].split())
_GENERAL_BEGINNINGS = frozenset(word[:6] for word in _GENERAL if len(word) > 6)


_CONJUGATED = frozenset(["sumar", "abonar", "faltar", "usar"])
"""Verbs general in every form; forms of others, "no saben", may claim something."""


@lru_cache(20_000)
def is_general(word: str) -> bool:
    """Tell whether a folded word states no fact; a longer stem than `root`'s, to be sure."""
    forms = {word, word.removesuffix("s"), word.removesuffix("es")}
    if len(word) > 3:
        forms |= {f"{word[:-1]}o", f"{word[:-2]}os"}
    forms.update(_CONJUGATED.intersection(infinitives(word)))
    return bool(forms & _GENERAL) or (len(word) > 6 and word[:6] in _GENERAL_BEGINNINGS)


OPINION = frozenset(_LISTS["opinion"].split())
ASIDE = frozenset(_LISTS["aside"].split())
NAME_KINDS = frozenset(_LISTS["name_kinds"].split())
NAMES = frozenset(_LISTS["names"].split())
_GROUPS = [
    frozenset(root(word) for word in line.split()) for line in _LISTS["same"].strip().splitlines()
]


def with_synonyms(found: set[str]) -> set[str]:
    """Add to roots those of the words that name the same."""
    return found.union(*(group for group in _GROUPS if group & found))


_POLICY_GROUPS = [
    {root(word): root(line.split()[0]) for word in line.split()}
    for line in _LISTS["policy_same"].strip().splitlines()
]
ACTS = frozenset(head for group in _POLICY_GROUPS for head in group.values())
"""Roots of what stores do: open, send, cover. They tell no thing from another."""
_HEADS = {word: head for group in _POLICY_GROUPS for word, head in group.items()}


_PLAIN = frozenset(root(word) for word in _LISTS["plain"].split())
POLICY_TALK = frozenset(root(word) for word in _LISTS["policy_talk"].split())
TALK = frozenset(root(word) for word in _LISTS["talk"].split())
FILLER = frozenset(root(word) for word in _LISTS["filler"].split())


def policy_roots(text: str) -> set[str]:
    """Return the roots of a folded text's telling words, synonyms of stores brought to one."""
    found = {_HEADS.get(word, word) for word in roots(text) if not word[0].isdigit()}
    return {word for word in found if len(word) > 2 and word not in _PLAIN}
