"""Brands that a request wants or refuses, misspelt ones included."""

import re

from graph.understanding.lexicon import EMPTY, SYNONYMS
from graph.understanding.spans import Span, inside
from graph.understanding.vocabulary import Vocabulary, names_in

_COMMON = {
    "sin marca", "la", "el", "dia", "mas", "uno", "casa", "max", "sol", "play", "top", "aire",
}  # fmt: skip
"""Brands of some catalogs that are words of everybody's."""

SHORTEST_REFUSED = 4
"""Letters of a brand's first word that is enough to refuse it."""


def read_brands(
    text: str, vocabulary: Vocabulary, negated: list[Span]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the brands wanted and those refused, folded as the index has them."""
    words = {m.group(): m.start() for m in re.finditer(r"[a-z0-9&'.+-]{2,}", text)}
    exact = [(start, name) for start, _, name in names_in(text, _candidates(text, vocabulary))]
    wanted = tuple(dict.fromkeys(n for s, n in exact if not inside(s, negated)))
    refused = [n for s, n in exact if inside(s, negated)]
    for word, start in words.items():  # "que no sea coca" refuses Coca Cola
        if inside(start, negated) and word not in EMPTY and len(word) >= SHORTEST_REFUSED:
            refused += vocabulary.brands_by_first_word.get(word, ())
    unwanted = tuple(dict.fromkeys(refused))
    return tuple(n for n in wanted if n not in unwanted), unwanted


def _candidates(text: str, vocabulary: Vocabulary) -> list[str]:
    """Return the brands whose first word stands in the text, longest first: a cheap sieve."""
    words = dict.fromkeys(re.findall(r"[^\s,;:!?()]+", text))
    found = [b for word in words for b in vocabulary.brands_by_first_word.get(word, ())]
    # A word of the lexicon that begins a request names a thing: "mayo", but "pañales pampers".
    first = next((w for w in re.findall(r"\w+", text) if w not in EMPTY), "")
    skip = vocabulary.generic | _COMMON | ({first} & SYNONYMS.keys())
    kept = (b for b in found if b not in skip)
    return sorted(kept, key=len, reverse=True)
