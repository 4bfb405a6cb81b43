"""How often Spanish words are written, and which of those that sound alike is written most."""

import gzip
from functools import cache
from pathlib import Path

from graph.understanding.sounds import sounds

COMMON = 600
"""A word as frequent as 10^(-n/100), or more, may be what a misspelt word was meant to be."""
RARE = 900
"""What stands for the frequency of a word that the list has not."""
MUCH = 60
"""How much more often a word must be written than the one that sounds like it: four times."""


@cache
def frequencies() -> dict[str, int]:
    """Return Spanish words, folded, and their frequency: n for 10^(-n/100)."""
    data = gzip.decompress(Path(__file__).with_name("spanish.txt.gz").read_bytes())
    return {w: n for n, line in enumerate(data.decode().split("\n")) for w in line.split()}


@cache
def _by_sound() -> dict[str, str]:
    found: dict[str, str] = {}
    for word, n in frequencies().items():  # the most frequent first
        if n > COMMON:
            break
        if len(word) > 3:
            found.setdefault(sounds(word), word)
    return found


def prepare() -> None:
    """Read the list, which is otherwise read at the first misspelt word."""
    _by_sound()


def is_known(word: str) -> bool:
    """Tell whether a folded word is written at all."""
    return word in frequencies()


def heard_as(word: str) -> str | None:
    """Return the common word that sounds as a folded one which is rarely written so, else None."""
    written = frequencies().get(word, RARE)
    if written <= COMMON:
        return None
    meant = _by_sound().get(sounds(word))
    return meant if meant and written - frequencies()[meant] >= MUCH else None
