"""By what sizes are asked for, and in what order they stand."""

import pytest

from graph.understanding.size_names import names_of, size_rank
from graph.understanding.sizes import letter_sizes


@pytest.mark.parametrize(
    ("size", "called", "not_called"),
    [
        ("39/40", "40", "41"),
        ("s/m", "m", "l"),
        ("35-38", "36", "39"),
        ("w32 l34", "32", "34"),
        ("3-6 meses", "3-6 meses", "4"),
    ],
)
def test_a_size_is_called_by_each_that_it_is(size, called, not_called):
    assert called in names_of(size)
    assert not_called not in names_of(size)


def test_sizes_stand_in_their_order():
    assert sorted(["XL", "S", "M", "XXL", "L"], key=size_rank) == ["S", "M", "L", "XL", "XXL"]
    assert sorted(["10", "8.5", "9"], key=size_rank) == ["8.5", "9", "10"]


@pytest.mark.parametrize(
    ("text", "sizes"),
    [("hay en m negra", ["m"]), ("negra m", ["m"]), ("cable de 2 m", []), ("precio por m", [])],
)
def test_letters_alone_are_a_size_where_they_are_worn(text, sizes):
    assert letter_sizes(text, ["m"]) == sizes
