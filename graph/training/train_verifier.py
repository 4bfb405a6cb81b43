"""`dona train verifier`: LoRA on the bundled encoder over claims and their sources."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from graph.checking.lora_verifier import LoraVerifier
from graph.checking.premise import BUDGET, LABELS
from graph.training import pair_trainer
from graph.training.calibration import softmax
from graph.training.hyperparameters import chosen
from graph.training.pair_trainer import LabelledPair, calibrate, judged, run_digest, train_once
from graph.training.verifier_data import Pair
from graph.training.verifier_pairs import TRAIN_ANSWERS, draw_training, read_validation
from graph.training.verifier_statements import pairs_of, read_statements


@dataclass(frozen=True)
class Hyperparameters(pair_trainer.Hyperparameters):
    """What the training depends on."""

    pairs: int = chosen(
        36_000,
        "half an hour of two cores; each authored claim is drawn some twice, with other words",
    )


def train_verifier(
    data: Path, answers: Path, output: Path, cache: Path,
    parameters: Hyperparameters | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Train (a killed run is resumed), calibrate the served int8 model, write `output`.

    Returns the metrics that go to the model card.

    Raises:
        TrainingError: the bank is missing or malformed.
    """
    hp = parameters or Hyperparameters()
    files = [*data.glob("*.jsonl"), *(answers / f"{name}.jsonl" for name in TRAIN_ANSWERS)]

    def draw() -> list[LabelledPair]:
        return _labelled(draw_training(data, answers, hp.pairs, hp.seed))

    digest = run_digest(files, hp, budget=BUDGET)
    train_once(digest, draw, len(LABELS), output, cache / "train-verifier", hp)
    validation = _labelled(read_validation(answers))
    _, stated = read_statements(data / "statements.jsonl")
    probabilities, temperature = calibrate(output, cache, LABELS, validation)
    LoraVerifier(output, cache)
    labels = _labels(validation)
    metrics = {
        "validation_accuracy": float((probabilities.argmax(axis=1) == labels).mean()),
        "validation_auc": float(roc_auc_score(labels != 0, 1 - probabilities[:, 0])),
        "temperature": temperature,
        "train_pairs": hp.pairs,
        "validation_pairs": len(validation),
        "statements": _apart(output, cache, _labelled(pairs_of(stated))),
        "hyperparameters": asdict(hp),
    }
    (output / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")
    return metrics


def _apart(output: Path, cache: Path, pairs: Sequence[LabelledPair]) -> dict[str, float]:
    """Return how well claims of authored sources, of which none trained, are told apart."""
    probabilities, labels = softmax(judged(output, cache, pairs)), _labels(pairs)
    return {
        "pairs": len(pairs),
        "accuracy": float((probabilities.argmax(axis=1) == labels).mean()),
        "auc": float(roc_auc_score(labels != 0, 1 - probabilities[:, 0])),
    }


def _labelled(pairs: Sequence[Pair]) -> list[LabelledPair]:
    return [LabelledPair((p.claim, p.source), LABELS.index(p.label)) for p in pairs]


def _labels(pairs: Sequence[LabelledPair]) -> Any:
    return np.array([row.label for row in pairs])
