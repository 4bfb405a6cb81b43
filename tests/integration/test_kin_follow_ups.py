"""Follow-ups stay in the kind of thing that was spoken of, over the real engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.retrieval.retriever import HybridRetriever
from tests.fakes.products import product
from tests.fakes.retrievers import retriever_over

pytestmark = pytest.mark.integration


def catalog():
    printers, phones = "Tecnología > Impresoras", "Tecnología > Celulares"
    notebooks, speakers = "Tecnología > Notebooks", "Audio > Parlantes"
    noise = lambda db: {"ruido": {"value": db, "unit": "db"}}  # noqa: E731
    yield product("P1", "Impresora Epson L3250", "400000 ARS", brand="Epson",
                  product_type=printers, attributes={"doble faz": False, **noise(40)})  # fmt: skip
    yield product("P2", "Impresora HP DeskJet 2775", "130000 ARS", brand="HP",
                  product_type=printers, attributes={"doble faz": False, **noise(30)})  # fmt: skip
    yield product("P3", "Impresora Brother DCP", "500000 ARS", brand="Brother",
                  product_type=printers, attributes={"doble faz": True, **noise(55)})  # fmt: skip
    for chip, price in (("i5", "1200000"), ("i3", "900000")):
        yield product(f"N-{chip}", f"Notebook HP 250 Core {chip}", f"{price} ARS", brand="HP",
                      product_type=notebooks, item_group_id="N")  # fmt: skip
    for net, price in (("4G", "450000"), ("5G", "520000")):
        yield product(f"C-{net}", f"Celular Samsung A15 {net} Negro", f"{price} ARS",
                      brand="Samsung", product_type=phones, color="Negro")  # fmt: skip
    yield product("C-M", "Celular Motorola G54 5G Azul", "480000 ARS", brand="Motorola",
                  product_type=phones, color="Azul")  # fmt: skip
    yield product("S1", "Parlante JBL Flip 6", "215000 ARS", brand="JBL", product_type=speakers)
    yield product("S2", "Parlante JBL Charge 5", "350000 ARS", brand="JBL", product_type=speakers)
    for name, quiet in (("520BT", False), ("770NC Cancelación de Ruido", True)):
        yield product(f"H-{name[:3]}", f"Auriculares JBL Tune {name}", "99999 ARS", brand="JBL",
                      product_type="Audio > Auriculares",
                      attributes={"cancelación de ruido": quiet})  # fmt: skip
    for name in ("Notebook", "Impresora"):
        yield product(f"F-{name}", f"Funda para {name}", "20000 ARS",
                      product_type="Accesorios > Fundas")  # fmt: skip
    for amps in (63, 20):
        yield product(f"B-{amps}", f"Disyuntor Sica {amps} A", "30000 ARS", brand="Sica",
                      product_type="Electricidad > Disyuntores")  # fmt: skip
    for name, price in (("Coca-Cola", "3000"), ("Coca-Cola Zero", "3200"), ("Yerba Pampa", "4000")):
        yield product(name, f"{name} 2,25", f"{price} ARS", product_type=f"Almacén > {name[:4]}")


@pytest.fixture
async def retriever(tmp_path: Path) -> AsyncIterator[HybridRetriever]:
    async with retriever_over(catalog(), tmp_path) as retriever:
        yield retriever


async def ask(retriever, text, before=None, *, route="product_question", spoken="", recent=()):
    return await retriever.retrieve(
        route, text, previous_request=before.request if before else None,
        shown=before.sources if before else [], top_k=5, spoken=spoken, recent=recent,
    )  # fmt: skip


def ids(found):
    return [source["id"] for source in found.sources]


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("q diferencia hay entre el a15 4g y el 5g", ["C-4G", "C-5G"]),
        ("d las hp 250 la i5 y la i3 cual conviene", ["N-i5", "N-i3"]),
        ("la impresora epson o la brother?", ["P1", "P3"]),
    ],
)
async def test_two_of_a_kind_are_told_apart_by_few_words(retriever, text, both):
    assert ids(await ask(retriever, text)) == both


@pytest.mark.parametrize(
    ("text", "meant"), [("y la hp?", "P2"), ("y la brother?", "P3"), ("bueno y la deskjet", "P2")]
)
async def test_another_brand_is_of_the_same_kind(retriever, text, meant):
    first = await ask(retriever, "la impresora epson l3250 hace doble faz?")
    assert ids(first) == ["P1"]
    assert ids(await ask(retriever, text, first, spoken="P1")) == [meant]


async def test_one_that_does_has_what_was_asked_before(retriever):
    first = await ask(retriever, "la impresora epson l3250 es doble faz?")
    second = await ask(retriever, "y la hp?", first, spoken="P1")
    assert ids(await ask(retriever, "alguna que si tenga?", second, spoken="P2")) == ["P3"]


async def test_the_cheapest_of_all_is_looked_for_beyond_what_was_shown(retriever):
    first = await ask(retriever, "la impresora epson o la brother?")
    then = await ask(retriever, "y la mas barata de todas las que tenes?", first)
    assert ids(then)[0] == "P2"


async def test_what_follows_is_next_in_the_order_asked_before(retriever):
    first = await ask(retriever, "que impresora hace menos ruido?")
    assert ids(first)[0] == "P2"
    then = await ask(retriever, "y la que le sigue?", first, spoken="P2")
    assert ids(then) == ["P1"]


@pytest.mark.parametrize("text", ["precio d los dos", "cuanto sumarian en total?", "comparalos"])
async def test_two_told_in_two_turns_are_both_meant(retriever, text):
    first = await ask(retriever, "el jbl flip 6 cuanto sale")
    second = await ask(retriever, "y el charge 5", first, spoken="S1")
    assert ids(second) == ["S2"]
    then = await ask(retriever, text, second, spoken="S2", recent=["S2", "S1"])
    assert ids(then) == ["S1", "S2"]


@pytest.mark.parametrize(
    "text", ["agregale un parlante jbl charge 5", "y si le sumo un parlante charge 5?"]
)
async def test_what_is_added_stands_beside_what_was_spoken_of(retriever, text):
    first = await ask(retriever, "impresora hp deskjet 2775")
    assert ids(await ask(retriever, text, first, spoken="P2")) == ["P2", "S2"]


async def test_what_is_swapped_takes_the_place_of_the_old(retriever):
    first = await ask(retriever, "la impresora epson y la brother")
    text = "y si en vez de la epson llevo la hp deskjet?"
    assert ids(await ask(retriever, text, first)) == ["P3", "P2"]


async def test_the_message_is_told_in_plain_words(retriever):
    found = await ask(retriever, "cto sale la inpresora d epson")
    assert found.message == "cuánto sale la impresora de epson"


async def test_another_kind_is_found_by_the_noun_after_its_article(retriever):
    before = await ask(retriever, "notebook hp i5", route="product_search")
    assert ids(await ask(retriever, "el parlante charge 5 cuánto pesa?", before))[0] == "S2"


async def test_of_another_kind_the_one_for_what_was_spoken_of_is_meant(retriever):
    for kind in ("Impresora", "Notebook"):
        before = await ask(retriever, kind, route="product_search")
        found = await ask(retriever, "y la funda cuánto sale?", before)
        assert ids(found) == [f"F-{kind}"]


async def test_what_was_spoken_of_is_held_against_the_one_named(retriever):
    before = await ask(retriever, "parlante jbl charge 5")
    found = await ask(retriever, "cuánto más caro es que el flip 6?", before, spoken="S2")
    assert ids(found) == ["S2", "S1"]


async def test_a_list_with_what_was_spoken_of_is_found_whole(retriever):
    before = await ask(retriever, "parlante jbl charge 5")
    found = await ask(
        retriever, "llevo 2 de esos y una impresora brother, cuánto es?", before, spoken="S2"
    )
    assert ids(found) == ["S2", "P3"]


@pytest.mark.parametrize(
    ("text", "meant", "notes"),
    [
        ("cuánto sería 2 cocas, 3 cocas zero y una yerba?",
         ["Coca-Cola", "Coca-Cola Zero", "Yerba Pampa"], []),
        ("cuánto es todo: 2 cocas, 1 pileta y un kilo de yerba?",
         ["Coca-Cola", "Yerba Pampa"], ["No encontré pileta en el catálogo."]),
    ],
)  # fmt: skip
async def test_a_list_is_found_whole_or_what_lacks_is_told(retriever, text, meant, notes):
    before = await ask(retriever, "coca-cola", route="product_search")
    found = await ask(retriever, text, before)
    assert (ids(found), found.notes) == (meant, notes)


async def test_a_long_list_is_searched_for_in_part(retriever):
    things = [f"{n} yerba pampa{'x' * n}" for n in range(1, 60)]
    found = await ask(retriever, f"cuánto es todo: {', '.join(things)}")
    assert len(found.notes) <= 10


async def test_a_part_of_what_was_spoken_of_is_no_other_thing(retriever):
    before = await ask(retriever, "impresora hp deskjet 2775")
    found = await ask(retriever, "el parlante suena bien?", before, spoken="P2")
    assert ids(found) == ["P2"]


@pytest.mark.parametrize(
    "text", ["la brother o la impresora hp?", "entre la hp y la impresora epson"]
)
async def test_two_of_a_kind_that_only_the_second_tells_are_held_against(retriever, text):
    found = ids(await ask(retriever, text))
    assert found == (["P3", "P2"] if "brother" in text else ["P2", "P1"])


async def test_the_cheapest_of_all_is_none_of_what_is_refused(retriever):
    first = await ask(retriever, "la impresora epson o la brother?")
    then = await ask(retriever, "y la mas barata que tengas que no sea hp?", first)
    assert ids(then)[0] == "P1"


async def test_what_is_asked_of_a_product_names_no_other_whose_title_says_it(retriever):
    found = await ask(retriever, "el jbl tune 520bt tiene cancelación de ruido?")
    assert ids(found)[0] == "H-520"


async def test_a_question_that_turns_to_another_figure_is_of_another_of_the_kind(retriever):
    before = await ask(retriever, "el disyuntor sica 20 a")
    found = await ask(retriever, "y para bomba de 63?", before)
    assert [source["id"] for source in found.sources] == ["B-63"]
