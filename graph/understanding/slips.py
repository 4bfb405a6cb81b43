"""What lies one slip of a thumb away from a word, and which slip it was: each speller prices it.

Source: Norvig 2007, "How to Write a Spelling Corrector".
"""

from functools import lru_cache
from typing import Literal, NamedTuple

LETTERS = "abcdefghijklmnopqrstuvwxyz"
Kind = Literal["swapped", "missed", "added", "mistaken"]


class Slip(NamedTuple):
    """How what is written differs from what is meant."""

    kind: Kind
    """Two letters in each other's place, one missed, one too many, or one for another."""
    at: int
    """The place of the first letter that differs; of equal letters in a row, behind the last."""


@lru_cache(maxsize=32)
def one_slip_away(word: str) -> frozenset[str]:
    """Return every string one slip away from a folded word: words among them may be meant.

    Several vocabularies are compared with them, so no slip is priced before its word is known.
    """
    cuts = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    found = {f"{before}{letter}{after}" for before, after in cuts for letter in LETTERS}
    for before, after in cuts[:-1]:
        rest = after[1:]
        found.update([f"{before}{letter}{rest}" for letter in LETTERS])
        found.add(before + rest)
        if rest:
            found.add(f"{before}{rest[0]}{after[0]}{rest[1:]}")
    found.discard(word)
    return frozenset(found)


def slip_between(written: str, meant: str) -> Slip:
    """Return the slip that makes one word of another, which is one slip away from it."""
    least = min(len(written), len(meant))
    at = next((n for n in range(least) if written[n] != meant[n]), least)
    if len(written) != len(meant):
        return Slip("missed" if len(written) < len(meant) else "added", at)
    is_swap = written[at + 1 : at + 2] == meant[at] and written[at] == meant[at + 1 : at + 2]
    return Slip("swapped" if is_swap else "mistaken", at)
