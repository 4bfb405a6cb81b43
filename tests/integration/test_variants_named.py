"""A variant is shown and told by its own value, sold out or not, and what none has is said."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.composer.composer import Composer
from graph.ports import DraftRequest
from graph.retrieval.retriever import HybridRetriever
from tests.fakes.products import product
from tests.fakes.retrievers import retrieved, retriever_over

pytestmark = pytest.mark.integration

GONE = {"availability": "out_of_stock", "quantity": 0}


def catalog():
    def group(name, title, kind, values, gone="", **same):
        for value, fields in values.items():
            stock = GONE if value == gone else {}
            yield product(f"{name}-{value}", title.format(value), product_type=kind,
                          item_group_id=name, brand="", **same, **fields, **stock)  # fmt: skip

    liners = {value: {} for value in ("0,3", "0,5", "0,8")}
    yield from group("L", "Pigment Liner Staedtler {} mm", "Marcadores", liners, "0,8")
    boxes = {str(n): {"size": f"{n} unidades", "price": f"{n}00 ARS"} for n in (12, 24, 36)}
    yield from group("B", "Lápices de colores Alba", "Lápices", boxes)
    shirts = {size: {"size": size} for size in ("S", "M", "L")}
    yield from group("R", "Remera de algodón lisa", "Remeras", shirts, "L", color="Blanco")
    books = {color: {"color": color} for color in ("Rojo", "Azul", "Verde")}
    yield from group("C", "Cuaderno A5 tapa dura", "Cuadernos", books, "Verde")
    frames = {sides: {} for sides in ("20x30", "40x50", "100x80")}
    yield from group("F", "Bastidor entelado {} cm", "Bastidores", frames)
    tubs = {taste: {} for taste in ("Vainilla", "Chocolate", "Frutilla")}
    yield from group("P", "Proteína Whey 1 kg {}", "Suplementos", tubs, "Frutilla")
    yield product("K", "Caballete de mesa", product_type="Caballetes", brand="")


@pytest.fixture
async def retriever(tmp_path: Path) -> AsyncIterator[HybridRetriever]:
    async with retriever_over(catalog(), tmp_path) as retriever:
        yield retriever


@pytest.mark.parametrize("route", ["product_question", "product_search"])
@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("tenés el pigment liner 0.8?", "L-0,8"),
        ("pigment liner 0.5", "L-0,5"),
        ("lápices de colores de 24", "B-24"),
        ("la remera lisa en L?", "R-L"),
        ("remera lisa talle M", "R-M"),
        ("cuaderno a5 verde", "C-Verde"),
        ("bastidor de 40 x 50", "F-40x50"),
        ("proteína whey de frutilla", "P-Frutilla"),
    ],
)
async def test_the_variant_whose_value_is_named_is_shown_sold_out_or_not(
    retriever, route, text, first
):
    told = await retrieved(retriever, text, route)
    assert (told.sources[0]["id"], told.notes) == (first, [])


@pytest.mark.parametrize(
    ("first", "then", "right"),
    [
        ("pigment liner 0.3", "y el 0.8?", "L-0,8"),
        ("lápices de colores de 12", "y de 24?", "B-24"),
        ("remera lisa en M", "y en L?", "R-L"),
        ("cuaderno a5 rojo", "y verde?", "C-Verde"),
        ("proteína whey de vainilla", "y de frutilla?", "P-Frutilla"),
        ("pigment liner 0.3", "cuánto sale el caballete de mesa?", "K"),
    ],
)
async def test_a_follow_up_names_another_variant(retriever, first, then, right):
    before = await retrieved(retriever, first, "product_search")
    told = (await retrieved(retriever, then, before=before)).sources
    assert [s["id"] for s in told if not s.get("beside")] == [right]


async def test_what_is_had_of_it_is_told_beside_a_variant_that_is_sold_out(retriever):
    before = await retrieved(retriever, "cuaderno a5 rojo", "product_search")
    told = await retrieved(retriever, "y verde?", before=before)
    assert {s["id"] for s in told.sources if s.get("beside")} == {"C-Rojo", "C-Azul"}


@pytest.mark.parametrize(
    ("first", "then", "lacking", "group"),
    [
        ("", "tenés el pigment liner 1.2?", "de 1.2", "L"),
        ("", "bastidor de 50x70", "de 50x70", "F"),
        ("", "cuaderno a5 amarillo", "en amarillo", "C"),
        ("lápices de colores de 12", "y de 48?", "de 48", "B"),
        ("remera lisa en M", "y en XXL?", "en talle XXL", "R"),
        ("proteína whey de vainilla", "y de banana?", "de banana", "P"),
    ],
)
async def test_a_value_that_none_has_is_said_with_those_that_there_are(
    retriever, first, then, lacking, group
):
    before = await retrieved(retriever, first, "product_search") if first else None
    told = await retrieved(retriever, then, before=before)
    assert told.notes == [f"No lo tengo {lacking}; esto es lo que hay."]
    assert len(told.sources) == 3
    assert {s["payload"]["group_key"] for s in told.sources} == {group}


@pytest.mark.parametrize("text", ["pigment liner en 6 cuotas", "quiero 2 bastidores entelados"])
async def test_what_is_paid_or_counted_is_no_value(retriever, text):
    told = await retrieved(retriever, text, "product_search")
    assert told.notes == []
    assert len({s["payload"]["group_key"] for s in told.sources}) == len(told.sources)


def answer(told, question):
    request = DraftRequest(question, "product_question", told.sources, told.notes, [], [])
    return " ".join(Composer("Ñandú").sentences(request))


async def test_a_variant_of_a_title_that_is_of_all_is_told_by_its_value(retriever):
    question = "tenés la remera lisa en L?"
    assert "lisa, talle L: ahora está sin stock" in answer(
        await retrieved(retriever, question), question
    )
    question = "cuaderno a5 amarillo"
    told = answer(await retrieved(retriever, question), question)
    assert "dura, azul: " in told
    assert "dura, verde: $ 1.099.999, sin stock" in told
