"""The generator's data: reproducible, split for good, and every answer proven."""

import json
from itertools import combinations
from pathlib import Path

import pytest

from graph.errors import TrainingError
from graph.facts.compute import compute_facts
from graph.training.answer_form import format_faults, keeps_voseo
from graph.training.generation.bank import read_bank
from graph.training.generation.build import KINDS, build_split, facts_agree, refusals
from graph.training.generator_data import SPLITS, chat_line
from graph.training.judge_generator import judge

DATA = Path(__file__).resolve().parents[2] / "data" / "generator"
SAMPLE = 300


@pytest.fixture(scope="module", params=SPLITS)
def examples(request):
    return build_split(DATA, request.param, size=SAMPLE)


def test_every_answer_passes_the_citation_checker(examples):
    assert [refusals(example) for example in examples if refusals(example)] == []


def test_every_answer_keeps_the_format_and_the_tone(examples):
    faults = [format_faults(e.answer, range(1, len(e.rows) + 1), e.notes) for e in examples]
    assert [fault for fault in faults if fault] == []
    assert all(keeps_voseo(example.answer) for example in examples)


def test_every_answer_is_right_by_what_its_example_expects(examples):
    for example in examples:
        verdict = judge(example, example.answer)
        assert verdict.facts_told == verdict.facts_expected, example
        assert verdict.markers_told == verdict.markers_expected, example
        assert verdict.cited_right == verdict.cited, example
        assert verdict.admits == verdict.should_admit, example


def test_a_first_part_holds_nearly_every_kind(examples):
    assert len({example.kind for example in examples}) >= 0.9 * len(KINDS)


def test_the_same_seed_gives_the_same_examples_and_another_gives_others():
    first, again, other = (build_split(DATA, "test", size=40, seed=seed) for seed in (1, 1, 2))
    assert list(map(chat_line, first)) == list(map(chat_line, again))
    assert list(map(chat_line, first)) != list(map(chat_line, other))


def test_splits_share_no_product_no_policy_and_no_question():
    banks = [read_bank(DATA, split) for split in SPLITS]
    for one, two in combinations(banks, 2):
        assert not {str(f) for f in one.families} & {str(f) for f in two.families}
        assert not {p["title"] for p in one.policies} & {p["title"] for p in two.policies}
        for kind in one.questions:
            assert not set(one.questions[kind]) & set(two.questions[kind])
        assert not asked(one) & asked(two)


def asked(bank) -> set[str]:
    """Return whatever is asked of a split's policies, answered or not."""
    told = {q for policy in bank.policies for ask in policy["ask"] for q in ask["q"]}
    return told | {q for policy in bank.policies for q in policy["not"]}


def test_what_is_taught_agrees_with_the_facts_that_are_handed_over():
    taught = build_split(DATA, "train", size=SAMPLE)
    assert all(facts_agree(example) for example in taught)


def test_a_search_is_taught_as_its_facts_say():
    wanted = {"recommend": "advice", "listing": "list", "nothing": "nothing", "noted": "list"}
    for example in build_split(DATA, "train", size=SAMPLE):
        if kind := wanted.get(example.kind):
            assert compute_facts(example.request)[0].kind == kind, example.question


def test_a_line_is_openais_chat_format_with_the_answer_last(examples):
    messages = json.loads(chat_line(examples[0]))["messages"]
    assert messages[0]["role"] == "system"
    assert messages[-1] == {"role": "assistant", "content": examples[0].answer}


def test_no_product_is_of_the_demo_store():
    store = DATA.parent / "store" / "products"
    sold = {json.loads(line)["brand"] for p in store.glob("*.jsonl")
            for line in p.read_text().splitlines()}  # fmt: skip
    families = [json.loads(line) for line in (DATA / "families.jsonl").read_text().splitlines()]
    assert not sold & {product[0] for family in families for product in family["products"]}


def test_missing_parts_are_told(tmp_path):
    with pytest.raises(TrainingError, match="cannot read"):
        read_bank(tmp_path, "train")
