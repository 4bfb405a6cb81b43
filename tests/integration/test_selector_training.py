"""The selector trains to its end, is resumed, and is served as it was trained."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("peft")

from graph.policies.selector import AnswerSelector
from graph.training.card_selector import write_card
from graph.training.lora import LoraComparer
from graph.training.pair_trainer import Hyperparameters
from graph.training.selector_data import TEST, VALIDATION
from graph.training.train_selector import train_selector
from tests.fakes.embedder import WordEmbedder

TINY = Hyperparameters(batch_size=4, save_steps=2, layers=2, first_layer=1)
STORE = """
[[store]]
name = "x"
not = ["aceptan cheques?", "hay estacionamiento?"]
  [[store.passage]]
  title = "Envíos > Costos"
  text = "Mandamos a todo el país. El envío cuesta $ 4.500. Gratis desde $ 90.000."
  [[store.ask]]
  q = ["cuánto sale?", "precio del envío?", "cuánto el flete?"]
  told = ["El envío cuesta $ 4.500."]
  [[store.ask]]
  q = ["mandan al interior?", "llega a salta?", "hacen envíos?"]
  told = ["Mandamos a todo el país."]
  [[store.follow]]
  before = ["mandan al interior?"]
  q = ["y cuánto me cobran?"]
  told = ["El envío cuesta $ 4.500."]
  [[store.follow]]
  before = ["mandan al interior?"]
  q = ["y en avión?"]
  told = []
"""


class Killed(BaseException):
    """What ends a run in the middle."""


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # torch's and transformers' own
def test_a_killed_training_is_resumed_and_its_model_serves(tmp_path, monkeypatch):
    data = tmp_path / "data"
    data.mkdir()
    terms = tmp_path / "terms"
    terms.mkdir()
    for folder in (data, terms):
        (folder / "stores.toml").write_text(STORE)
    for name in (VALIDATION, TEST):
        (data / name).write_text(STORE)
    bank = Path(__file__).parents[2] / "data" / "generator"
    monkeypatch.setattr("graph.training.train_selector.stores_of", lambda *_: [])
    arguments = (data, terms, bank, tmp_path / "model", tmp_path / "cache", WordEmbedder())

    save = LoraComparer.save
    monkeypatch.setattr(LoraComparer, "save", lambda *_: (_ for _ in ()).throw(Killed))
    with pytest.raises(Killed):
        train_selector(*arguments, TINY)
    left = list((tmp_path / "cache" / "train-selector").glob("*/checkpoints/checkpoint-*"))
    assert [folder.name for folder in left] == ["checkpoint-15"]

    monkeypatch.setattr(LoraComparer, "save", save)
    metrics = train_selector(*arguments, TINY)
    alone = metrics["measured"]["test"]
    assert 0 <= alone["selector"]["auc"] <= 1
    assert (alone["questions"], alone["unanswered"]) == (8, 2)
    assert not list((tmp_path / "cache" / "train-selector").iterdir())

    selector = AnswerSelector(tmp_path / "model", tmp_path / "cache")  # tries its golden pairs
    golden = json.loads((tmp_path / "model" / "golden.json").read_text())[0]
    (answers,) = selector.answer([tuple(golden["pair"])])
    assert answers == pytest.approx(golden["probabilities"][1], abs=0.05)
    assert train_selector(*arguments, replace(TINY)) == metrics  # trained already
    write_card(tmp_path / "model")
    assert metrics["measured"]["test, follow-ups"]["questions"] == 2
    assert "| test | 8, 2 |" in (tmp_path / "model" / "README.md").read_text()
