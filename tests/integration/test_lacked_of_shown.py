"""What the products shown lack is said: a colour in their size, a second one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.retrieval.retriever import HybridRetriever
from tests.fakes.products import product
from tests.fakes.retrievers import retrieved, retriever_over

pytestmark = pytest.mark.integration


def catalog():
    for id_, color, size in (("HM", "Negro", "L"), ("HB", "Blanco", "M"), ("HR", "Rojo", "L")):
        yield product(id_, f"Chomba piqué {color} talle {size}", product_type="Chombas", brand="",
                      item_group_id="H", color=color, size=size)  # fmt: skip
    yield product("C", "Cuaderno A5 tapa dura", product_type="Cuadernos", brand="")
    yield product("K", "Caballete de mesa", product_type="Caballetes", brand="")


@pytest.fixture
async def retriever(tmp_path: Path) -> AsyncIterator[HybridRetriever]:
    async with retriever_over(catalog(), tmp_path) as retriever:
        yield retriever


@pytest.mark.parametrize(
    ("text", "first", "notes"),
    [
        ("y en blanco no hay?", "HB", ["No lo tengo en talle L en blanco."]),
        ("y en rojo no hay?", "HR", []),
    ],
)
async def test_a_colour_that_the_size_spoken_of_lacks_is_said(retriever, text, first, notes):
    before = await retrieved(retriever, "chomba piqué negra talle L", "product_search")
    assert before.sources[0]["id"] == "HM"
    after = await retrieved(retriever, text, before=before)
    assert after.sources[0]["id"] == first
    assert after.notes == notes


async def test_the_second_of_one_shown_is_said_to_be_none(retriever):
    before = await retrieved(retriever, "caballete de mesa", "product_search")
    after = await retrieved(retriever, "la segunda cuánto sale?", before=before)
    assert after.notes[0] == "Te mostré una sola opción."


async def test_what_a_title_shown_tells_is_asked_of_it_whatever_it_was_taken_for(retriever):
    before = await retrieved(retriever, "cuaderno a5", "product_search")
    assert (await retrieved(retriever, "qué tapa tienen?", "product_search", before)).route == (
        "product_question"
    )
