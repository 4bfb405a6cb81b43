"""Mend misspelt words before a message is classified.

A typo turns a word into pieces that the encoder never saw together; most are one slip away from a
word that shoppers use: of those the likeliest.
"""

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from graph.errors import ModelError
from graph.understanding.keyboard import NEIGHBOURS
from graph.understanding.slips import OneSlip, slip_between
from graph.understanding.spanish import COMMON, frequencies
from ingest.units import fold

FILE = "words.json"
_WORD = re.compile(r"(?<![\w@./#-])[^\W\d_]{4,}(?![\w@/]|[.-]\w)")
"""Words of four letters or more; not in a code, an address, a handle."""
TWO_SLIPS = 8
"""Letters from which a second slip is forgiven."""
KNOWN, USUAL = 2, 3
"""Times that shoppers wrote a word for it to be one, and for it to be what others meant."""

# What a slip costs, in natural logarithms of a word's frequency.
_SWAPPED, _DOUBLED, _NEAR, _FAR, _FIRST = 0.0, 0.0, 0.3, 1.5, 1.0


class WordRepair:
    """Knows the words of Spanish and of shoppers, and which one a misspelt word means."""

    def __init__(self, shoppers: Mapping[str, int]) -> None:
        """Take the words of shoppers, in their usual spelling, and how often each was written."""
        spanish = frequencies()
        folded = {fold(word): (word, n) for word, n in shoppers.items()}
        self._spelling = {key: word for key, (word, _) in folded.items()}
        self._known = spanish.keys() | {key for key, (_, n) in folded.items() if n >= KNOWN}
        self._likely = {w: -2 - (n - 400) / 100 for w, n in spanish.items() if n <= COMMON}
        self._likely |= {
            key: math.log(n) + 1
            for key, (_, n) in folded.items()
            if len(key) > 2 and (n >= USUAL or key in spanish)
        }
        self._one_away = OneSlip(self._likely)
        self._long: dict[int, list[str]] = defaultdict(list)  # of shoppers, by length
        for key, (_, n) in folded.items():
            if n >= USUAL:
                self._long[len(key)].append(key)
        self._meant = lru_cache(maxsize=20_000)(self._search)

    @classmethod
    def load(cls, folder: Path) -> "WordRepair":
        """Load what `save` wrote.

        Raises:
            ModelError: the file is missing or malformed.
        """
        try:
            return cls(json.loads((folder / FILE).read_text(encoding="utf-8")))
        except (OSError, ValueError, AttributeError, TypeError) as error:
            raise ModelError(f"cannot read {folder / FILE}: {error}") from error

    def __call__(self, text: str) -> str:
        """Return `text` with its misspelt words mended; names inside a sentence are left alone."""
        shouted = text.isupper()

        def mended(match: re.Match[str]) -> str:
            written = match[0]
            if written[0].isupper() and match.start() and not shouted:
                return written
            return self._meant(fold(written)) or written

        return _WORD.sub(mended, text)

    def _search(self, word: str) -> str | None:
        """Return the usual spelling of what a folded word means, None when it is as it should."""
        if self._is_known(word):
            return None
        one_away = [
            (self._likely[other] - _cost(word, other), other) for other in self._one_away(word)
        ]
        best = max(one_away)[1] if one_away else self._two_away(word)
        return self._spelling.get(best, best) if best else None

    def _is_known(self, word: str) -> bool:
        singulars = (word[:-1], word[:-2]) if word.endswith("s") else ()
        return any(form in self._known for form in (word, *singulars))

    def _two_away(self, word: str) -> str | None:
        if len(word) < TWO_SLIPS:
            return None
        alike = [w for n in range(len(word) - 2, len(word) + 3) for w in self._long.get(n, ())]
        found = process.extract(word, alike, scorer=OSA.distance, score_cutoff=2, limit=5)
        return max((row[0] for row in found), key=self._likely.__getitem__, default=None)


def shoppers_words(texts: Iterable[str]) -> dict[str, int]:
    """Return the words that texts hold, each in its most usual spelling, and how often."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for word in re.findall(r"[^\W\d_]{3,}", text.lower()):
            spellings[fold(word)][word] += 1
    return {
        spelt.most_common(1)[0][0]: spelt.total()
        for key, spelt in sorted(spellings.items())
        if spelt.total() >= KNOWN or key in frequencies()
    }


def _cost(written: str, meant: str) -> float:
    """Return what it costs to slip once from one word to the other."""
    kind, at = slip_between(written, meant)
    first = _FIRST if written[0] != meant[0] else 0.0
    if kind == "swapped":
        return _SWAPPED + first
    if kind == "added":
        return (_DOUBLED if at and written[at] == written[at - 1] else _FAR) + first
    beside = kind == "missed" or meant[at] in NEIGHBOURS.get(written[at], "")
    return (_NEAR if beside else _FAR) + first
