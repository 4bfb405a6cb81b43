"""The router's messages: enough of each route, and nothing that leaks between the sets."""

import re
from collections import Counter
from itertools import product
from pathlib import Path

import pytest
from rapidfuzz import fuzz, process

from graph.routes import ROUTES
from graph.training.bare_asks import bare_asks
from graph.training.router_data import Message, read_messages
from graph.training.router_trainer import Hyperparameters
from ingest.units import fold

DATA = Path(__file__).resolve().parents[2] / "data" / "router"
TUNED_ON = ("train", "validation")
HELD_OUT = ("test", "test-borders", "test-everyday", "test-strangers")
NEAR = 90.0
"""Messages whose folded texts are this similar (RapidFuzz ratio, 0–100) count as one."""
SETS = {name: read_messages(DATA / f"{name}.jsonl") for name in TUNED_ON + HELD_OUT}


def key(message: Message) -> str:
    """Return what near-duplicates share: the folded words, and the previous turn's."""
    words = re.sub(r"\W+", " ", fold(f"{message.text} | {message.previous or ''}"))
    return words.strip() or message.text


def test_there_are_enough_messages_of_each_route():
    tuned_on = Counter(m.route for name in TUNED_ON for m in SETS[name])
    assert sum(tuned_on.values()) >= 2500
    assert min(tuned_on[route] for route in ROUTES) >= 300
    assert min(Counter(m.route for m in SETS["test"]).values()) >= 50


@pytest.mark.parametrize(("one", "other"), [("train", "validation"), *product(TUNED_ON, HELD_OUT)])
def test_no_message_has_a_near_duplicate_in_another_set(one, other):
    scores = process.cdist(
        [key(m) for m in SETS[one]], [key(m) for m in SETS[other]], scorer=fuzz.ratio
    )
    assert scores.max() < NEAR


@pytest.mark.parametrize("other", HELD_OUT)
def test_no_drawn_message_is_held_out(other):
    drawn = [key(m) for m in bare_asks(DATA / "bare.toml", Hyperparameters().seeds[0])]
    scores = process.cdist(drawn, [key(m) for m in SETS[other]], scorer=fuzz.ratio)
    assert scores.max() < NEAR


def test_no_idea_is_on_both_sides():
    sides = [{(m.route, m.idea) for m in SETS[name]} for name in TUNED_ON]
    assert not sides[0] & sides[1]
