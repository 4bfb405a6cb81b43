"""Asking which has less of something refuses nothing; "menos" after anything else does."""

import pytest

from graph.understanding.negation import negated_spans


@pytest.mark.parametrize(
    ("text", "refuses"),
    [
        ("cual necesita menos agua, el potus o la sansevieria?", False),
        ("cual de las dos hace menos ruido?", False),
        ("cuales tenes menos la roja", True),
        ("cualquier color menos rojo", True),
    ],
)
def test_less_of_something_is_compared_and_not_refused(text, refuses):
    assert bool(negated_spans(text, [])) is refuses
