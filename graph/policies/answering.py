"""The sentences of passages by how well each answers: ranked, and judged by what was learned."""

from collections.abc import Sequence
from dataclasses import replace
from math import exp, log
from typing import Protocol

from graph.policies.inquiry import Inquiry
from graph.policies.meaning import SentenceVectors, embedded_text
from graph.policies.ranking import Told, rank
from graph.state import Source
from ingest.encoder.embedder import Embedder

JUDGED = 4
"""Sentences that the selector reads, the first by the ranking."""
WEIGHT, MOST = 0.2, 4.0
"""What a unit of the log odds that a sentence answers adds to its relevance, and the most that is
believed of them."""
NONE = 0.1
"""Probability of answering below which, when all of them are, nothing does."""
SHARE, ALL = 1 / 3, 1.1
"""Of the best one's probability, the share that another must have to be told beside it; and what
none has."""
LEAD = 1.1
"""How far the ranking's first must be ahead of the second to be told all the same: where words are
so sure, validation is as right with it, and the selector may have missed the heading."""


def pair_of(question: str, told: Told) -> tuple[str, str]:
    """Return a question beside a sentence, which its headings stand before."""
    return question, embedded_text(told.source, told.sentence)


class Selector(Protocol):
    """Tells which sentences answer a question."""

    def answer(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return, for each of `pair_of`, how probably the sentence answers. Blocking."""


class Answering:
    """Ranks the sentences of passages for an inquiry. Vectors of sentences are kept."""

    def __init__(self, embedder: Embedder, selector: Selector | None = None) -> None:
        self._vectors = SentenceVectors(embedder)
        self._selector = selector

    def rank(
        self,
        inquiry: Inquiry,
        sources: Sequence[Source],
        *,
        asked: str = "",
        before: str = "",
        is_known: bool = False,
    ) -> list[Told]:
        """Return every sentence, the one that answers best first. Blocking.

        `asked` is the question as the selector reads it, and `before` as much of the one before as
        is embedded: those of the inquiry unless told. When the matter `is_known`, what is nearest
        is told however little it seems to answer.
        """
        meaning = self._vectors.meaning(replace(inquiry, before=before or inquiry.before), sources)
        told = rank(inquiry, sources, meaning)
        if not self._selector or not told:
            return told
        question = asked or inquiry.whole
        answers = self._selector.answer([pair_of(question, one) for one in told[:JUDGED]])
        return by_answers(told, answers, is_known=is_known)


def by_answers(told: Sequence[Told], answers: Sequence[float], *, is_known: bool) -> list[Told]:
    """Return the sentences by how probably the first ones answer, silent where none does."""
    best = max(answers)
    # A rule knows what it brought for an answer, whatever the selector does.
    by_rule = is_known or told[0].brought
    beside = SHARE * best if by_rule or best >= NONE else ALL
    ahead = len(told) > 1 and told[0].relevance - told[1].relevance >= LEAD
    found = weighed(
        told, answers, least=0.0 if is_known else beside, first_stays=ahead and beside <= best
    )
    return [replace(one, probability=None) for one in found] if by_rule else found


def weighed(
    told: Sequence[Told],
    judged: Sequence[float],
    *,
    least: float = 0.0,
    first_stays: bool = False,
) -> list[Told]:
    """Return the sentences by what was learned too: `judged` is how probably the first ones answer.

    The others are taken for the worst of those, and what a rule brought to its place, which answers
    with another, for the best. What is less probable than `least` is at 0 at most, but the first of
    `told` if it stays.
    """
    best = max(judged)
    probable = [*judged, *[min(judged)] * (len(told) - len(judged))]
    found = []
    for one, p in zip(told, probable, strict=True):
        p = best if one.brought else p
        relevance = one.relevance + WEIGHT * (_log_odds(p) - _log_odds(best))
        judged_one = replace(one, relevance=relevance, probability=p)
        stays = p >= least or (first_stays and one is told[0])
        found.append(judged_one if stays else _untold(judged_one))
    return sorted(found, key=lambda one: -one.relevance)


def silenced(told: Sequence[Told]) -> list[Told]:
    """Return the sentences of which none answers."""
    return [replace(_untold(one), probability=0.0) for one in told]


def _untold(one: Told) -> Told:
    return replace(one, relevance=min(one.relevance, 0.0))


def _log_odds(probability: float) -> float:
    least = 1 / (1 + exp(MOST))
    p = min(max(probability, least), 1 - least)
    return log(p / (1 - p))


def with_near(sources: Sequence[Source], told: Sequence[Told]) -> list[Source]:
    """Return the sources, those that sentences were told of with how well each answers."""
    near: dict[str, dict[str, float]] = {}
    likely: dict[str, float] = {}
    for one in told:
        id_ = one.source["id"]
        near.setdefault(id_, {}).setdefault(one.sentence, round(one.relevance, 3))
        if one.probability is not None:
            likely[id_] = max(likely.get(id_, 0.0), round(one.probability, 3))
    found = []
    for source in sources:
        ranked = source.copy()
        if source["id"] in near:
            ranked["near"] = near[source["id"]]
        if source["id"] in likely:
            ranked["likely"] = likely[source["id"]]
        found.append(ranked)
    return found
