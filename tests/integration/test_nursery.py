"""A stranger's own feed, a plant nursery's CSV: its columns are what shoppers ask by."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.retrieval.retriever import HybridRetriever
from ingest.feeds.products import read_mapping
from ingest.sources import Source
from tests.fakes.products import product
from tests.fakes.retrievers import retriever_over

pytestmark = pytest.mark.integration

FEED = Path(__file__).resolve().parents[1] / "fakes" / "nursery"
APT = {"P4", "P5", "P7", "P9"}
FULL_SUN, LITTLE_WATER = {"P7", "P8", "P9"}, {"P3", "P7", "P8"}


@pytest.fixture
async def nursery(tmp_path: Path) -> AsyncIterator[HybridRetriever]:
    source = Source(str(FEED / "vivero.csv"), read_mapping(FEED / "mapping.yaml"))
    async with retriever_over(source.items(), tmp_path) as retriever:
        yield retriever


async def found(nursery: HybridRetriever, text: str, route="product_search"):
    retrieval = await nursery.retrieve(
        route, text, previous_request=None, shown=[], top_k=8, spoken=""
    )
    return {source["id"] for source in retrieval.sources}, retrieval.notes


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("plantas aptas para mascotas", APT),
        ("plantas para mascotas", APT),
        ("qué plantas son aptas para mascotas?", APT),
        ("plantas de sol pleno", FULL_SUN),
        ("algo para media sombra", {"P1", "P2", "P5", "P6"}),
        ("algo que necesite poco riego", LITTLE_WATER),
        ("plantas de sol pleno y poco riego", {"P7", "P8"}),
        ("plantas de sol pleno por menos de 5 lucas", {"P7", "P8"}),
    ],
)
async def test_what_is_asked_of_an_attribute_is_had_by_all_that_is_shown(nursery, text, right):
    ids, notes = await found(nursery, text)
    assert (ids, notes) == (right, [])


@pytest.mark.parametrize("product", ["potus", "sansevieria", "palmera", "menta", "lavanda"])
async def test_a_feature_asked_of_a_product_by_name_is_no_filter(nursery, product):
    text = f"la {product} es apta para mascotas?"
    retrieval = await nursery.retrieve(
        "product_question", text, previous_request=None, shown=[], top_k=5, spoken=""
    )
    assert retrieval.sources[0]["title"].lower().startswith(product)


async def test_a_feature_asked_of_a_kind_is_a_filter_for_a_question_too(nursery):
    ids, _ = await found(nursery, "qué planta es apta para mascotas?", "product_question")
    assert ids
    assert ids <= APT


async def test_what_gives_way_is_said(nursery):
    ids, notes = await found(nursery, "macetas aptas para mascotas")
    assert ids >= {"M1", "M2"}
    assert notes == ["No encontré con «apta para mascotas»; lo más parecido es esto."]


async def test_money_gives_way_before_another_kind_of_the_make_is_shown(nursery):
    ids, notes = await found(nursery, "gotita regadera hasta 2 mil")
    assert ids == {"R1"}
    assert notes == ["No encontré por menos de $ 2.000; lo más parecido es esto."]


async def test_what_is_counted_is_not_what_is_asked_of(nursery):
    ids, _ = await found(nursery, "para cuántas macetas es el kit de riego?", "product_question")
    assert ids == {"K1"}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("cuanto esta la sansevieria", {"P3"}),
        ("el potus es toxico para gatos?", {"P1"}),
        ("compara la monstera con el potus", {"P1", "P2"}),
        ("quién descubrió la monstera?", set()),
        ("el romero necesita mucho riego?", {"P7"}),
        ("la menta se escribe con eme?", set()),
    ],
)
async def test_out_of_scope_is_doubted_where_a_product_of_the_store_is_named(nursery, text, ids):
    assert (await found(nursery, text, "out_of_scope"))[0] == ids


@pytest.fixture
async def bazaar(tmp_path: Path) -> AsyncIterator[HybridRetriever]:
    """A store whose columns are words of other products' titles, and share their values."""
    rows = [
        ("A1", "Aspiradora de mano inalámbrica Atma", {}),
        ("A2", "Aspiradora vertical Philips", {"inalámbrico": True}),
        ("A3", "Aspiradora Liliana de trineo", {"inalámbrico": False}),
        ("A4", "Aspiradora inalámbrica de juguete", {"inalámbrico": False}),
        ("P1", "Romero rastrero", {"riego": "poco", "mantenimiento": "mucho"}),
        ("P2", "Lavanda angustifolia", {"riego": "poco", "mantenimiento": "mucho"}),
        ("P3", "Calathea orbifolia", {"riego": "mucho", "mantenimiento": "poco"}),
        ("P4", "Helecho serrucho", {"riego": "mucho", "mantenimiento": "poco"}),
        ("B1", "Bolsas de dormir Waterdog", {"bolsa": False}),
        ("B2", "Carpa Waterdog Dome", {"bolsa": True}),
        ("M1", "Maceta chica", {"plato": True}),
        ("J1", "Cadena de plata 925", {}),
    ]
    items = [product(id=id_, title=title, attributes=told) for id_, title, told in rows]
    async with retriever_over(items, tmp_path) as retriever:
        yield retriever


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("aspiradoras inalámbricas", {"A1", "A2"}),
        ("algo que necesite poco riego", {"P1", "P2"}),
        ("bolsas de dormir", {"B1"}),
        ("carpa con bolsa", {"B2"}),
        ("cadena de plata", {"J1"}),
    ],
)
async def test_a_feature_is_told_by_its_own_attribute_or_by_the_title(bazaar, text, right):
    assert await found(bazaar, text) == (right, [])


@pytest.fixture
async def sweets(tmp_path: Path) -> AsyncIterator[HybridRetriever]:
    rows = [
        ("D1", "Dulce de leche Colonial", {"apto vegano": False}),
        ("D2", "Chocolate amargo", {"apto vegano": True}),
        ("D3", "Alfajor de maicena", {"apto vegano": False}),
        ("M1", "Mouse inalámbrico Genius", {"conexión": "inalámbrica"}),
        ("M2", "Mouse Redragon Cobra", {"conexión": "cable"}),
        ("C1", "Cubiertos de acero", {}),
    ]
    items = [product(id=id_, title=title, attributes=told) for id_, title, told in rows]
    async with retriever_over(items, tmp_path) as retriever:
        yield retriever


async def test_what_serves_obeys_what_is_demanded(sweets):
    assert await found(sweets, "algo dulce apto vegano") == ({"D2"}, [])


async def test_what_serves_obeys_the_order_asked_for(tmp_path):
    rows = [
        ("P1", "Piedras sanitarias Catycan", "11200"),
        ("P2", "Piedras sanitarias Silica", "75"),
    ]
    items = [product(id=id_, title=title, price=f"{price}.00 ARS") for id_, title, price in rows]
    async with retriever_over(items, tmp_path) as retriever:
        retrieval = await retriever.retrieve(
            "product_search", "piedritas para el gato, la mas barata",
            previous_request=None, shown=[], top_k=8,
        )  # fmt: skip
    assert [source["id"] for source in retrieval.sources] == ["P2", "P1"]


async def test_what_no_sheet_says_of_what_serves_is_told(sweets):
    ids, notes = await found(sweets, "algo dulce kosher")
    assert ids
    assert notes == ["Ninguno dice «kosher» en su ficha; lo más parecido es esto."]


async def test_without_being_so_refuses_it(sweets):
    assert await found(sweets, "mouse sin ser inalámbrico") == ({"M2"}, [])


async def test_the_other_gender_of_a_noun_is_another_thing(sweets):
    assert (await found(sweets, "cubiertos"))[0] == {"C1"}
    ids, notes = await found(sweets, "cubiertas 175/65")
    assert not ids or "No encontré cubiertas" in notes[0]
