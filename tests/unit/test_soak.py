"""What the soak test calls late, and what it calls growth."""

import pytest

import benchmarks.soak as soak
from benchmarks.soak import CONVERSATIONS, Prices, growth, watched


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(soak.time, "monotonic", lambda: now[0])
    return now


def moved(clock) -> Prices:
    """Return a product that cost 10, and costs 20 since the 101st second."""
    prices = Prices({"A": "Heladera"}, {"A": [(0.0, 10)]})
    prices.posted("A", 20)
    clock[0] = 101.0
    prices.acknowledged("A")
    return prices


def test_a_price_is_late_from_the_acknowledgement_on(clock):
    prices = moved(clock)
    assert prices.lateness("A", 10) == 0
    clock[0] = 104.5
    assert prices.lateness("A", 10) == 3.5
    assert prices.lateness("A", 20) == 0


def test_a_price_on_its_way_and_the_one_before_are_both_right(clock):
    prices = moved(clock)
    clock[0] = 200.0
    prices.posted("A", 30)
    clock[0] = 260.0
    assert prices.lateness("A", 20) == prices.lateness("A", 30) == 0
    assert prices.lateness("A", 10) == 159


def test_a_price_that_comes_back_is_not_late(clock):
    prices = moved(clock)
    prices.posted("A", 10)
    clock[0] = 300.0
    prices.acknowledged("A")
    clock[0] = 400.0
    assert prices.lateness("A", 10) == 0
    assert prices.lateness("A", 20) == 100


def test_a_price_never_posted_is_always_wrong(clock):
    assert moved(clock).lateness("A", 11) == float("inf")


def test_growth_leaves_the_warm_up_out_and_bears_a_spike():
    warming = [(n, 100.0 + 10 * n) for n in range(20)]
    flat = [(n, 900.0 if n == 60 else 400.0) for n in range(20, 100)]
    assert growth(warming + flat) == (400.0, 400.0, 0.0)
    leak = [(n, 400.0 + n) for n in range(20, 100)]
    first, last, grown = growth(warming + leak)
    assert (first, last) == (423.5, 495.5)
    assert grown == pytest.approx(0.17, abs=0.001)


def test_watched_products_have_the_price_that_the_store_says():
    prices = watched()
    assert len(prices.titles) >= 20
    assert all(cents > 0 for ((_, cents),) in prices.told.values())


def test_conversations_are_whole():
    assert all(turn.format(title="X").strip() for talk in CONVERSATIONS for turn in talk)
    assert sum("{title}" in turn for talk in CONVERSATIONS for turn in talk) >= 3
