"""How Spanish words sound, the Argentine way."""

import re
from functools import lru_cache

# What is written in several ways and sounds one, in order; the input is folded.
_SAME_SOUND: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"), (r"x", "ks"), (r"ll\b", "l"), (r"oo", "u"), (r"ee", "i"), (r"sh", "ch"),
        (r"\btrans(?=[^aeiou])", "tras"), (r"(?<!c)h", ""), (r"[vw]", "b"), (r"qu(?=[ei])|q", "k"),
        (r"gu(?=[ei])", "g"), (r"g(?=[ei])", "j"), (r"c(?=[ei])|z", "s"), (r"c(?!h)|ck", "k"),
        (r"ll", "y"), (r"y\b", "i"), (r"n(?=[bp])", "m"), (r"m\b", "n"), (r"(.)\1", r"\1"),
    )
)  # fmt: skip


@lru_cache(maxsize=200_000)
def sounds(word: str) -> str:
    """Return how a folded word sounds: `bisicleta` and `bicicleta`, `eladera` and `heladera`."""
    for pattern, sound in _SAME_SOUND:
        word = pattern.sub(sound, word)
    return word
