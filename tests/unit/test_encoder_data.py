"""The encoder's concepts: enough of them, well formed, and nothing that leaks."""

import json
from pathlib import Path

import pytest
from rapidfuzz import fuzz, process

from graph.errors import TrainingError
from graph.training.encoder_data import draw_pairs, read_concepts
from ingest.units import fold

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data" / "encoder"
SETS = {name: read_concepts(DATA / f"{name}.jsonl") for name in ("train", "validation")}
ALL = [*SETS["train"], *SETS["validation"]]
SHAPE = {"noise": 0.4, "batch": 32, "families": 4}


def test_there_are_enough_ideas_and_pairs():
    assert len({c.idea for c in ALL}) == len(ALL) >= 600
    assert sum(len(c.titles_for(ask)) for c in SETS["train"] for ask in c.asks) >= 2500


def test_no_ask_or_title_is_on_both_sides():
    sides = [
        {fold(text) for c in SETS[name] for text in (*c.asks, *c.needs, *c.titles)} for name in SETS
    ]
    assert not sides[0] & sides[1]


def test_no_title_is_right_and_wrong_for_one_idea():
    assert not [c.idea for c in ALL if set(c.titles) & set(c.near)]


def test_no_title_is_of_the_demo_store():
    store = [
        fold(json.loads(line)["title"])
        for path in (ROOT / "data" / "store" / "products").glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    ours = [fold(title) for c in ALL for title in c.titles]
    scores = process.cdist(ours, store, scorer=fuzz.ratio, score_cutoff=95)
    assert scores.max() == 0


def test_an_ask_goes_with_the_titles_that_write_it_and_slang_with_all():
    lamps = next(c for c in ALL if "foco" in c.asks)
    assert lamps.titles_for("foco") == list(lamps.titles)
    assert lamps.titles_for("lámpara led") != list(lamps.titles)
    assert all("led" in fold(title) for title in lamps.titles_for("lámpara led"))


def test_pairs_repeat_with_their_seed_and_mix_few_families():
    pairs = draw_pairs(SETS["train"], 320, 7, **SHAPE)
    assert pairs == draw_pairs(SETS["train"], 320, 7, **SHAPE)
    assert pairs != draw_pairs(SETS["train"], 320, 8, **SHAPE)
    for start in range(0, 320, 32):
        assert len({p.family for p in pairs[start : start + 32]}) <= 4


def test_every_ask_is_drawn_before_one_repeats():
    concept = SETS["train"][0]
    count = len(concept.asks) + len(concept.needs)
    pairs = draw_pairs([concept], count, 3, noise=0.0, batch=1, families=1)
    plain = {p.query.split()[-1] for p in pairs}
    assert plain == {text.split()[-1] for text in (*concept.asks, *concept.needs)}


@pytest.mark.parametrize("line", ["{", '{"idea": "x"}', '{"idea":"x","family":"y","asks":[],'
                                  '"needs":[],"titles":["z"],"near":["w"]}'])  # fmt: skip
def test_a_malformed_line_is_named(tmp_path, line):
    path = tmp_path / "train.jsonl"
    path.write_text(line)
    with pytest.raises(TrainingError, match="line 1"):
        read_concepts(path)
