"""Questions come near the sentences that answer them, and what is written serves."""

import pytest

pytest.importorskip("peft")

from graph.errors import TrainingError
from graph.training.card_terms import write_card
from graph.training.selector_data import TEST, VALIDATION, read_stores
from graph.training.train_terms import Hyperparameters, draw, train_terms
from ingest.encoder.embedder import E5Embedder

STORE = """
[[store]]
name = "x"
not = ["aceptan cheques?"]
  [[store.passage]]
  title = "Armado > Quién"
  text = "El montaje es a cargo del comprador. El instructivo viaja en la caja. Traé un martillo."
  [[store.passage]]
  title = "Envíos > Costos"
  text = "Mandamos a todo el país. El flete cuesta $ 4.500. Sin cargo desde $ 90.000."
  [[store.ask]]
  q = ["la tengo que armar yo?", "viene armada?", "quién la arma?"]
  told = ["El montaje es a cargo del comprador."]
  [[store.ask]]
  q = ["cuánto sale que me lo traigan?", "precio del envío?", "me cobran por llevarlo?"]
  told = ["El flete cuesta $ 4.500.", "Sin cargo desde $ 90.000."]
  [[store.follow]]
  before = ["hacen envíos?"]
  q = ["y cuánto sale?"]
  told = ["El flete cuesta $ 4.500."]
"""
FEW = Hyperparameters(rounds=6, sentences=5, learning_rate=2e-3, evaluations=2, noise=0.0)


class Killed(BaseException):
    """What ends a run in the middle."""


@pytest.fixture
def data(tmp_path):
    (tmp_path / "more").mkdir()
    for name in ("stores.toml", VALIDATION, TEST, "more/stores.toml"):
        (tmp_path / name).write_text(STORE)
    return tmp_path


def test_each_question_is_put_to_what_answers_it_and_what_else_the_store_says(data):
    stores = read_stores(data / "stores.toml")
    drawn = draw(stores, FEW)
    assert drawn == draw(stores, FEW)
    assert len(drawn) == FEW.rounds
    asked = drawn[0]
    assert (len(asked.questions), len(asked.sentences)) == (3, 5)
    told = [{asked.sentences[n] for n in answers} for answers in asked.answers]
    assert {"Armado, Quién: El montaje es a cargo del comprador."} in told
    assert sorted(map(len, told)) == [1, 1, 2]
    assert "hacen envíos? y cuánto sale?" in asked.questions


def test_a_folder_without_stores_is_said(data, tmp_path):
    with pytest.raises(TrainingError, match="elsewhere holds no stores"):
        train_terms(data / "elsewhere", data, tmp_path / "model", tmp_path / "cache", FEW)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # torch's and transformers' own
def test_a_run_killed_while_it_is_measured_goes_on_and_its_adapter_is_served(data, monkeypatch):
    model = data / "model"
    with monkeypatch.context() as patch:
        patch.setattr("graph.training.train_terms.found", lambda *_: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            train_terms(data / "more", data, model, data / "cache", FEW)
    trained = (model / "adapter_model.safetensors").read_bytes()
    metrics = train_terms(data / "more", data, model, data / "cache", FEW)
    assert (model / "adapter_model.safetensors").read_bytes() == trained
    assert not list((data / "cache" / "train-terms").iterdir())
    losses = metrics["held_out_losses"]
    assert min(losses[1:]) < losses[0]
    alone = metrics["measured"]["test"]
    assert alone["tuned"]["first"] >= alone["untouched"]["first"]
    assert (metrics["stores"], metrics["questions"]) == (2, 14)
    E5Embedder(data / "cache", adapter=model)
    write_card(model)
    assert "| test | tuned | " in (model / "README.md").read_text()
