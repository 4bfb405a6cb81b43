"""Words one slip of a thumb away from a written one, and which slip it was: each speller prices it.

Source: Norvig 2007, "How to Write a Spelling Corrector".
"""

from bisect import bisect_left
from collections.abc import Collection
from typing import Literal, NamedTuple

from rapidfuzz.distance import Prefix

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
Kind = Literal["swapped", "missed", "added", "mistaken"]


class Slip(NamedTuple):
    """How what is written differs from what is meant."""

    kind: Kind
    """Two letters in each other's place, one missed, one too many, or one for another."""
    at: int
    """The place of the first letter that differs; of equal letters in a row, the last."""


class OneSlip:
    """Finds the words of a vocabulary that are one slip away from a written one.

    What stands before the slip begins one of them, and what stands after ends one: only where both
    hold are letters tried, which for a string that is like none of them is nowhere.
    """

    def __init__(self, words: Collection[str]) -> None:
        """Sort folded words by how they begin and by how they end."""
        self._words = frozenset(words)
        self._begun = sorted(self._words)
        self._ended = sorted(word[::-1] for word in self._words)

    def __call__(self, written: str) -> set[str]:
        """Return the words one slip away from a folded one, without itself."""
        begins, ends = _shared(written, self._begun), _shared(written[::-1], self._ended)
        size = len(written)
        words, found = self._words, set[str]()
        for at in range(max(size - ends - 2, 0), min(begins, size) + 1):
            before, after, rest = written[:at], written[at:], written[at + 1 :]
            found.update([w for c in _LETTERS if (w := f"{before}{c}{after}") in words])
            if after:
                found.update([w for c in _LETTERS if (w := f"{before}{c}{rest}") in words])
                slipped = (before + rest, f"{before}{rest[:1]}{after[0]}{rest[1:]}")
                found.update([w for w in slipped if w in words])
        found.discard(written)
        return found


def slip_between(written: str, meant: str) -> Slip:
    """Return the slip that makes one word of another, which is one slip away from it."""
    at = Prefix.similarity(written, meant)
    if len(written) != len(meant):
        return Slip("missed" if len(written) < len(meant) else "added", at)
    is_swap = (written[at + 1 : at + 2], written[at]) == (meant[at], meant[at + 1 : at + 2])
    return Slip("swapped" if is_swap else "mistaken", at)


def _shared(word: str, ordered: list[str]) -> int:
    """Return how many of a word's first letters begin one of some words, which are in order."""
    place = bisect_left(ordered, word)
    beside = ordered[max(place - 1, 0) : place + 1]
    return max((Prefix.similarity(word, other) for other in beside), default=0)
