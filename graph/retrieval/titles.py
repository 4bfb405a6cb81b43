"""What the words of a product's title and fields come down to, and which of them is its head."""

import re
from functools import lru_cache

from graph.understanding.lexicon import ABBREVIATIONS, CONTAINERS, EMPTY
from graph.understanding.plurals import singular
from ingest.index.payload import DENIED
from ingest.index.port import Payload
from ingest.index.shortened import in_full
from ingest.units import fold

Stems = frozenset[str]
FIRST, SECOND = 1.0, 0.6
"""What it is worth that a title's first word, or its second, is the thing named."""

_AIMS = re.compile(
    r"(?:\bpara\s+|\bp/\s*|\bideal(?:es)?\s+)((?:(?!\b(?:no|ni|salvo|excepto)\b)[^.;:()])+)"
)
"""What or whom a description says that the thing is for: "p/ futsal, papi", "ideal fiestas"."""
_DENIES = re.compile(r"\b(?:no|ni|salvo|excepto)\b[^.;]*$")
"""Before it: "no apto para"."""


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Drop plural and gender: `negras` and `negro` meet."""
    one = singular(word)
    return one[:-1] if len(one) > 4 and one[-1] in "ao" else one


def stems(text: str) -> Stems:
    """Return the stems of a folded text's words, but for those that name nothing."""
    return frozenset(stem(word) for word in re.findall(r"[a-z0-9]+", text) if word not in EMPTY)


@lru_cache(maxsize=100_000)
def _word_stems(word: str) -> Stems:
    """Return the stem of one word, and of what it abbreviates."""
    return stems(f"{word} {ABBREVIATIONS.get(word, '')}")


def title_stems(payload: Payload) -> Stems:
    """Return the stems of a title, brand and colour."""
    words = (*payload["title_words"], *payload["brand_key"].split(), *payload["color_keys"])
    return _stems_of(words)


def titled_in_full(payload: Payload) -> str:
    """Return a product's folded title, what it cuts short written out: "Esm. Sint."."""
    return in_full(payload["title"], payload["description"])


def material_stems(payload: Payload) -> Stems:
    """Return the stems of what a product is made of, which its title may leave unsaid."""
    material = payload["material"]
    return _told(fold(material)) if material else frozenset()


def field_stems(payload: Payload) -> Stems:
    """Return the stems of categories and tags; what an attribute denies is not said of it."""
    tags = (tag for tag in payload["tags"] if not tag.endswith(DENIED))
    return _told(" ".join((*payload["category_keys"], *tags)))


def told_stems(payload: Payload) -> Stems:
    """Return the stems of what the fields say, and of what the description is for: "para gatos"."""
    return field_stems(payload) | _described(payload["description"])[1]


def described_as(payload: Payload) -> Stems:
    """Return the stem of what a description begins with: "Juguete interactivo." tells a toy."""
    return _described(payload["description"])[0]


@lru_cache(maxsize=50_000)
def _described(description: str) -> tuple[Stems, Stems]:
    """Return the stems of a description's first word, and of what it says the thing is for."""
    text = fold(description)
    first = re.search(r"[a-z0-9]+", text)
    aims = (m[1] for m in _AIMS.finditer(text) if not _DENIES.search(text[: m.start()]))
    return stems(first.group() if first else ""), stems(" ".join(aims))


@lru_cache(maxsize=10_000)  # a message asks for each of its hits' more than once
def _stems_of(words: tuple[str, ...]) -> Stems:
    return frozenset[str]().union(*map(_word_stems, words))


@lru_cache(maxsize=10_000)
def _told(text: str) -> Stems:
    """Return the stems of a folded text's words, and of what they abbreviate."""
    return frozenset[str]().union(*map(_word_stems, re.findall(r"[a-z0-9]+", text)))


@lru_cache(maxsize=50_000)
def _head(title: str) -> tuple[Stems, Stems]:
    """Return the stems of a title's first and second word; "pack", "kit" and the like stand aside.

    "Pack x6 Cerveza Rubia" begins with beer, and with a pack too.
    """
    words, aside = _begun(title)
    first = _word_stems(words[0]) | _word_stems(words[aside]) if words else frozenset[str]()
    second = _word_stems(words[aside + 1]) if len(words) > aside + 1 else frozenset[str]()
    return first, second


def first_words(title: str) -> set[str]:
    """Return the words that a title begins with, as they are written: its first, and its thing."""
    words, aside = _begun(title)
    return {words[0], words[aside]} if words else set()


def thing_of(title: str) -> str:
    """Return the word that a title calls its thing by; empty for a title without words."""
    words, aside = _begun(title)
    return words[aside] if words else ""


def _begun(title: str) -> tuple[list[str], int]:
    """Return the words that a title begins with, and the place of the first not set aside."""
    words = [w for w in re.findall(r"[a-z0-9]+", fold(title[:60])) if w not in EMPTY]
    return words, next((n for n, word in enumerate(words) if not _is_aside(word)), 0)


def _is_aside(word: str) -> bool:
    return singular(word) in CONTAINERS or word[0].isdigit() or bool(re.fullmatch(r"x\d+", word))


def headed(name: Stems, payload: Payload, held: Stems, lead: Stems = frozenset()) -> float:
    """Tell how much a title begins with a name: 1 by its first word, less by its second, else 0.

    The whole name must stand in it, whose stems are `held`: "panel calefactor" is no "panel de
    yeso". With the stem of the name's own first word as `lead`, "leche con dulce de leche" does not
    begin with "dulce de leche".
    """
    if not name or not name <= held:
        return 0.0
    first, second = _head(titled_in_full(payload))
    if lead and name & first and not lead & first:
        return SECOND
    return FIRST if name & first else SECOND if name & second else 0.0


def leads(said: Stems, payload: Payload) -> bool:
    """Tell whether a title's first words are the ones said, in any order, and no other between."""
    words = [w for w in re.findall(r"[a-z0-9]+", titled_in_full(payload)) if w not in EMPTY]
    held: set[str] = set()
    for word in words:
        if said <= held:
            break
        found = _word_stems(word) & said
        if not found:
            return False
        held |= found
    return bool(said) and said <= held
