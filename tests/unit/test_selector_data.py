"""The stores that the selector learns from: well formed, and those that validate apart."""

import pytest

from app.settings import ROOT
from graph.errors import TrainingError
from graph.text import stems
from graph.training.generation.bank import read_bank
from graph.training.selector_data import TEST, VALIDATION, read_stores, stores_of

DATA = ROOT / "data" / "selector"

STORE = """
[[store]]
name = "x"
not = ["aceptan cheques?"]
  [[store.passage]]
  title = "Envíos > Costos"
  text = "Mandamos a todo el país. El envío cuesta $ 4.500."
  [[store.ask]]
  q = ["cuánto sale?"]
  told = ["{told}"]
"""


def test_questions_of_validation_and_test_are_not_learned():
    def questions(path):
        asked = [frozenset(stems(q.text)) for s in read_stores(path) for q in s.questions]
        return {words for words in asked if len(words) > 3}

    apart = {VALIDATION, TEST}
    learned = set().union(
        *(questions(path) for path in DATA.glob("*.toml") if path.name not in apart)
    )
    for name in apart:  # authors meet: "hasta qué hora están los sábados?"
        asked = questions(DATA / name)
        assert len(learned & asked) < 0.01 * len(asked)


def test_hardly_a_question_of_the_generator_s_policies_finds_no_sentence():
    bank = read_bank(ROOT / "data" / "generator", "train")
    asks = sum(len(ask["q"]) for policy in bank.policies for ask in policy["ask"])
    asked = [question for store in stores_of(bank, 1) for question in store.questions]
    assert sum(bool(question.told) for question in asked) > 0.98 * asks


def test_a_sentence_that_no_passage_has_is_told(tmp_path):
    path = tmp_path / "stores.toml"
    path.write_text(STORE.replace("{told}", "El envío cuesta $ 4.500."))
    assert [q.told for q in read_stores(path)[0].questions] == [
        frozenset(), frozenset({"El envío cuesta $ 4.500."}),
    ]  # fmt: skip
    path.write_text(STORE.replace("{told}", "El envío es gratis."))
    with pytest.raises(TrainingError, match="gratis"):
        read_stores(path)
