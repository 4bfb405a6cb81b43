"""Sources as callers write them, and as they are written back."""

import json

import pytest

from graph.checking.sources import read_sources, write_sources
from tests.fakes.products import policy_source, product_source


def test_sources_are_written_as_check_reads_them_with_the_markers_of_the_answer():
    product = product_source(
        2, sale_price="999999.00 ARS", attributes={"capacidad": {"value": 382, "unit": "L"}},
        quantity=3, updated_at="2026-01-02T00:00:00Z",
    )  # fmt: skip
    sources = [product, policy_source(5)]
    rows = json.loads(json.dumps(write_sources(sources)))
    again = read_sources(rows)
    assert [(s["marker"], s["kind"], s["id"]) for s in again] == [
        (2, "product", "HEL-1"), (5, "policy", "envios#interior"),
    ]  # fmt: skip
    assert [s["payload"] for s in again] == [s["payload"] for s in sources]


def test_sources_are_numbered_in_their_order_unless_they_tell_their_own_marker():
    rows = [
        {"kind": "policy", "id": "P", "title": "Envíos", "text": "Enviamos a todo el país."},
        {"marker": 7, "id": "A", "title": "Pava", "price": "9 ARS"},
        {"id": "B", "title": "Mate", "price": "9 ARS"},
    ]
    found = read_sources(rows)
    assert [(s["marker"], s["kind"], s["id"]) for s in found] == [
        (1, "policy", "P"),
        (7, "product", "A"),
        (3, "product", "B"),
    ]


def test_a_passage_is_written_without_what_it_does_not_tell():
    row = {"kind": "policy", "id": "P", "title": "Envíos", "text": "Enviamos a todo el país."}
    (written,) = write_sources(read_sources([row]))
    assert {"marker": 1, **row}.items() <= written.items()
    assert None not in written.values()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"id": "A", "title": "Pava"}, "source 1: price: "),
        ({"kind": "policy", "id": "P", "title": "Envíos"}, "source 1: text: "),
        ({"marker": "uno", "id": "A"}, "source 1: marker: 'uno' is no number"),
    ],
)
def test_what_is_no_source_is_refused_with_the_row_and_the_field(row, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        read_sources([row])
