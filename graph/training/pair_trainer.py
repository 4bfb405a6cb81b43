"""Train a classifier of pairs of texts: the verifier, the selector."""

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from peft.helpers import disable_input_dtype_casting
from torch.utils.data import Dataset
from transformers import TrainingArguments, set_seed
from transformers.trainer_utils import get_last_checkpoint

from graph.classifiers import served_spec
from graph.pair_classifier import CONFIG, GOLDEN, MAX_TOKENS, TextPair, pair_input
from graph.training.bert import load_tokenizer
from graph.training.calibration import fit_temperature, softmax
from graph.training.compiled import compile_layers
from graph.training.hyperparameters import chosen
from graph.training.lora import LoraComparer, encoder_layers
from graph.training.precision import freeze_in_bfloat16, has_bfloat16
from graph.training.router_trainer import LengthGroupedTrainer
from ingest.encoder.onnx_model import OnnxModel
from ingest.encoder.weights import read_weights

TRAINED = "trained.json"
TOKEN_STEP = 8
"""What a batch's length is filled up to: oneDNN compiles products for each new one."""


@dataclass(frozen=True)
class Hyperparameters:
    """What the training depends on."""

    seed: int = chosen(17, "fixed, for runs that repeat")
    batch_size: int = chosen(32, "usual at this size; no other was tried")
    learning_rate: float = chosen(6e-4, "the router's")
    warmup_ratio: float = chosen(0.06, "usual; half of it lets the loss rise first")
    weight_decay: float = chosen(0.01, "BERT fine-tuning (Devlin et al. 2019)")
    rank: int = chosen(16, "the router's")
    alpha: int = chosen(32, "twice the rank, the usual scale")
    layers: int = chosen(12, "all")
    first_layer: int = chosen(0, "all of them learn")
    save_steps: int = chosen(40, "half a minute of work is lost at most")


@dataclass(frozen=True)
class LabelledPair:
    """Two texts, and which of the labels they have."""

    pair: TextPair
    label: int


def read_pairs(path: Path) -> list[LabelledPair]:
    """Read what `write_pairs` wrote."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [LabelledPair((one, other), label) for one, other, label in rows]


def write_pairs(pairs: Sequence[LabelledPair], path: Path) -> None:
    """Write JSON Lines, so that a run that is resumed need not draw again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps([*row.pair, row.label], ensure_ascii=False) for row in pairs]
    _replace(path, "\n".join(lines) + "\n")


def run_digest(files: Sequence[Path], hp: Hyperparameters, **constants: object) -> str:
    """Return what tells a run from others: hyper-parameters, constants, what the files hold."""
    about = {**asdict(hp), **constants, "max_tokens": MAX_TOKENS}
    digest = hashlib.sha256(json.dumps(about, sort_keys=True).encode())
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def train_once(
    digest: str,
    draw: Callable[[], Sequence[LabelledPair]],
    labels: int,
    output: Path,
    runs: Path,
    hp: Hyperparameters,
) -> None:
    """Train into `output`, unless it holds what the run of this digest made; resume a killed run.

    How it went is in `trained.json`: `digest`, `pairs`, `minutes` (of the last start, if resumed).
    """
    done, work = output / TRAINED, runs / digest[:16]
    if done.is_file() and json.loads(done.read_text())["digest"] == digest:
        return
    done.unlink(missing_ok=True)  # what is written from here on is of this run
    drawn = work / "pairs.jsonl"
    if not drawn.is_file():
        write_pairs(draw(), drawn)
    train = read_pairs(drawn)
    started = time.monotonic()
    fit_pairs(train, labels, output, work / "checkpoints", hp)
    minutes = round((time.monotonic() - started) / 60, 1)
    run = {"digest": digest, "pairs": len(train), "minutes": minutes}
    _replace(done, json.dumps(run) + "\n")
    shutil.rmtree(work)


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    partial = path.with_suffix(".part")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


class _Rows(Dataset[dict[str, Any]]):
    def __init__(self, pairs: Sequence[LabelledPair]) -> None:
        self._pairs = pairs

    def __len__(self) -> int:
        return len(self._pairs)

    def lengths(self) -> list[int]:
        return [sum(map(len, row.pair)) for row in self._pairs]

    def __getitem__(self, index: int) -> dict[str, Any]:
        row = self._pairs[index]
        return {"input": pair_input(row.pair), "labels": row.label}


def fit_pairs(
    train: Sequence[LabelledPair], labels: int, output: Path, checkpoints: Path, hp: Hyperparameters
) -> None:
    """Train, from the last checkpoint when there is one; write adapter and head to `output`."""
    set_seed(hp.seed)
    model = LoraComparer(
        labels, rank=hp.rank, alpha=hp.alpha, first=hp.first_layer, layers=hp.layers
    )
    compile_layers(encoder_layers(model))
    tokenizer = load_tokenizer(read_weights())

    def collate(rows: list[dict[str, Any]]) -> dict[str, torch.Tensor]:
        encoded = [
            tokenizer(*row["input"], truncation="only_second", max_length=MAX_TOKENS)
            for row in rows
        ]
        batch = tokenizer.pad(encoded, pad_to_multiple_of=TOKEN_STEP, return_tensors="pt")
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
        train_dataset=_Rows(train),
        data_collator=collate,
    )
    last = get_last_checkpoint(str(checkpoints)) if checkpoints.is_dir() else None
    freeze_in_bfloat16(model)
    # Autocast casts what an adapter reads: peft's own cast to single precision would be undone.
    with disable_input_dtype_casting(model, active=has_bfloat16()):
        trainer.train(resume_from_checkpoint=last)
    model.save(output)


def calibrate(
    output: Path, cache: Path, labels: Sequence[str], validation: Sequence[LabelledPair]
) -> tuple[NDArray[np.float64], float]:
    """Fit the temperature on what will serve, the int8 model; write it and golden outputs.

    Returns the calibrated probabilities, [validation, labels], and the temperature.
    """
    logits = judged(output, cache, validation)
    temperature = fit_temperature(logits, np.array([row.label for row in validation]))
    probabilities = softmax(logits / temperature)
    config = {"labels": list(labels), "temperature": round(temperature, 4)}
    (output / CONFIG).write_text(json.dumps(config, indent=2) + "\n")
    golden = [
        {"pair": row.pair, "probabilities": [round(float(p), 4) for p in probabilities[i]]}
        for i, row in list(enumerate(validation))[:: max(1, len(validation) // 12)][:12]
    ]
    (output / GOLDEN).write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n")
    return probabilities, temperature


def judged(output: Path, cache: Path, pairs: Sequence[LabelledPair]) -> NDArray[np.float32]:
    """Return what the int8 model says before it is calibrated: float32 [pairs, labels]."""
    served = OnnxModel(served_spec(output), cache, max_tokens=MAX_TOKENS)
    return served.run([pair_input(row.pair) for row in pairs])
