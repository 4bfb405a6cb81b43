"""The verifier trains to its end, is resumed, and is served as it was trained."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("peft")

from graph.checking.lora_verifier import LoraVerifier
from graph.training.lora import LoraComparer
from graph.training.train_verifier import Hyperparameters, train_verifier
from graph.training.verifier_pairs import TRAIN_ANSWERS, VALIDATION_ANSWERS

ROOT = Path(__file__).parents[2]
TINY = Hyperparameters(pairs=48, batch_size=8, save_steps=2, layers=2, first_layer=1)


class Killed(BaseException):
    """What ends a run in the middle."""


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # torch's and transformers' own
def test_a_killed_training_is_resumed_and_its_model_serves(tmp_path, monkeypatch):
    data, answers = ROOT / "data" / "verifier", tmp_path / "answers"
    answers.mkdir()
    for name in (*TRAIN_ANSWERS, *VALIDATION_ANSWERS):
        lines = (ROOT / "data" / "checker" / f"{name}.jsonl").read_text().splitlines()
        (answers / f"{name}.jsonl").write_text("\n".join(lines[:20]))
    arguments = (data, answers, tmp_path / "model", tmp_path / "cache")

    save = LoraComparer.save
    monkeypatch.setattr(LoraComparer, "save", lambda *_: (_ for _ in ()).throw(Killed))
    with pytest.raises(Killed):
        train_verifier(*arguments, TINY)
    left = list((tmp_path / "cache" / "train-verifier").glob("*/checkpoints/checkpoint-*"))
    assert [folder.name for folder in left] == ["checkpoint-6"]

    monkeypatch.setattr(LoraComparer, "save", save)
    metrics = train_verifier(*arguments, TINY)
    assert 0 <= metrics["validation_auc"] <= 1
    assert not list((tmp_path / "cache" / "train-verifier").iterdir())

    verifier = LoraVerifier(tmp_path / "model", tmp_path / "cache")  # tries its golden pairs
    golden = json.loads((tmp_path / "model" / "golden.json").read_text())[0]
    (refusal,) = verifier.refusals([tuple(golden["pair"])])
    assert refusal == pytest.approx(1 - golden["probabilities"][0], abs=0.05)
    assert train_verifier(*arguments, replace(TINY)) == metrics  # trained already
