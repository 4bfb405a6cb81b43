"""Whatever a shopper states about any product of the demo store is read as a constraint."""

from collections import Counter
from functools import cache
from pathlib import Path

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.understanding.parse import Like, parse_request
from graph.understanding.plurals import singular
from graph.understanding.vocabulary import Vocabulary
from ingest.feeds.products import read_mapping
from ingest.index.payload import product_payload
from ingest.product import Product
from ingest.sources import Source
from ingest.units import whole_quantity

STORE = Path(__file__).parents[2] / "data" / "store"


@cache
def payloads():
    products = [
        item for item in Source(str(STORE), read_mapping(None)).items() if isinstance(item, Product)
    ]
    return [payload for p in products if (payload := product_payload(p))["category_keys"]]


def facet(key):
    values = (p[key] if isinstance(p[key], list) else [p[key]] for p in payloads())
    return Counter(value for found in values for value in found if value)


@cache
def vocabulary():
    keys = ("brand_key", "category_keys", "color_keys", "size_key", "tags", "number_keys",
            "title_words")  # fmt: skip
    return Vocabulary(*map(facet, keys), len(payloads()))


def read(payload, said):
    category = payload["category_keys"][-1]
    like = [p for p in payloads() if p["category_keys"][-1] == category]
    cents = sorted(p["current_cents"] for p in like)
    usual = Like(Counter(key for p in like for key in p["num"]), (cents[0], cents[-1]))
    noun = singular(category)
    return parse_request(said.format(noun=noun, brand=payload["brand_key"]), vocabulary(), usual)


@st.composite
def products(draw, **having):
    found = [p for p in payloads() if all(p[key] for key in having)]
    return draw(st.sampled_from(found))


@given(products(), st.sampled_from((
    "{noun} que no sea {brand}", "{noun} menos {brand}", "{noun} excepto {brand}",
    "{noun}, pero no {brand}", "{noun} de otra marca que no sea {brand}",
)))  # fmt: skip
@settings(deadline=None)
def test_a_brand_refused_is_never_wanted(payload, said):
    assert payload["brand_key"] not in read(payload, said).brands or not payload["brand_key"]


@given(products(color_keys=1), st.sampled_from((
    "{noun} color COLOR", "{noun} en COLOR", "{noun} {brand} en color COLOR",
)))  # fmt: skip
@settings(deadline=None)
def test_a_color_is_read(payload, said):
    color = payload["color_keys"][0]
    assert color in read(payload, said.replace("COLOR", color)).colors


@given(products(color_keys=1), st.sampled_from((
    "{noun} que no sea COLOR", "{noun} menos en COLOR", "{noun} que no sea de color COLOR",
)))  # fmt: skip
@settings(deadline=None)
def test_a_color_refused_is_read(payload, said):
    color = payload["color_keys"][0]
    found = read(payload, said.replace("COLOR", color))
    assert color in found.not_colors
    assert not found.colors


@given(products(), st.integers(1, 3000), st.sampled_from((
    ("{noun} de menos de LOW lucas", None, 0), ("mi presupuesto es $ PESOS, {noun}", None, 0),
    ("{noun} que no pase de LOW mil", None, 0), ("{noun} hasta PESOS pesos", None, 0),
    ("{noun} de más de LOW lucas", 0, None), ("{noun} que cueste más de $ PESOS", 0, None),
    ("{noun} entre LOW y HIGH lucas", 0, 1), ("{noun} de LOW a HIGH mil", 0, 1),
)))  # fmt: skip
@settings(deadline=None)
def test_a_price_is_read_to_the_cent(payload, thousands, case):
    said, low, high = case
    ends = (thousands * 1000_00, (thousands + 7) * 1000_00)
    said = said.replace("LOW", str(thousands)).replace("HIGH", str(thousands + 7))
    found = read(payload, said.replace("PESOS", f"{thousands * 1000:,}".replace(",", ".")))
    assert found.price_min == (None if low is None else ends[low])
    assert found.price_max == (None if high is None else ends[high])


@given(products(), st.sampled_from((
    "{noun} en stock", "{noun} que haya en stock", "{noun} con disponibilidad", "{noun} disponible",
)))  # fmt: skip
@settings(deadline=None)
def test_stock_is_read(payload, said):
    assert read(payload, said).in_stock


@given(products(), st.sampled_from((
    "el {noun} más barato", "{noun} lo más barato posible", "{noun} el que salga menos",
    "cuál es el {noun} más barato que tengas", "{noun} de menor precio",
)))  # fmt: skip
@settings(deadline=None)
def test_the_cheapest_is_an_order(payload, said):
    sort = read(payload, said).sort
    assert sort
    assert (sort.key, sort.direction) == ("current_cents", "asc")


@given(products(size_key=1))
@settings(deadline=None)
def test_a_size_is_read(payload):
    assume(not whole_quantity(payload["size_key"]))  # nobody says "talle 3" of 3 kg
    token = payload["size_key"].split()[0]
    assert payload["size_key"] in read(payload, f"{{noun}} talle {token}").sizes


def test_beds_of_one_and_a_half_places_are_a_size():
    catalog = Vocabulary(sizes={"21⁄2 plazas": 3, "11⁄2 plaza": 2})
    assert parse_request("sábanas de 2 plazas y media", catalog).sizes == ("21⁄2 plazas",)
    assert parse_request("colchón de una plaza y media", catalog).sizes == ("11⁄2 plaza",)
