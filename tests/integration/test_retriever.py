"""Requests, follow-ups and relaxations over a small catalog on the real engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.retrieval.retriever import HybridRetriever
from ingest.product import Passage
from tests.fakes.products import product
from tests.fakes.retrievers import retriever_over

pytestmark = pytest.mark.integration


def catalog():
    audio, cold = "Tecnología > Auriculares", "Electro > Heladeras"
    for color in ("Negro", "Azul"):
        yield product(
            f"A-{color}", f"Auriculares Bluetooth JBL Tune {color}", "99000 ARS", brand="JBL",
            product_type=audio, color=color, item_group_id="A",
        )  # fmt: skip
    yield product("S", "Auriculares Sony WH-1000XM5", "699000 ARS", brand="Sony",
                  product_type=audio, mpn="WH-1000XM5", color="Negro",
                  attributes={"conexión": "bluetooth"})  # fmt: skip
    yield product("H1", "Heladera No Frost Samsung RT38", "1300000 ARS", product_type=cold,
                  attributes={"no frost": True})  # fmt: skip
    yield product("H2", "Heladera Gafa HGF358", "700000 ARS", brand="Gafa", product_type=cold,
                  attributes={"capacidad": {"value": 282, "unit": "l"}})  # fmt: skip
    yield product("H3", "Heladera Drean HDR320", "650000 ARS", brand="Drean", product_type=cold,
                  availability="out_of_stock")  # fmt: skip
    yield product("C", "Cerveza Quilmes Lata 473 ml", "1800 ARS", brand="Quilmes",
                  product_type="Almacén > Bebidas")  # fmt: skip


@pytest.fixture
async def retriever(tmp_path: Path) -> AsyncIterator[HybridRetriever]:
    async with retriever_over(catalog(), tmp_path) as retriever:
        yield retriever


async def ids(retriever: HybridRetriever, text: str) -> list[str]:
    _, hits, _ = await retriever.products.search(text)
    return [hit.payload["id"] for hit in hits]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("auriculares sony", "S"),
        ("wh1000xm5", "S"),
        ("WH-1000 XM5", "S"),
        ("busco una birra", "C"),
        ("hladera gafa", "H2"),
        ("heladera que no sea samsung", "H2"),
        ("heladera de menos de 900 lucas", "H2"),
        ("la heladera más barata", "H3"),
        ("auriculares bluetooth en negro que no sean jbl", "S"),
    ],
)
async def test_the_first_hit_is_what_was_asked(retriever, text, first):
    assert (await ids(retriever, text))[0] == first


async def test_constraints_hold_for_every_hit(retriever):
    found = await ids(retriever, "heladeras hasta 800 mil")
    assert set(found) == {"H2", "H3"}


async def test_a_sold_out_product_comes_after_its_like(retriever):
    found = await ids(retriever, "heladera")
    assert found.index("H3") == len(found) - 1


async def test_variants_are_one_hit(retriever):
    found = await ids(retriever, "auriculares jbl tune")
    assert len([id_ for id_ in found if id_.startswith("A-")]) == 1


async def test_what_the_store_does_not_sell_is_not_found(retriever):
    assert await ids(retriever, "tenés helicópteros?") == []


async def test_a_constraint_that_empties_gives_way_and_says_so(retriever):
    _, hits, notes = await retriever.products.search("heladera no frost hasta 500 lucas")
    assert hits
    assert "$ 500.000" in notes[0]


async def turn(retriever, route, text, before=None):
    return await retriever.retrieve(
        route, text, previous_request=before.request if before else None,
        shown=before.sources if before else [], top_k=5,
    )  # fmt: skip


async def test_a_follow_up_finds_the_variant_in_the_colour_asked(retriever):
    first = await turn(retriever, "product_search", "auriculares jbl en azul")
    assert first.sources[0]["id"] == "A-Azul"
    second = await turn(retriever, "product_question", "y en negro?", first)
    assert [s["id"] for s in second.sources] == ["A-Negro"]
    third = await turn(retriever, "product_question", "y en rosa?", second)
    assert {s["id"] for s in third.sources} == {"A-Azul", "A-Negro"}  # what there is
    assert third.notes == ["No lo tengo en rosa; esto es lo que hay."]


async def test_an_ordinal_points_at_what_was_shown_whatever_the_route(retriever):
    first = await turn(retriever, "product_search", "heladeras hasta 800 mil")
    for route in ("product_search", "product_question"):
        second = await turn(retriever, route, "la segunda cuánto sale?", first)
        assert [s["id"] for s in second.sources] == [first.sources[1]["id"]]


async def test_another_brand_and_cheaper_inherit_the_request(retriever):
    first = await turn(retriever, "product_search", "heladera samsung")
    other = await turn(retriever, "product_search", "y de otra marca?", first)
    assert {s["id"] for s in other.sources} == {"H2", "H3"}
    cheaper = await turn(retriever, "product_search", "más barata?", first)
    assert all(s["payload"]["current_cents"] < 1_300_000_00 for s in cheaper.sources)


async def test_a_need_is_served_by_products_of_several_kinds(tmp_path):
    def store():
        for n in range(4):
            yield product(f"P{n}", f"Papas Fritas Lays {n}", "900 ARS")
        yield product("M", "Maní Salado 500 Gr", "700 ARS")
        yield product("C", "Cerveza Rubia", "1800 ARS")

    async with retriever_over(store(), tmp_path) as retriever:
        request, hits, _ = await retriever.products.search("algo para picar con la birra")
    assert request.story == "yes"
    assert "M" in {hit.payload["id"] for hit in hits[:2]}  # though four kinds of crisps are nearer
    assert "C" not in {hit.payload["id"] for hit in hits}


async def test_a_follow_up_takes_the_place_of_what_was_said(retriever):
    previous, _, _ = await retriever.products.search("jabón en polvo para la ropa")
    request, _, _ = await retriever.products.search("no, que sea líquido", previous=previous)
    assert "polvo" not in request.text
    assert "jabon" in request.text


async def test_two_products_named_are_both_found(retriever):
    found = await turn(retriever, "product_question", "cuál conviene, la gafa o la samsung rt38?")
    assert {s["id"] for s in found.sources} == {"H1", "H2"}


async def test_colours_asked_for_are_the_variants_that_can_be_had(retriever):
    first = await turn(retriever, "product_search", "auriculares jbl en azul")
    colours = await turn(retriever, "product_question", "qué colores hay?", first)
    assert {s["id"] for s in colours.sources} == {"A-Negro", "A-Azul"}


async def test_what_is_alike_is_of_the_category_and_in_stock(retriever):
    first = await turn(retriever, "product_search", "heladera drean hdr320")
    assert [s["id"] for s in first.sources] == ["H3"]
    other = await turn(retriever, "product_search", "alguna parecida?", first)
    assert {s["id"] for s in other.sources} == {"H1", "H2"}


async def test_a_policy_follow_up_leans_on_the_question_before(tmp_path):
    def terms():
        yield Passage(
            id="e#z", title="Envíos > Zonas", text="A Rosario cuesta $ 8.500, tarda 3 días."
        )
        yield Passage(id="g#u", title="Garantía > Uso", text="Si tarda más, te damos otro.")

    async with retriever_over(terms(), tmp_path) as retriever:
        first = await turn(retriever, "store_policy", "hacen envíos a rosario?")
        then = await turn(retriever, "store_policy", "y cuánto tarda?", first)
        alone = await turn(retriever, "store_policy", "la garantía cómo se usa?", then)
        turned = await turn(retriever, "store_policy", "y q garantía tiene?", then)
    assert turned.request["policy"] == "y que garantía tiene?"
    assert then.sources[0]["id"] == "e#z"
    assert then.request["policy"] == "hacen envíos a rosario?\ny cuánto tarda?"
    assert alone.request["policy"] == "la garantía cómo se usa?"


class _None:
    """A selector to which nothing answers, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def answer(self, pairs):
        self.asked.append(pairs[0][0])
        return [0.01 for _ in pairs]


async def test_the_selector_reads_the_question_whole_and_silences_what_does_not_answer(tmp_path):
    def terms():
        yield Passage(id="e#z", title="Envíos > Zonas", text="A Rosario cuesta $ 8.500, 3 días.")
        yield Passage(id="p#t", title="Pagos > Tarjetas", text="Aceptamos Visa y Cabal.")

    selector = _None()
    async with retriever_over(terms(), tmp_path, selector) as retriever:
        first = await turn(retriever, "store_policy", "reciben cheques de terceros?")
        await turn(retriever, "store_policy", "y cuánto tarda?", first)
        idiom = await turn(retriever, "store_policy", "y si la paso a buscar?", first)
    assert selector.asked[:2] == [
        "reciben cheques de terceros?",
        "reciben cheques de terceros? y cuánto tarda?",
    ]
    assert all(near <= 0 for source in first.sources for near in source["near"].values())
    assert max(source["likely"] for source in first.sources) <= 0.01
    assert any(near > 0 for source in idiom.sources for near in source["near"].values())


async def test_stock_asked_in_the_shop_is_of_what_was_shown(tmp_path):
    def store():
        yield product("M", "Maceta Barro 20 cm", "9000 ARS", brand="Alfar")
        yield Passage(id="l", title="Local", text="El local está en Sarmiento 450.")

    async with retriever_over(store(), tmp_path) as retriever:
        first = await turn(retriever, "product_search", "macetas de barro")
        stock = await turn(retriever, "store_policy", "hay stock en el local?", first)
        where = await turn(retriever, "store_policy", "donde queda el local?", first)
    assert [s["id"] for s in stock.sources] == ["l", "M"]
    assert [s["id"] for s in where.sources] == ["l"]


def follow(retriever, route, text, before, spoken=""):
    return retriever.retrieve(
        route, text, previous_request=before.request, shown=before.sources, top_k=5, spoken=spoken
    )


async def test_what_is_alike_is_like_the_one_pointed_at_within_the_money_told(retriever):
    first = await turn(retriever, "product_search", "heladeras")
    last = first.sources[-1]
    other = await follow(retriever, "product_search", "algo parecido a la última", first)
    assert last["id"] not in {s["id"] for s in other.sources}
    bounded = await follow(
        retriever, "product_search", "algo parecido a la última hasta 800 lucas", first
    )
    assert {s["id"] for s in bounded.sources} == {"H2"}
    assert bounded.notes == []
    nothing = await follow(
        retriever, "product_search", "algo parecido a la última hasta 100 lucas", first
    )
    assert nothing.notes == ["No encontré por menos de $ 100.000; lo más parecido es esto."]


async def test_money_told_before_bounds_what_is_alike(retriever):
    first = await turn(retriever, "product_search", "heladera hasta 800 lucas")
    assert [s["id"] for s in first.sources] == ["H2", "H3"]
    other = await follow(retriever, "product_search", "otra parecida?", first)
    # The other one within the money is sold out.
    assert other.notes == ["No encontré dentro de ese presupuesto; lo más parecido es esto."]


async def test_money_that_gives_way_is_told_whatever_the_brand(retriever):
    dear = await turn(retriever, "product_search", "auriculares jbl por menos de 1000 pesos")
    assert {s["payload"]["brand"] for s in dear.sources} == {"JBL"}
    assert dear.notes == ["No encontré por menos de $ 1.000; lo más parecido es esto."]


async def test_what_is_relaxed_of_two_things_is_told_of_each(retriever):
    both = await turn(
        retriever, "product_search", "unos auriculares jbl y una heladera por menos de 100 lucas"
    )
    assert "A-Negro" in {s["id"] for s in both.sources} or "A-Azul" in {
        s["id"] for s in both.sources
    }
    assert both.notes == [
        "En heladera no encontré por menos de $ 100.000; lo más parecido es esto."
    ]


async def test_the_second_stays_the_second_after_the_first_was_spoken_of(retriever):
    first = await turn(retriever, "product_search", "heladeras hasta 800 mil")
    one, two = first.sources[:2]
    for text, meant in (("y la segunda?", two), ("cuánto pesa?", one), ("y la otra?", two)):
        then = await follow(retriever, "product_question", text, first, one["id"])
        assert [s["id"] for s in then.sources] == [meant["id"]]


async def test_a_constraint_said_alone_is_searched_and_not_asked_of_what_was_spoken_of(tmp_path):
    def store():
        for id_, load in (("L1", "superior"), ("L2", "frontal"), ("L3", "frontal")):
            yield product(id_, f"Lavarropas {id_} 8 kg", "900 ARS", attributes={"carga": load},
                          product_type="Electro > Lavarropas")  # fmt: skip

    async with retriever_over(store(), tmp_path) as retriever:
        first = await turn(retriever, "product_search", "lavarropas")
        then = await follow(retriever, "product_question", "y de carga frontal?", first, "L1")
    assert {s["id"] for s in then.sources} == {"L2", "L3"}


async def test_a_list_holds_what_meets_all_that_was_asked(retriever):
    found = await turn(retriever, "product_search", "auriculares sony")
    assert [s["id"] for s in found.sources] == ["S"]


async def test_a_colour_that_the_title_alone_tells_is_found_and_refused(tmp_path):
    cold = "Electro > Heladeras"
    items = [
        product("H1", "Heladera Gafa Blanca", "700000 ARS", product_type=cold),
        product("H2", "Heladera Drean Plateada", "650000 ARS", product_type=cold),
        product("M", "Mesa Negra Roble", "90000 ARS", color="Negro"),
        product("R", "Remera Lisa Blanco", "9000 ARS", color="Blanco"),
    ]
    async with retriever_over(items, tmp_path) as retriever:
        products = retriever.products
        _, hits, notes = await products.search("heladera blanca")
        assert ([hit.payload["id"] for hit in hits], notes) == (["H1"], [])
        _, hits, _ = await products.search("heladera que no sea blanca")
        assert [hit.payload["id"] for hit in hits] == ["H2"]
        _, hits, notes = await products.search("heladera negra")  # the table is of that colour
        assert {hit.payload["id"] for hit in hits} == {"H1", "H2"}
        assert "negro" in notes[0]


@pytest.mark.parametrize("said", ["qué productos {} tienen?", "que modelos de {} hay", "{}"])
async def test_a_brand_alone_is_all_that_it_makes(retriever, said):
    assert set(await ids(retriever, said.format("jbl"))) & {"A-Negro", "A-Azul"}
    assert await ids(retriever, said.format("gafa")) == ["H2"]


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[HybridRetriever]:
    """Plants and pots: titles that do not say their category, some on sale, one sold out."""
    plants = "Plantas > Aromáticas"
    products = [
        product("R", "Romero en maceta 12", "3000 ARS", product_type=plants),
        product("L", "Lavanda en maceta 12", "4000 ARS", product_type=plants,
                sale_price="3500 ARS"),
        product("M", "Menta piperita", "2500 ARS", product_type=plants,
                availability="out_of_stock"),
        product("P", "Pala ancha Bellota", "20000 ARS", brand="Bellota",
                product_type="Herramientas de mano"),
        product("T", "Tijera de podar Bellota", "15000 ARS", brand="Bellota",
                product_type="Herramientas de mano", sale_price="12000 ARS"),
        product("T2", "Tijera de podar Truper", "9000 ARS", brand="Truper",
                product_type="Herramientas de mano"),
    ]  # fmt: skip
    async with retriever_over(products, tmp_path) as retriever:
        yield retriever


async def test_on_offer_is_a_constraint_of_its_own(shop):
    assert await ids(shop, "tijeras de podar en oferta") == ["T"]
    assert {*await ids(shop, "qué hay en oferta?")} == {"L", "T"}
    assert {*await ids(shop, "tijeras de podar que no estén en oferta")} >= {"T2"}


async def test_that_nothing_of_the_kind_is_on_offer_is_told(shop):
    _, hits, notes = await shop.products.search("palas en oferta")
    assert [hit.payload["id"] for hit in hits] == ["P"]
    assert notes == ["No encontré nada en oferta; lo más parecido es esto."]


async def test_a_category_named_alone_is_answered_with_its_products(shop):
    found = await ids(shop, "aromáticas")
    assert {*found} == {"R", "L", "M"}
    assert found[-1] == "M"  # sold out
    assert {*await ids(shop, "tenés herramientas de mano bellota?")} == {"P", "T"}
    assert await ids(shop, "aromáticas en oferta") == ["L"]


async def test_a_category_taken_for_out_of_scope_is_searched_for(shop):
    found = await turn(shop, "out_of_scope", "aromáticas")
    assert found.route == "product_search"
    assert {source["id"] for source in found.sources} == {"R", "L", "M"}
    assert (await turn(shop, "out_of_scope", "qué tiempo hace?")).route is None


async def test_stock_asked_of_a_product_that_is_sold_out_finds_it(shop):
    found = await turn(shop, "product_question", "hay stock de menta piperita?")
    assert [source["id"] for source in found.sources] == ["M"]


@pytest.fixture
async def nursery(tmp_path: Path) -> AsyncIterator[HybridRetriever]:
    def plants():
        roses, ferns, tools = "Plantas > Rosales", "Plantas > Helechos", "Herramientas > Palas"
        for id_, stock in (("R1", "unknown"), ("R2", "in_stock"), ("R3", "out_of_stock")):
            yield product(id_, f"Rosal Trepador {id_}", "9000 ARS", brand="", product_type=roses,
                          availability=stock)  # fmt: skip
        yield product("F", "Helecho Serrucho", "7000 ARS", brand="", product_type=ferns,
                      availability="unknown")  # fmt: skip
        own = {"garantia": "24 meses"}
        yield product("P", "Pala Ancha Gherardi", "30000 ARS", brand="Gherardi",
                      product_type=tools, attributes=own)  # fmt: skip
        yield product("Q", "Pala Corazón Bellota", "28000 ARS", brand="Bellota",
                      product_type=tools)  # fmt: skip
        yield Passage(id="g", title="Garantía", text="Las herramientas tienen 6 meses de garantía.")

    async with retriever_over(plants(), tmp_path) as retriever:
        yield retriever


async def test_what_is_not_known_to_be_in_stock_is_found_before_what_is_sold_out(nursery):
    assert (await ids(nursery, "rosal trepador"))[-1] == "R3"
    assert (await turn(nursery, "product_search", "helechos")).notes == []


async def test_who_wants_stock_is_shown_what_has_it_and_else_what_is_not_known(nursery):
    known = await turn(nursery, "product_search", "rosales que tengan stock")
    assert ([s["id"] for s in known.sources], known.notes) == (["R2"], [])
    unknown = await turn(nursery, "product_search", "helechos que tengan stock")
    assert [s["id"] for s in unknown.sources] == ["F"]
    assert unknown.notes == ["No tengo el dato de stock de este producto."]
    asked = await turn(nursery, "product_search", "tenés stock de helecho serrucho?")
    assert asked.notes == ["No tengo el dato de stock de este producto."]


@pytest.mark.parametrize(
    "text", ["qué garantía tiene la pala ancha?", "cuánta garantía tiene la Gherardi?"]
)
async def test_a_warranty_that_the_product_tells_is_told_and_not_the_terms(nursery, text):
    found = await turn(nursery, "store_policy", text)
    assert ([s["id"] for s in found.sources][:1], found.route) == (["P"], "product_question")


async def test_a_warranty_of_what_was_spoken_of_is_its_own(nursery):
    shown = await turn(nursery, "product_search", "pala gherardi")
    own = await turn(nursery, "store_policy", "y qué garantía tiene?", shown)
    assert ([s["id"] for s in own.sources], own.route) == (["P"], "product_question")


@pytest.mark.parametrize(
    "text",
    [
        "qué garantía tiene la pala bellota?",  # it tells none
        "cómo hago valer la garantía de la pala gherardi?",
        "qué garantía tienen?",
    ],
)
async def test_other_questions_of_warranty_are_of_the_terms(nursery, text):
    found = await turn(nursery, "store_policy", text)
    assert ([s["id"] for s in found.sources], found.route) == (["g"], None)


async def test_units_wanted_in_instalments_are_of_what_was_spoken_of(nursery):
    shown = await turn(nursery, "product_search", "pala gherardi")
    wanted = await turn(nursery, "store_policy", "quiero 3 en cuotas", shown)
    assert "P" in [s["id"] for s in wanted.sources]
    terms = await turn(nursery, "store_policy", "tienen cuotas?", shown)
    assert "P" not in [s["id"] for s in terms.sources]


async def test_the_other_extreme_is_of_the_products_shown(shop):
    before = await turn(shop, "product_search", "tijeras de podar")
    for text in ("cuál es la más barata?", "y la más cara?"):
        found = await follow(shop, "product_question", text, before, spoken="T2")
        assert {source["id"] for source in found.sources} == {"T", "T2"}


async def test_the_other_extreme_of_what_was_in_an_order_is_of_the_whole_request(shop):
    before = await turn(shop, "product_search", "la tijera de podar más barata")
    found = await turn(shop, "product_question", "y la más cara?", before)
    assert found.sources[0]["id"] == "T"
