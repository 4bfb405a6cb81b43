"""How often Spanish words are written, and which of them a misspelt one may be meant to be."""

import gzip
from functools import cache
from pathlib import Path

from graph.understanding.spelling import Speller

COMMON, MEANT = 600, 660
"""A word as frequent as 10^(-n/100), or more, is right as it is, and may be what another means."""


@cache
def frequencies() -> dict[str, int]:
    """Return Spanish words, folded, and their frequency: n for 10^(-n/100)."""
    data = gzip.decompress(Path(__file__).with_name("spanish.txt.gz").read_bytes())
    return {w: n for n, line in enumerate(data.decode().split("\n")) for w in line.split()}


def is_known(word: str) -> bool:
    """Tell whether a folded word is written at all."""
    return word in frequencies()


@cache
def speller() -> Speller:
    """Return the speller of the common words."""
    return Speller(word for word, n in frequencies().items() if n <= MEANT)
