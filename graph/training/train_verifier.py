"""`dona train verifier`: LoRA on the bundled encoder over claims and their sources."""

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from peft.helpers import disable_input_dtype_casting
from sklearn.metrics import roc_auc_score
from torch.utils.data import Dataset
from transformers import TrainingArguments, set_seed
from transformers.trainer_utils import get_last_checkpoint

from graph.checking.lora_verifier import LoraVerifier
from graph.checking.premise import BUDGET, LABELS, MAX_TOKENS, verifier_input
from graph.classifiers import served_spec
from graph.training.bert import load_tokenizer
from graph.training.calibration import fit_temperature, softmax
from graph.training.lora import LoraComparer
from graph.training.precision import freeze_in_bfloat16, has_bfloat16
from graph.training.router_trainer import LengthGroupedTrainer
from graph.training.verifier_data import Pair
from graph.training.verifier_pairs import (
    TRAIN_ANSWERS,
    draw_training,
    read_pairs,
    read_validation,
    write_pairs,
)
from graph.training.verifier_statements import pairs_of, read_statements
from ingest.encoder.onnx_model import OnnxModel
from ingest.encoder.weights import read_weights


@dataclass(frozen=True)
class Hyperparameters:
    """What the training depends on; `ORIGINS` says where each value comes from."""

    seed: int = 17
    pairs: int = 36000
    batch_size: int = 32
    learning_rate: float = 6e-4
    warmup_ratio: float = 0.06
    weight_decay: float = 0.01
    rank: int = 16
    alpha: int = 32
    layers: int = 12
    first_layer: int = 0
    save_steps: int = 40


ORIGINS = {
    "seed": "fixed, for runs that repeat",
    "pairs": "half an hour of two cores; each authored claim is drawn some twice, with other words",
    "batch_size": "usual at this size; no other was tried",
    "learning_rate": "the router's",
    "warmup_ratio": "usual; half of it lets the loss rise first",
    "weight_decay": "BERT fine-tuning (Devlin et al. 2019)",
    "rank": "the router's",
    "alpha": "twice the rank, the usual scale",
    "layers": "all",
    "first_layer": "all of them learn",
    "save_steps": "half a minute of work is lost at most",
}


class _Pairs(Dataset[dict[str, Any]]):
    def __init__(self, pairs: Sequence[Pair]) -> None:
        self._pairs = pairs

    def __len__(self) -> int:
        return len(self._pairs)

    def lengths(self) -> list[int]:
        return [len(pair.claim) + len(pair.source) for pair in self._pairs]

    def __getitem__(self, index: int) -> dict[str, Any]:
        pair = self._pairs[index]
        return {
            "input": verifier_input(pair.claim, pair.source),
            "labels": LABELS.index(pair.label),
        }


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
    learned = [answers / f"{name}.jsonl" for name in TRAIN_ANSWERS]
    digest = _digest([*data.glob("*.jsonl"), *learned], hp)
    work = cache / "train-verifier" / digest[:16]
    done = output / "trained.sha256"
    if not (done.is_file() and done.read_text().strip() == digest):
        if not (work / "pairs.jsonl").is_file():
            write_pairs(draw_training(data, answers, hp.pairs, hp.seed), work / "pairs.jsonl")
        _fit(read_pairs(work / "pairs.jsonl"), output, work / "checkpoints", hp)
        shutil.rmtree(work)
        done.write_text(digest + "\n")
    validation = read_validation(answers)
    _, stated = read_statements(data / "statements.jsonl")
    metrics = _calibrate(output, cache, validation) | {
        "train_pairs": hp.pairs,
        "validation_pairs": len(validation),
        "statements": _apart(output, cache, pairs_of(stated)),
        "hyperparameters": asdict(hp),
    }
    (output / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")
    return metrics


def _digest(files: Sequence[Path], hp: Hyperparameters) -> str:
    digest = hashlib.sha256(json.dumps([asdict(hp), BUDGET, MAX_TOKENS]).encode())
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _fit(train: Sequence[Pair], output: Path, checkpoints: Path, hp: Hyperparameters) -> None:
    set_seed(hp.seed)
    model = LoraComparer(
        len(LABELS), rank=hp.rank, alpha=hp.alpha, first=hp.first_layer,
        layers=hp.layers,
    )  # fmt: skip
    tokenizer = load_tokenizer(read_weights())

    def collate(rows: list[dict[str, Any]]) -> dict[str, torch.Tensor]:
        encoded = [
            tokenizer(*row["input"], truncation="only_second", max_length=MAX_TOKENS)
            for row in rows
        ]
        batch = tokenizer.pad(encoded, return_tensors="pt")
        return {
            "input_ids": batch["input_ids"],
            "attention_mask": batch["attention_mask"],
            "labels": torch.tensor([row["labels"] for row in rows]),
        }

    trainer = LengthGroupedTrainer(
        model=model,
        args=TrainingArguments(
            output_dir=str(checkpoints),
            num_train_epochs=1,
            per_device_train_batch_size=hp.batch_size,
            learning_rate=hp.learning_rate,
            warmup_steps=int(hp.warmup_ratio * len(train) / hp.batch_size),
            weight_decay=hp.weight_decay,
            lr_scheduler_type="cosine",
            save_strategy="steps",
            save_steps=hp.save_steps,
            save_total_limit=1,
            label_names=["labels"],
            remove_unused_columns=False,
            bf16=has_bfloat16(),
            use_cpu=True,
            dataloader_num_workers=0,
            report_to=[],
            seed=hp.seed,
            logging_steps=25,
        ),
        train_dataset=_Pairs(train),
        data_collator=collate,
    )
    last = get_last_checkpoint(str(checkpoints)) if checkpoints.is_dir() else None
    freeze_in_bfloat16(model)
    # Autocast casts what an adapter reads: peft's own cast to single precision would be undone.
    with disable_input_dtype_casting(model, active=has_bfloat16()):
        trainer.train(resume_from_checkpoint=last)
    model.save(output)


def _calibrate(output: Path, cache: Path, validation: Sequence[Pair]) -> dict[str, Any]:
    """Fit the temperature on what will serve, the int8 model; write golden outputs."""
    logits, labels = _judged(output, cache, validation)
    temperature = fit_temperature(logits, labels)
    probabilities = softmax(logits / temperature)
    refused = 1 - probabilities[:, 0]
    config = {"labels": list(LABELS), "temperature": round(temperature, 4)}
    (output / "verifier.json").write_text(json.dumps(config, indent=2) + "\n")
    golden = [
        {"claim": p.claim, "source": p.source, "probabilities": _rounded(probabilities[i])}
        for i, p in list(enumerate(validation))[:12]
    ]
    (output / "golden.json").write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n")
    LoraVerifier(output, cache)
    return {
        "validation_accuracy": float((probabilities.argmax(axis=1) == labels).mean()),
        "validation_auc": float(roc_auc_score(labels != 0, refused)),
        "temperature": temperature,
    }


def _apart(output: Path, cache: Path, pairs: Sequence[Pair]) -> dict[str, float]:
    """Return how well claims of authored sources, of which none trained, are told apart."""
    logits, labels = _judged(output, cache, pairs)
    probabilities = softmax(logits)
    return {
        "pairs": len(pairs),
        "accuracy": float((probabilities.argmax(axis=1) == labels).mean()),
        "auc": float(roc_auc_score(labels != 0, 1 - probabilities[:, 0])),
    }


def _judged(
    output: Path, cache: Path, pairs: Sequence[Pair]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return what the int8 model says, [pairs, labels], and the labels [pairs]."""
    served = OnnxModel(served_spec(output), cache, max_tokens=MAX_TOKENS)
    logits = served.run([verifier_input(pair.claim, pair.source) for pair in pairs])
    return logits, np.array([LABELS.index(pair.label) for pair in pairs])


def _rounded(row: NDArray[np.float64]) -> list[float]:
    return [round(float(p), 4) for p in row]
