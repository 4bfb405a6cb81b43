"""How much of what is asked a sentence of a policy, or its heading, has in its words."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from graph.checking.lexis import ACTS, policy_roots, root
from graph.policies.asked import own_words
from graph.policies.inquiry import Inquiry
from graph.policies.places import without_places
from graph.text import stems
from ingest.units import fold

WORDS, HEADING = 1.0, 0.65
"""Weights of the share of the question's words that a sentence has, and of those that only its
heading has: `python -m benchmarks.policies`."""
LIGHT = frozenset(map(root, ("acepta", "hace", "permite", "pagar")))
"""Acts of every store that tell no matter: whether dollars are taken is of dollars."""
LITTLE = 0.15
"""What they weigh."""
ABOUT = 0.9
"""How much a word weighs that the shopper did not say."""


class Words:
    """How much of what is asked each sentence, or its heading, has in its words."""

    def __init__(self, inquiry: Inquiry, sentences: Sequence[tuple[str, str]]) -> None:
        self._told = [telling(text) for _, text in sentences]
        self._headings = [telling(title) for title, _ in sentences]
        # How many sentences hold a stem: rare ones tell the topic.
        held = Counter(
            stem for told, heading in zip(self._told, self._headings, strict=True)
            for stem in told | heading
        )  # fmt: skip
        rare = {stem: math.log(1 + len(sentences) / (1 + n)) for stem, n in held.items()}
        own = telling(without_places(fold(inquiry.question)))
        before = telling(without_places(fold(inquiry.before))) - own
        about = telling(inquiry.about) - own
        unheard = sum(stem not in held for stem in own_words(inquiry.question))
        own_shares = _shares(own, rare, 1.0, unheard * math.log(1 + len(sentences)))
        # What the thing is called gains by itself, and only where the matter is told too.
        self._own = {s: w for s, w in own_shares.items() if s not in telling(inquiry.thing)}
        self._about = _shares(about, rare, ABOUT)
        self._before = _shares(before - about, rare, inquiry.lean)

    def share(self, n: int) -> float:
        """Return the weighted share of what is asked in sentence n and its heading."""
        return self.own_share(n) + self._held(self._before, n)

    def own_share(self, n: int) -> float:
        """Return the same for the question alone, without the one before."""
        return self._held(self._own, n) + self._held(self._about, n)

    def _held(self, weights: Mapping[str, float], n: int) -> float:
        told, heading = self._told[n], self._headings[n]
        return sum(
            weight * (WORDS if stem in told else HEADING if stem in heading else 0.0)
            for stem, weight in weights.items()
        )


def _shares(
    asked: Iterable[str], rare: Mapping[str, float], whole: float, lost: float = 0.0
) -> dict[str, float]:
    """Return what each word weighs of a `whole`, the rarer more; `lost` is that of unheard ones."""
    weights = {stem: _part(stem) * rare[stem] for stem in sorted(asked) if stem in rare}
    total = sum(weights.values()) + lost or 1.0
    return {stem: whole * weight / total for stem, weight in weights.items()}


def _part(stem: str) -> float:
    """Return 0.5 for each of the two by which a word of an act counts: as itself, as the act.

    Less for what says nothing of the matter: whether they "take" dollars is of dollars.
    """
    if {stem.removeprefix("=")} & LIGHT or policy_roots(stem) & LIGHT:
        return LITTLE
    return 0.5 if stem.startswith("=") or policy_roots(stem) & ACTS else 1.0


@lru_cache(8192)
def telling(text: str) -> frozenset[str]:
    """Return the stems of a text's words, those that stores use for one thing as one."""
    return frozenset(stems(text) | {f"={root}" for root in policy_roots(fold(text)) & ACTS})
