"""How near a product is to what a request names, and the order in which hits are shown."""

import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from graph.understanding.lexicon import CONTAINERS, EMPTY, spell_out
from graph.understanding.plurals import singular
from graph.understanding.request import SearchRequest
from graph.understanding.vocabulary import Vocabulary
from ingest.index.fusion import RRF_K
from ingest.index.port import Hit, Payload
from ingest.units import fold

COVERAGE_WEIGHT, HEAD_WEIGHT = 2.0, 0.8
"""What holding every word of the request is worth, and beginning with the thing that it names,
when being first in both legs is worth 1."""
HEAD_TERM = 2.0
"""How many times the first thing named counts: "panel de yeso" is no "panel calefactor"."""
CATEGORY_SHARE = 0.6
"""What a word is worth that only category or attributes hold, beside title, brand and colour."""
OTHER_NAME = 0.97
"""What another name of the thing is worth, beside the shopper's own word."""
MIDDLE, SLOPE = 0.85, 10.0
"""A hit's nearness is its coverage plus `SLOPE` times its cosine's distance from `MIDDLE`."""
UNSEEN = 0.83
"""The least cosine that counts, and that of hits which only the BM25 leg found: encoders other than
the bundled one have other ranges, and must not outvote the words."""
FOUND, SHOWN = 0.55, 0.3
"""Nearness that the nearest hit needs for the store to have the thing, and the others to be shown.

On the tune sets the nearest of what is sold lies at 0.59 or more but for two of 240 requests, and
of what is not sold at 0.53 or less for 24 of 24.
"""
SOLD_OUT = 0.8
"""What a sold-out product's score is multiplied by: below its like, above what is unlike."""
SORTED_SHARE = 0.75
"""Of the best score: an order asked for, such as the cheapest, concerns hits from here up."""


class Relevance:
    """Scores the hits of one request."""

    def __init__(self, request: SearchRequest, vocabulary: Vocabulary) -> None:
        self._request = request
        self._vocabulary = vocabulary
        terms = request.terms
        self._head = int(len(terms) > 1 and singular(terms[0][0]) in CONTAINERS)
        self._terms = [
            (
                _weight(term, vocabulary) * (HEAD_TERM if n == self._head else 1.0),
                [frozenset(_stems(name)) for name in term],
            )
            for n, term in enumerate(terms)
        ]
        self._is_known = bool(terms) and len(terms[self._head]) > 1
        self._total = sum(weight for weight, _ in self._terms)

    def coverage(self, payload: Payload) -> float:
        """Return the share of the request's terms that the title or the fields hold, in [0, 1].

        Rare words count for more, as in BM25.
        """
        if not self._total:
            return 0.0
        title = title_stems(" ".join((payload["title"], payload["brand"], payload["color"])))
        all_held = title | title_stems(" ".join((payload["product_type"], *payload["tags"])))
        found = 0.0
        for weight, names in self._terms:
            if names[0] and names[0] <= title:
                found += weight
            elif any(name and name <= title for name in names):
                found += weight * OTHER_NAME
            elif any(name and name <= all_held for name in names):
                found += weight * CATEGORY_SHARE
        return found / self._total

    def is_headed(self, payload: Payload) -> bool:
        """Tell whether the title begins with the first thing that the request names."""
        if not self._terms:
            return False
        start = title_stems(" ".join(payload["title"].split()[:2]))
        title = title_stems(payload["title"])
        return any(name & start and name <= title for name in self._terms[self._head][1])

    def _nearness(self, coverage: float, hit: Hit) -> float:
        """Return how sure it is that the hit is what was asked: about 0 for nothing, 1 for sure."""
        if self._is_known and self.is_headed(hit.payload):
            return 1.0  # the lexicon says that such a thing serves
        return coverage + SLOPE * (max(hit.dense_score or 0.0, UNSEEN) - MIDDLE)

    def words(self) -> list[tuple[str, ...]]:
        """Return, for each term, the title words of which one must stand in a title that has it."""
        forms = [
            tuple(sorted({form for name in term for form in self._forms(name)}))
            for term in self._request.terms
        ]
        return [words for words in forms if any(w in self._vocabulary.words for w in words)]

    def _forms(self, name: str) -> list[str]:
        """Return how titles write the rarest word of a name: in singular and plural."""
        words = [word for word in name.split() if word not in EMPTY]
        rarest = min(words, key=lambda word: _count(word, self._vocabulary), default="")
        one = singular(rarest)
        return [form for form in {rarest, one, one + "s", one + "es"} if form]

    def only_right(self, hits: Sequence[Hit], like: Sequence[Hit]) -> list[Hit]:
        """Keep the hits that are as right as the best of `like`: an order concerns these alone."""
        best = max((self.fit(hit.payload) for hit in like), default=(0.0, False))
        return [hit for hit in hits if self.fit(hit.payload) >= best]

    def fit(self, payload: Payload) -> tuple[float, bool]:
        """Return the coverage and whether the title begins with the thing named."""
        return round(self.coverage(payload), 6), self.is_headed(payload)

    def arrange(self, hits: Sequence[Hit]) -> list[Hit]:
        """Drop what is not what was asked for, keep the best variant of each group, and order.

        Scores become comparable among requests: 0 to 1 for the legs, plus the coverage.
        """
        kept = [(self.coverage(hit.payload), hit) for hit in hits]
        if self._terms:
            near = [self._nearness(coverage, hit) for coverage, hit in kept]
            if max(near, default=0.0) < FOUND:
                return []
            kept = [pair for pair, n in zip(kept, near, strict=True) if n >= SHOWN]
        in_stock = max((c for c, hit in kept if not _sold_out(hit)), default=0.0)
        scored = []
        for coverage, hit in kept:
            score = hit.score * (RRF_K + 1) / 2 + COVERAGE_WEIGHT * coverage
            score += HEAD_WEIGHT * self.is_headed(hit.payload)
            # What was asked for by its name is shown first even when it is sold out.
            if _sold_out(hit) and coverage <= in_stock:
                score *= SOLD_OUT
            scored.append((score, hit))
        best: dict[str, Hit] = {}
        for score, hit in sorted(scored, key=lambda pair: -pair[0]):
            best.setdefault(hit.payload["group_key"], hit.scored(score))
        return self._sorted(list(best.values()))

    def _sorted(self, hits: list[Hit]) -> list[Hit]:
        sort = self._request.sort
        if not (sort and hits):
            return hits
        # Only what is as relevant as the best hits is worth ordering.
        least = hits[0].score * SORTED_SHARE
        near = [hit for hit in hits if hit.score >= least]
        near.sort(key=lambda hit: _value(hit, sort.key), reverse=sort.direction == "desc")
        return near + [hit for hit in hits if hit.score < least]


@lru_cache(maxsize=20_000)
def title_stems(title: str) -> frozenset[str]:
    """Return the stems of a title's words, abbreviations spelt out too."""
    plain = fold(title)
    return frozenset(_stems(f"{plain} {spell_out(plain)}"))


def _sold_out(hit: Hit) -> bool:
    return bool(hit.payload["availability"] == "out_of_stock")


def _stems(text: str) -> Iterable[str]:
    return (stem(word) for word in re.findall(r"[a-z0-9]+", text) if word not in EMPTY)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Drop plural and gender: `negras` and `negro` meet."""
    one = singular(word)
    return one[:-1] if len(one) > 4 and one[-1] in "ao" else one


def _weight(term: Sequence[str], vocabulary: Vocabulary) -> float:
    """Return the term's inverse document frequency over titles, by its commonest name."""
    held = max(
        min((_count(word, vocabulary) for word in name.split() if word not in EMPTY), default=0)
        for name in term
    )
    return math.log(1 + vocabulary.products / (1 + held))


def _count(word: str, vocabulary: Vocabulary) -> int:
    one = singular(word)
    return max(vocabulary.words.get(form, 0) for form in (word, one, one + "s", one + "es"))


def _value(hit: Hit, key: str) -> float:
    if key.startswith("num."):
        return float(hit.payload["num"].get(key[4:], 0))
    return float(hit.payload[key])
