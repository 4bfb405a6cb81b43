"""The singular of Spanish nouns and adjectives, by rule."""

import re
from functools import lru_cache


@lru_cache(maxsize=100_000)
def singular(phrase: str) -> str:
    """Drop the plural of each word, the Spanish way: `freidoras de aire` → `freidora de aire`."""
    return " ".join(_singular(word) for word in phrase.split())


def forms(word: str) -> tuple[str, ...]:
    """Return a word as titles may write it: as it is, in singular, in both plurals."""
    one = singular(word)
    return tuple(dict.fromkeys((word, one, one + "s", one + "es")))


def _singular(word: str) -> str:
    if word in ("verdes", "grandes"):
        return word[:-1]
    if len(word) > 4 and word.endswith("ces"):
        return word[:-3] + "z"
    if (
        len(word) > 4
        and re.search(r"[^aeiou]es$", word)
        and not word.endswith(("ches", "tes", "ques", "bres", "fles", "bles", "ples", "tres"))
    ):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
