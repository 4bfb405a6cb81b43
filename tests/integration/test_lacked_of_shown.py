"""What the products shown lack is said: a colour in their size, a second one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.retrieval.retriever import HybridRetriever
from ingest.index.served import EdgeIndex
from ingest.sync.edge_target import EdgeTarget
from ingest.sync.job import sync
from tests.fakes.embedder import WordEmbedder
from tests.fakes.products import product

pytestmark = pytest.mark.integration


def catalog():
    for id_, color, size in (("HM", "Negro", "L"), ("HB", "Blanco", "M"), ("HR", "Rojo", "L")):
        yield product(id_, f"Chomba piqué {color} talle {size}", product_type="Chombas", brand="",
                      item_group_id="H", color=color, size=size)  # fmt: skip
    yield product("C", "Cuaderno A5 tapa dura", product_type="Cuadernos", brand="")
    yield product("K", "Caballete de mesa", product_type="Caballetes", brand="")


@pytest.fixture
async def retriever(tmp_path: Path) -> AsyncIterator[HybridRetriever]:
    embedder = WordEmbedder()
    await sync(catalog(), EdgeTarget(tmp_path), embedder)
    index = EdgeIndex(tmp_path, encoder=embedder.fingerprint)
    yield HybridRetriever(index, embedder)
    await index.close()


async def found(retriever, text, route="product_question", before=None):
    return await retriever.retrieve(
        route, text, previous_request=before.request if before else None, top_k=5,
        shown=before.sources[:1] if before else [],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "first", "notes"),
    [
        ("y en blanco no hay?", "HB", ["No lo tengo en talle L en blanco."]),
        ("y en rojo no hay?", "HR", []),
    ],
)
async def test_a_colour_that_the_size_spoken_of_lacks_is_said(retriever, text, first, notes):
    before = await found(retriever, "chomba piqué negra talle L", "product_search")
    assert before.sources[0]["id"] == "HM"
    after = await found(retriever, text, before=before)
    assert after.sources[0]["id"] == first
    assert after.notes == notes


async def test_the_second_of_one_shown_is_said_to_be_none(retriever):
    before = await found(retriever, "caballete de mesa", "product_search")
    after = await found(retriever, "la segunda cuánto sale?", before=before)
    assert after.notes[0] == "Te mostré una sola opción."


async def test_what_a_title_shown_tells_is_asked_of_it_whatever_it_was_taken_for(retriever):
    before = await found(retriever, "cuaderno a5", "product_search")
    assert (await found(retriever, "qué tapa tienen?", "product_search", before)).route == (
        "product_question"
    )
