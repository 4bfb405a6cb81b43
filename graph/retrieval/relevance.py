"""How near a product is to what a request names, and the order in which hits are shown."""

from collections.abc import Sequence

from graph.retrieval.asked import Asked, count, titled
from graph.retrieval.fit import Fit, Fitting
from graph.retrieval.hits import is_sold_out, value
from graph.retrieval.titles import FIRST, field_stems, headed, stems, title_stems
from graph.retrieval.unheard import other_models, unknown_words, unsaid_beside
from graph.understanding.lexicon import EMPTY
from graph.understanding.request import SearchRequest
from graph.understanding.spelling import is_spanish
from graph.understanding.vocabulary import Vocabulary
from ingest.index.port import RRF_K, Hit, Payload

COVERAGE_WEIGHT, HEAD_WEIGHT, LEAD_WEIGHT = 2.0, 0.8, 0.2
"""What holding every word of the request is worth, beginning with the thing that it names, and
saying nothing else before it has said all, when being first in both legs is worth 1."""
MIDDLE, SLOPE = 0.85, 10.0
"""A hit's nearness is its coverage plus `SLOPE` times its cosine's distance from `MIDDLE`."""
UNSEEN = 0.83
"""The least cosine that counts, and that of hits which only the BM25 leg found: encoders other than
the bundled one have other ranges, and must not outvote the words."""
KNOWN = 0.7
"""The least nearness of a title that begins with what the lexicon calls the thing."""
FOUND, SHOWN = 0.58, 0.3
"""Nearness that the nearest hit needs for the store to have it, and the others to be shown."""
UNNAMED, BRANDED = 0.75, 0.45
"""The same for the nearest hit when no title begins with the thing, and when its brand is sold."""
LACKING = 0.25
"""Nearness that is lost when nothing that begins with the thing is "de" what was said: wheelchairs
are no chairs.

On the four tune sets 76 of 84 requests for what is not sold get nothing by these.
Source: `dona evaluate retrieval --data data/retrieval/tune.jsonl` and the other three.
"""
WHOLE = 0.95
"""Coverage of a title that holds all that was said."""
USUAL = 8
"""Titles that hold a word which alone is a request: "integral" is said of many things."""
COSINE_LOSS = 0.03
"""A hit that does not hold the thing named is shown when its cosine is this near to the best."""
LEAST_HELD = 0.6
"""Of the best coverage, what a title holds that names the thing without beginning with it."""
SOLD_OUT = 0.8
"""What a sold-out product's score is multiplied by: below its like, above what is unlike."""
LAST, RANGE_WEIGHT = 0.4, 0.5
"""What the score is multiplied by of what is shown last, such as what a range of it leaves out of
what was asked; and what a range is worth that holds it."""
SORTED_SHARE = 0.75
"""Of the best score: an order asked for, such as the cheapest, concerns hits from here up."""


class Relevance:
    """Scores the hits of one request."""

    def __init__(self, request: SearchRequest, vocabulary: Vocabulary) -> None:
        self._request = request
        self._vocabulary = vocabulary
        self._asked = Asked(request, vocabulary)
        self._fitting = Fitting(request, self._asked)

    def fit(self, payload: Payload) -> Fit:
        """Compare a product with the request."""
        return self._fitting.fit(payload)

    def in_range(self, payload: Payload) -> int:
        """Tell whether a product's ranges hold the measures said: 1; leave one out: -1; else 0."""
        return self._fitting.in_range(payload)

    def is_named(self, hit: Hit) -> bool:
        """Tell whether a hit begins with the first thing named, and holds all that was."""
        fit = self.fit(hit.payload)
        return fit.head == FIRST and fit.coverage >= WHOLE

    def begins(self, hits: Sequence[Hit]) -> bool:
        """Tell whether one of the hits begins with the thing named, if any thing was."""
        return not self._asked.terms or any(self.fit(hit.payload).head for hit in hits)

    def heads(self, hits: Sequence[Hit]) -> float:
        """Return the share of the hits that begin with the first thing named."""
        if not (hits and self._asked.terms):
            return 0.0
        return sum(self.fit(hit.payload).head == FIRST for hit in hits) / len(hits)

    def are_called_so(self, hits: Sequence[Hit]) -> bool:
        """Tell whether one of the hits begins with the shopper's own word, by no other name."""
        return any(
            headed(name, hit.payload, title_stems(hit.payload), lead) == FIRST
            for name, lead in self._asked.heads[:1]
            for hit in hits
        )

    def are_of_kind(self, hits: Sequence[Hit]) -> bool:
        """Tell whether the category of all the hits is the thing named, by whatever name they go.

        "plantas de interior aptas": a palm of that category is one.
        """
        named = [name for name, _ in self._asked.heads[:1]]
        return bool(hits and named) and all(named[0] <= field_stems(hit.payload) for hit in hits)

    def _nearness(self, fit: Fit, hit: Hit) -> float:
        """Return how sure it is that the hit is what was asked: about 0 for nothing, 1 for sure."""
        nearness = fit.coverage + SLOPE * (max(hit.dense_score or 0.0, UNSEEN) - MIDDLE)
        return max(nearness, KNOWN) if self._asked.is_known and fit.head == FIRST else nearness

    def _is_sold(self, fitted: Sequence[tuple[Fit, Hit]]) -> bool:
        """Tell whether the store has what was asked, going by the hits."""
        if not self._request.brands:
            # Words alone are met in another sense too: what means the same is among the nearest.
            fitted = [pair for pair in fitted if pair[1].dense_rank] or fitted
        begun = [(fit, hit) for fit, hit in fitted if fit.head == FIRST]
        best = max((self._nearness(*pair) for pair in begun or fitted), default=0.0)
        best -= LACKING * self._lacks_complement(begun or fitted)
        if self._request.brands:
            return best >= BRANDED
        if begun:
            return best >= FOUND
        if any(fit.coverage >= WHOLE and fit.head for fit, _ in fitted):
            return True
        if self._asked.is_for_occasion:
            return False  # "cloro para la pelopincho" is asked of who sells chlorine
        head = self._request.terms[self._asked.head][0]
        if not all(word in EMPTY or is_spanish(word) for word in head.split()):
            return best >= FOUND  # a name: "galaxy s24"
        alone = len(self._asked.terms) == 1 and not self._asked.is_known
        return best >= UNNAMED and not (alone and count(head, self._vocabulary) < USUAL)

    def _begins_wrong(self, fit: Fit, hit: Hit) -> bool:
        return bool(
            self._asked.not_first
            and fit.head < FIRST
            and headed(self._asked.not_first & title_stems(hit.payload), hit.payload,
                       title_stems(hit.payload)) == FIRST
        )  # fmt: skip

    def _lacks_complement(self, begun: Sequence[tuple[Fit, Hit]]) -> bool:
        """Tell whether none of the hits holds what the thing should be of: "silla de ruedas"."""
        return any(
            not any(name <= held for name in self._asked.terms[n][1] for held in kept)
            for n in self._asked.complements
            for kept in [[self._fitting.held(hit.payload) for _, hit in begun]]
        )

    def unheard(self, hits: Sequence[Hit] = ()) -> list[str]:
        """Return the names said that no title holds, such as a brand that the store has not.

        A model by its figure is one: "iphone 16", where the hits are of another figure. So is a
        thing of which they are the other gender: "cubiertas", where all are cutlery.
        """
        twins = hits and all(self._fitting.is_twin(hit.payload) for hit in hits)
        named = [self._request.terms[self._asked.head][0]] if twins else []
        served = stems("").union(*(self._fitting.served(hit.payload) for hit in hits))
        unknown = [
            word for word in unknown_words(self._request, self._asked, self._vocabulary)
            if not stems(word) & served
        ]  # fmt: skip
        return [*named, *other_models(self._request, hits), *unknown]

    def words(self) -> list[tuple[str, ...]]:
        """Return, for each term, the title words of which one must stand in a title that has it."""
        forms = [
            tuple(sorted({form for name in term for form in titled(name, self._vocabulary)}))
            for term in self._request.terms
        ]
        return [words for words in forms if any(w in self._vocabulary.words for w in words)]

    def only_right(self, hits: Sequence[Hit], like: Sequence[Hit]) -> list[Hit]:
        """Keep the hits that are as right as the best of `like`: an order concerns these alone."""
        best = max((self.fit(hit.payload) for hit in like), default=None)
        return [hit for hit in hits if best is None or self.fit(hit.payload) >= best]

    def wholly(self, hits: Sequence[Hit]) -> list[Hit]:
        """Keep the hits that hold all that was said, when one of them can be had; else all.

        So it is with what says that it is for what it is asked for. What is for the other sex is
        kept where there is nothing else, sold out or not.
        """
        rivals = self._rivals(hits)
        hits = [hit for hit in hits if hit.payload["id"] not in rivals]
        is_named = self._request.story == "maybe" and bool(hits) and self.is_named(hits[0])
        if self._request.story != "no" and not is_named:
            return list(hits)  # a need has several answers
        for_it = [hit for hit in hits if self._fitting.is_for(hit.payload)]
        if any(not is_sold_out(hit) for hit in for_it):
            hits = for_it
        if any(self.in_range(hit.payload) > 0 and not is_sold_out(hit) for hit in hits):
            hits = [hit for hit in hits if self.in_range(hit.payload) >= 0]
        whole = [hit for hit in hits if not self._fitting.missing(hit.payload)]
        return whole if any(not is_sold_out(hit) for hit in whole) else list(hits)

    def _rivals(self, hits: Sequence[Hit]) -> set[str]:
        """Return the ids of what is for the other sex, where the thing named is there for others.

        Where it is not, a man's jacket is nearer to a woman's than a tent that is waterproof too.
        """
        rivals = {h.payload["id"] for h in hits if self._asked.is_for_rivals(h.payload)}
        others = [hit for hit in hits if hit.payload["id"] not in rivals]
        return rivals if any(self.fit(hit.payload).head == FIRST for hit in others) else set()

    def unsaid(self, hits: Sequence[Hit]) -> str:
        """Return the word beside the thing named that nothing found says of itself.

        Only what a title could say, "teclado musical": what a thing is for is another matter.
        """
        if (
            self._request.story != "no"
            or len(self._asked.terms) < 2
            or not any(self.fit(h.payload).head == FIRST for h in hits)
        ):
            return ""
        missing = set.intersection(*(set(self._fitting.missing(hit.payload)) for hit in hits))
        told = stems(" ".join(hit.payload["description"] for hit in hits))
        return unsaid_beside(self._request, self._asked, missing - {self._asked.head}, told)

    def arrange(self, hits: Sequence[Hit], rrf_k: int = RRF_K) -> list[Hit]:
        """Drop what is not what was asked for, keep the best variant of each group, and order.

        Scores become comparable among requests: 0 to 1 for the legs, plus the coverage.
        """
        kept = [(self.fit(hit.payload), hit) for hit in hits]
        if self._asked.terms:
            if not self._is_sold(kept):
                return []
            kept = [pair for pair in kept if self._nearness(*pair) >= SHOWN]
            kept = [pair for pair in self._alike(kept) if not self._begins_wrong(*pair)]
            kept = [pair for pair in kept if not self._fitting.is_twin(pair[1].payload)] or kept
        like = self._had_alike(kept, hits)
        # Who asks for a kind of thing has use for what can be had; by its name, for the thing.
        gone = bool(like) and self._asked.is_kind_alone
        kept += like
        in_stock = max((fit.coverage for fit, hit in kept if not is_sold_out(hit)), default=0.0)
        rivals = self._rivals([hit for _, hit in kept])
        scored = []
        for fit, hit in kept:
            score = hit.score * (rrf_k + 1) / 2 + LEAD_WEIGHT * fit.leads
            score += COVERAGE_WEIGHT * fit.coverage + HEAD_WEIGHT * fit.head
            # What was asked for by its name is shown first even when it is sold out.
            if is_sold_out(hit) and fit.coverage <= in_stock:
                score *= SOLD_OUT
            in_range = self.in_range(hit.payload)
            is_last = in_range < 0 or (gone and is_sold_out(hit)) or hit.payload["id"] in rivals
            score = score * LAST if is_last else score + RANGE_WEIGHT * in_range
            scored.append((is_last, -score, hit))
        best: dict[str, Hit] = {}
        for _, score, hit in sorted(scored, key=lambda last: last[:2]):
            best.setdefault(hit.payload["group_key"], hit.scored(-score))
        return self._sorted(list(best.values()))

    def _had_alike(
        self, kept: Sequence[tuple[Fit, Hit]], hits: Sequence[Hit]
    ) -> list[tuple[Fit, Hit]]:
        """Return what can be had of a category called as the thing, where all kept is sold out.

        A U-lock is one of "candados", though no title of it says so.
        """
        if not all(is_sold_out(hit) for _, hit in kept):
            return []
        begun = [hit for fit, hit in kept if fit.head == FIRST]
        kinds = {kind for hit in begun for kind in hit.payload["category_keys"][-1:]}
        called = {k for k in kinds if any(name <= stems(k) for name, _ in self._asked.heads)}
        there = (hit for hit in hits if not is_sold_out(hit))
        return [(self.fit(hit.payload), hit) for hit in there
                if called.intersection(hit.payload["category_keys"][-1:])]  # fmt: skip

    def _alike(self, fitted: list[tuple[Fit, Hit]]) -> list[tuple[Fit, Hit]]:
        """Drop what is not the thing named, where titles begin with it, unless it means the same.

        What means the same is for the same, where the thing is: cats' food is none for dogs.
        """
        begun = [(fit, hit) for fit, hit in fitted if fit.head == FIRST]
        if not begun:
            return fitted
        least = max(hit.dense_score or 0.0 for _, hit in begun) - COSINE_LOSS
        held = LEAST_HELD * max(fit.coverage for fit, _ in fitted)
        is_for = self._fitting.is_for
        some_are = any(is_for(hit.payload) for _, hit in begun)
        return [
            (fit, hit) for fit, hit in fitted
            if (fit.holds_head and (fit.head or fit.coverage >= held))
            or ((hit.dense_score or 0.0) >= least and (not some_are or is_for(hit.payload)))
        ]  # fmt: skip

    def _sorted(self, hits: list[Hit]) -> list[Hit]:
        sort = self._request.sort
        if not (sort and hits):
            return hits
        # Only what is as relevant as the best hits is worth ordering.
        least = hits[0].score * SORTED_SHARE
        near = [hit for hit in hits if hit.score >= least]
        near.sort(key=lambda hit: value(hit, sort.key), reverse=sort.direction == "desc")
        return near + [hit for hit in hits if hit.score < least]
