"""What was learned of answers moves the ranking, keeps what is told together, may silence it."""

from dataclasses import replace
from itertools import cycle, islice

import pytest

from graph.policies.answering import (
    LEAD,
    MOST,
    NONE,
    WEIGHT,
    Answering,
    by_answers,
    silenced,
    weighed,
    with_near,
)
from graph.policies.inquiry import Inquiry
from graph.policies.ranking import EACH, Told
from graph.state import Source
from tests.fakes.embedder import WordEmbedder


def _source(n: int) -> Source:
    payload = {"title": f"Envíos > {n}", "text": "Hacemos envíos a Salta."}
    return Source(
        marker=n, kind="policy", id=f"p{n}", title=payload["title"], link="", payload=payload,
        score=0.0, dense_rank=None, text_rank=None,
    )  # fmt: skip


def _told(*relevances: float) -> list[Told]:
    return [Told(_source(n), 0, f"frase {n}", r) for n, r in enumerate(relevances)]


def test_a_sentence_that_answers_goes_before_one_that_is_nearer():
    found = weighed(_told(2.0, 1.9, 0.4), [0.2, 0.9])
    assert [one.sentence for one in found] == ["frase 1", "frase 0", "frase 2"]


def test_what_was_not_judged_gains_nothing_on_the_worst_that_was():
    first, other = weighed(_told(2.0, 1.9), [0.3])
    assert first.relevance - other.relevance == pytest.approx(0.1)


class _Sure:
    """A selector that has made up its mind."""

    def __init__(self, *probabilities: float) -> None:
        self._probabilities = probabilities

    def answer(self, pairs):
        return [*islice(cycle(self._probabilities), len(pairs))]


@pytest.mark.parametrize(
    ("probability", "is_known", "is_told"),
    [(NONE / 2, False, False), (NONE / 2, True, True), (2 * NONE, False, True)],
)
def test_nothing_is_told_where_nothing_answers(probability, is_known, is_told):
    answering = Answering(WordEmbedder(), _Sure(probability))
    told = answering.rank(Inquiry("hacen envíos a salta?"), [_source(1)], is_known=is_known)
    assert (told[0].relevance > 0) == is_told


def test_what_a_rule_brought_is_told_with_the_one_that_it_goes_with():
    hours = [replace(one, brought=True) for one in _told(3 + 2 * EACH, 3 + EACH, 3.0)]
    found = weighed([*hours, *_told(2.9)], [0.9, 0.1, 0.3, 0.2], least=0.3)
    assert [one.relevance > 0 for one in found] == [True, True, True, False]
    assert found[0].relevance - found[2].relevance == pytest.approx(2 * EACH)


def test_of_two_that_are_level_the_likelier_is_first():
    assert weighed(_told(2.0, 2.0), [0.05, 0.9])[0].sentence == "frase 1"


def test_what_is_silenced_is_not_likely():
    (source,) = with_near([_source(0)], silenced(weighed(_told(2.0), [0.8])))
    assert source["near"] == {"frase 0": 0.0}
    assert source["likely"] == 0.0


def test_what_answers_much_less_probably_is_not_told_beside_the_best():
    answering = Answering(WordEmbedder(), _Sure(0.9, 0.2))
    told = answering.rank(Inquiry("hacen envíos a salta?"), [_source(1), _source(2)])
    assert [one.relevance > 0 for one in told] == [True, False]


@pytest.mark.parametrize(("lead", "best", "is_told"), [(LEAD, 0.6, True), (LEAD / 2, 0.6, False),
                                                      (LEAD, NONE / 2, False)])  # fmt: skip
def test_what_leads_by_far_is_told_though_another_seems_likelier(lead, best, is_told):
    found = by_answers(_told(1.0 + lead, 1.0), [best / 9, best], is_known=False)
    assert [o.relevance > 0 for o in found if o.sentence == "frase 0"] == [is_told]


def test_certainty_is_believed_up_to_a_point():
    sure, even = weighed(_told(1.0, 0.9), [1.0, 0.5])
    assert sure.relevance - even.relevance == pytest.approx(0.1 + WEIGHT * MOST)


def test_sources_get_how_well_their_sentences_answer():
    told = _told(2.0, 1.5)
    near = with_near([_source(0), _source(1), _source(2)], told)
    assert [source.get("near") for source in near] == [{"frase 0": 2.0}, {"frase 1": 1.5}, None]
    assert not any("likely" in source for source in near)
    judged = with_near([_source(0), _source(1)], weighed(told, [0.4, 0.8]))
    assert [source["likely"] for source in judged] == [0.4, 0.8]
