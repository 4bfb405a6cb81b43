"""Few stories bring the loss of the needs held out down, and what is written serves."""

import numpy as np
import pytest

pytest.importorskip("transformers", reason="the `train` extra is not installed")

import graph.retrieval.stories as stories

pytestmark = [pytest.mark.integration, pytest.mark.filterwarnings("ignore")]

FEW = {
    "velas, linterna": ["se corto la luz", "quedamos a oscuras anoche", "salto la termica"],
    "repelente, espiral": [
        "me comen los mosquitos",
        "zumban toda la noche",
        "me picaron los bichos",
    ],
    "curitas, gasa": ["me corte un dedo", "el nene se raspo la rodilla", "me sangra la mano"],
    "curitas, alcohol": [
        "me lastime cocinando",
        "se cayo y se abrio la pera",
        "me corte afeitandome",
    ],
    "te, miel": ["me duele la garganta", "estoy afonico", "tengo tos seca"],
}


@pytest.fixture
def few(tmp_path, monkeypatch):
    monkeypatch.setattr(stories, "TOLD", tmp_path)
    lines = [f'"{serves}" = {ways}'.replace("'", '"') for serves, ways in FEW.items()]
    (tmp_path / "few.toml").write_text("[stories]\n" + "\n".join(lines))
    from graph.training.train_stories import Hyperparameters

    return Hyperparameters(held_out=2, batch_size=3, rounds=3, learning_rate=2e-3, evaluations=2)


@pytest.mark.slow
def test_the_loss_falls_and_the_adapter_is_served(few, tmp_path):
    from graph.training.card_stories import write_card
    from graph.training.train_stories import train_stories
    from ingest.encoder.embedder import E5Embedder

    metrics = train_stories(tmp_path / "out", tmp_path / "cache", few)
    assert (metrics["needs"], metrics["held_out_needs"]) == (3, 2)
    losses = metrics["held_out_losses"]
    assert min(losses[1:]) < losses[0]
    write_card(tmp_path / "out")
    tuned = E5Embedder(tmp_path / "cache", adapter=tmp_path / "out")
    plain = E5Embedder(tmp_path / "cache")
    assert not np.allclose(tuned.embed_queries(["se cortó"]), plain.embed_queries(["se cortó"]))


def test_whole_batches_are_drawn_of_what_is_learned_alone(few):
    from graph.training.train_stories import draw, split

    learned, held = split(few)
    assert not learned.keys() & held.keys()
    drawn = draw(learned, few.rounds, few)
    assert drawn
    assert len(drawn) % few.batch_size == 0
    assert {pair.serves for pair in drawn} <= learned.keys()
    assert drawn == draw(learned, few.rounds, few)


def test_what_serves_another_need_of_the_batch_too_is_no_wrong_answer(few):
    from graph.training.train_stories import Told, exclusions

    cut = Told(("curitas", "gasa"), "me corte", "me sangra")
    hurt = Told(("curitas", "alcohol"), "me lastime", "se abrio la pera")
    dark = Told(("velas",), "se corto la luz", "a oscuras")
    assert exclusions([cut, hurt, dark]) == [
        [False, True, False], [True, False, False], [False, False, False],
    ]  # fmt: skip
