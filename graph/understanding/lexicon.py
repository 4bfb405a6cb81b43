"""The authored es-AR shopping lexicon, read from `lexicon.toml` beside this file."""

import re
import tomllib
from collections.abc import Container
from pathlib import Path

from graph.understanding.plurals import singular

_LEXICON: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("lexicon.toml").read_text(encoding="utf-8")
)
SYNONYMS: dict[str, tuple[str, ...]] = {
    spoken: tuple(name.strip() for name in names.split(","))
    for spoken, names in _LEXICON["synonyms"].items()
}
"""A shopper's word or phrase → what titles call it."""
ABBREVIATIONS = _LEXICON["abbreviations"]
"""What titles shorten → the plain words."""
HEARD: dict[str, str] = _LEXICON["heard"]
"""A name as it is heard → as titles write it."""
_HEARD = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(HEARD, key=len, reverse=True)))})\b")
SHORTEST_SHORT = 2
"""Abbreviations with more letters are searched too: "s" is said in too many ways."""
KNOWN = {
    word
    for spoken, names in SYNONYMS.items()
    for phrase in (spoken, *names)
    for word in phrase.split()
}
"""Words of the lexicon: rightly spelt, whatever titles say."""
LONGEST = max(len(phrase.split()) for phrase in SYNONYMS)
"""Words of the longest phrase."""

EMPTY = frozenset(_LEXICON["empty"]["words"].split())
"""Words that name no thing: a title that holds one is no nearer to the request."""

ANOTHER = {name: frozenset(words.split()) for name, words in _LEXICON["another"].items()}
"""A thing's name in singular → words beside which it names another thing."""

CONTAINERS = frozenset(_LEXICON["empty"]["containers"].split())
"""What things come in: "un atado de puchos" names cigarettes."""


Terms = tuple[tuple[str, ...], ...]
"""What a text names: each word or phrase, then the other names that titles have for it."""


def read_terms(text: str) -> Terms:
    """Split a folded text into what it names: each word or known phrase, then its other names."""
    words = text.split()
    terms = []
    at = 0
    while at < len(words):
        for size in range(min(LONGEST, len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + size])
            if key := _known(phrase):
                terms.append((phrase, *SYNONYMS[key]))
                break
        else:
            size = 1
            if words[at] not in EMPTY:
                terms.append((words[at],))
        at += size
    return tuple(dict.fromkeys(terms))


def _known(phrase: str) -> str | None:
    """Return the lexicon's spelling of a phrase, which may be in the plural or diminutive."""
    one = singular(phrase)
    root = re.sub(r"(?:it|cit)([ao])$", r"\1", one)
    return next((form for form in (phrase, one, root) if form in SYNONYMS), None)


_SHORT: dict[str, list[str]] = {}
for _short, _plain in ABBREVIATIONS.items():
    if len(_short) > SHORTEST_SHORT:
        _SHORT.setdefault(_plain, []).append(_short)


def as_written(text: str, titles: Container[str]) -> str:
    """Write the names that a folded text has as they sound, "colgeit"; words of `titles` stay."""
    return _HEARD.sub(lambda m: m.group() if m.group() in titles else HEARD[m.group()], text)


def abbreviated(text: str) -> str:
    """Return how titles abbreviate the words of a folded text: `deterg` for detergente."""
    return " ".join(short for word in text.split() for short in _SHORT.get(singular(word), ()))
