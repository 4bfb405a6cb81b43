"""The words of a short message that tell one product from its like: "y la hp?", "el de 85"."""

import re

from graph.understanding.colors import agreeing
from graph.understanding.lexicon import EMPTY, SYNONYMS
from graph.understanding.plurals import forms, singular
from graph.understanding.spelling import ASKING, is_spanish, is_verb
from graph.understanding.vocabulary import Vocabulary
from ingest.index.port import Payload
from ingest.units import fold

_TOKEN = re.compile(r"\d+(?:[.,]\d+)?[a-z]*\+?|[a-z][a-z0-9]*\+?")
_MEASURE = re.compile(r"(\d+(?:\.\d+)?)([a-z]{1,4})")
_COUNT = re.compile(r"(?<!\bde )(?<!\bel )(?<!\bla )\b\d{1,2}\s+(?=(?:de|del)\b|[a-z]{4,})")
"""How many are wanted: "2 de 10"."""
_LITTLE = frozenset(["si", "no", "ya", "eso", "esa", "ese", "esos", "esas", "algun", "tal", "que"])


def tokens(text: str) -> list[str]:
    """Return a text's words and figures as titles are compared by them: "a9+", "1,3", "85"."""
    return [_number(token) for token in _TOKEN.findall(fold(text))]


def telling(text: str, vocabulary: Vocabulary) -> tuple[str, ...] | None:
    """Return the words of a message that a product's title, colour or brand may hold.

    None when it says a name that the catalog has not: nothing can be told by that.
    """
    found = []
    for token in tokens(_COUNT.sub(" ", fold(text))):
        if token in EMPTY or token in _LITTLE:
            continue
        is_name = token in vocabulary.brands_by_first_word or is_shade(token, vocabulary)
        is_value = token in vocabulary.value_words and token not in ASKING
        if is_name or is_value or any(map(str.isdigit, token)):
            found.append(token)
        elif token in ASKING or token in vocabulary.measured_words or is_verb(token):
            continue
        elif vocabulary.is_title_word(token):
            found.append(token)
        elif not is_spanish(token):
            return None
    return tuple(dict.fromkeys(found))


def names_a_kind(text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a message says a kind of thing: a category, or what the lexicon calls one."""
    return bool(kinds_named(text, vocabulary))


def kinds_named(text: str, vocabulary: Vocabulary) -> set[str]:
    """Return the words of the kinds of things that a message says, with their other names."""
    words = [singular(word) for word in re.findall(r"[a-z]+", fold(text))]
    pairs = [" ".join(words[n : n + size]) for size in (1, 2, 3) for n in range(len(words))]
    kinds = [
        pair for pair in pairs
        if pair in vocabulary.category_stems
        or (pair in SYNONYMS and not vocabulary.words.get(pair))  # a "Redmi Note" is no notebook
    ]  # fmt: skip
    names = {w for kind in kinds for name in (kind, *SYNONYMS.get(kind, ())) for w in tokens(name)}
    return {form for name in names for form in forms(name)}


def holds(payload: Payload, *words: str) -> bool:
    """Tell whether a product's title, brand, colour, size or true attributes say all the words."""
    held = _held_by(payload)
    return all(_is_held(word, held) for word in words)


def _is_held(word: str, held: set[str]) -> bool:
    if any(form in held for form in (word, singular(word), word + "s")):
        return True
    measure = _MEASURE.fullmatch(word)  # "12v" of "12 V"
    return measure is not None and {*measure.groups()} <= held


def _held_by(payload: Payload) -> set[str]:
    """Return what tells a product by a word: of its title, brand, colours, size, fields."""
    fields = " ".join((
        payload["brand_key"], payload["size_key"], payload["material"], *payload["feature_keys"],
    ))  # fmt: skip
    shades = {form for color in payload["color_keys"] for form in agreeing(color)}
    return {*tokens(payload["title"]), *tokens(fields), *shades}


def is_shade(word: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a folded word is a colour of the catalog, as it agrees with a noun."""
    return any(word in agreeing(color) for color in vocabulary.colors if color)


def _number(token: str) -> str:
    return token.replace(",", ".")
