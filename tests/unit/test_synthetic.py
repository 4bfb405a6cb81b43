"""The synthetic catalog: coherent, deterministic, readable by `dona ingest`, in constant memory."""

import tracemalloc
from collections import Counter, defaultdict
from itertools import islice

from benchmarks.synthetic import catalog
from ingest.feeds.products import Mapping, read_products
from ingest.product import Measure, Product

SIZE = 4000


def products() -> list[Product]:
    found = list(read_products(catalog(SIZE), Mapping()))
    assert all(isinstance(item, Product) for item in found), "no row may be rejected"
    return [item for item in found if isinstance(item, Product)]


def test_every_row_is_a_product_of_its_own():
    items = products()
    assert len(items) == SIZE
    for unique in ("id", "title", "gtin"):
        assert len({getattr(item, unique) for item in items}) == SIZE, unique


def test_the_same_seed_gives_the_same_rows_and_another_gives_others():
    assert list(catalog(300)) == list(catalog(300))
    assert list(catalog(300, seed=8)) != list(catalog(300))


def test_a_small_catalog_is_the_beginning_of_a_larger_one():
    assert list(catalog(200)) == list(islice(catalog(SIZE), 200))


def test_variants_share_what_is_the_models_and_differ_in_colour_or_size():
    groups = defaultdict(list)
    for item in products()[:-40]:  # the last group may be cut
        if item.item_group_id:
            groups[item.item_group_id].append(item)
    assert len(groups) > 100
    for variants in groups.values():
        assert len({(v.brand, v.product_type, v.price.cents) for v in variants}) == 1
        assert len({(v.color, v.size) for v in variants}) == len(variants) > 1


def test_a_larger_measure_costs_more_when_all_else_is_alike():
    prices: dict[float, list[int]] = defaultdict(list)
    for item in products():
        if "Heladera No Frost" in item.title:
            litres = item.attributes["capacidad"]
            assert isinstance(litres, Measure)
            prices[litres.value].append(item.price.cents)
    means = [sum(p) / len(p) for _, p in sorted(prices.items())]
    assert means[0] < means[len(means) // 2] < means[-1]


def test_the_next_day_moves_about_a_quarter_of_the_offers_and_nothing_else():
    offer = {"price", "sale_price", "availability", "quantity", "updated_at"}
    moved = 0
    for before, after in zip(catalog(SIZE), catalog(SIZE, day=1), strict=True):
        assert {k: v for k, v in before.items() if k not in offer} == {
            k: v for k, v in after.items() if k not in offer
        }
        moved += before != after
        assert after["updated_at"] >= before["updated_at"] or before == after
    assert 0.2 * SIZE < moved < 0.3 * SIZE


def test_makers_go_from_the_usual_to_the_rare():
    counts = Counter(item.brand for item in products())
    assert counts.most_common(1)[0][1] < SIZE / 4
    assert sum(1 for count in counts.values() if count < 5) > 20


def test_rows_stream_in_constant_memory():
    tracemalloc.start()
    for _ in catalog(500):
        pass
    few = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    for _ in catalog(SIZE):
        pass
    many = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert many < 2 * few
