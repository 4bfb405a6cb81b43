"""`dona train router`: LoRA on the bundled encoder over the seven routes."""

import hashlib
import json
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from torch.utils.data import Dataset
from transformers import EarlyStoppingCallback, Trainer, TrainingArguments, set_seed
from transformers.trainer_pt_utils import LengthGroupedSampler
from transformers.trainer_utils import get_last_checkpoint

from graph.routers.classifier import ClassifierRouter, served_spec
from graph.routers.input import MAX_TOKENS, classifier_input
from graph.routes import ROUTES
from graph.training.bert import load_tokenizer
from graph.training.calibration import expected_calibration_error, fit_temperature, softmax
from graph.training.lora import LoraClassifier
from graph.training.noise import spoil
from graph.training.router_data import Message, read_messages
from graph.training.router_data import key as key_of
from graph.training.soup import average_adapters
from graph.training.swaps import add_courtesy, swap_words
from ingest.encoder.onnx_model import OnnxModel
from ingest.encoder.weights import read_weights

Collate = Callable[[list[dict[str, Any]]], dict[str, torch.Tensor]]


@dataclass(frozen=True)
class Hyperparameters:
    """What the training depends on; `ORIGINS` says where each value comes from."""

    seeds: tuple[int, ...] = (13, 29)
    epochs: float = 6
    batch_size: int = 32
    learning_rate: float = 8e-4
    warmup_ratio: float = 0.1
    weight_decay: float = 0.01
    rank: int = 16
    alpha: int = 32
    dropout: float = 0.1
    label_smoothing: float = 0.05
    noise: float = 0.5
    patience: int = 3
    probe_c: float = 0.02


COURTESY = 0.2
"""Share of messages that get a greeting or thanks."""

ORIGINS = {
    "seeds": "fixed, for runs that repeat; one adapter each, averaged (`soup.py`)",
    "epochs": "two runs of 6 fit in 20 minutes; 5 measured less, 8 no better",
    "batch_size": "fits the L2 cache; 16 and 64 measured no better",
    "learning_rate": "usual for LoRA of this rank (Hu et al. 2021 use 2e-4 to 1e-3)",
    "warmup_ratio": "transformers' examples",
    "weight_decay": "BERT fine-tuning (Devlin et al. 2019)",
    "rank": "8 measured 1 to 2 points less; two of 16 make one of 32: 10 MB",
    "alpha": "twice the rank, the usual scale",
    "dropout": "BERT's own 0.1",
    "label_smoothing": "Szegedy et al. 2016 use 0.1; halved for seven classes",
    "noise": "half of the messages are spoiled anew at every epoch",
    "patience": "epochs without a better validation accuracy",
    "probe_c": "of 0.005, 0.02 and 0.1, the best of the linear probe on the validation set",
}


class LengthGroupedTrainer(Trainer):  # type: ignore[misc]
    """Batches messages of like length: the padding of a long one is not paid by short ones."""

    def _get_train_sampler(self, train_dataset: Any = None) -> Any:
        dataset = train_dataset or self.train_dataset
        return LengthGroupedSampler(self.args.train_batch_size, lengths=dataset.lengths())


class Messages(Dataset[dict[str, Any]]):
    """Tokenizes on access, so that each epoch spoils the messages differently."""

    def __init__(self, messages: Sequence[Message], noise: float, seed: int) -> None:
        self._messages = messages
        self._noise = noise
        self._rng = random.Random(seed)

    def __len__(self) -> int:
        return len(self._messages)

    def lengths(self) -> list[int]:
        """Return the length of each message with its previous turn, in characters."""
        return [len(m.text) + len(m.previous or "") for m in self._messages]

    def __getitem__(self, index: int) -> dict[str, Any]:
        message = self._messages[index]
        text = message.text
        if self._noise:
            text = vary(message, self._rng, self._noise)
        return {
            "input": classifier_input(text, message.previous),
            "labels": ROUTES.index(message.route),
        }


def vary(message: Message, rng: random.Random, noise: float) -> str:
    """Return the message in other words and with the errors of a hurried hand; same route."""
    text = swap_words(message.text, rng)
    # A greeting alone is small talk: courtesy is added only to what asks for something else.
    if message.route != "chitchat" and len(text) > 12 and rng.random() < COURTESY:
        text = add_courtesy(text, rng)
    return spoil(text, rng) if rng.random() < noise else text


def train_router(
    data: Path, output: Path, cache: Path, parameters: Hyperparameters | None = None
) -> dict[str, Any]:
    """Train, calibrate on the validation set, prove the int8 model, write `output`.

    Returns the metrics that go to the model card. The test set is not read here.

    Raises:
        TrainingError: a data file is missing or malformed.
    """
    started = time.monotonic()
    hp = parameters or Hyperparameters()
    train = read_messages(data / "train.jsonl")
    validation = read_messages(data / "validation.jsonl")
    runs = []
    for seed in hp.seeds:
        runs.append(cache / "train-router" / f"seed-{seed}")
        _train_one(train, validation, runs[-1], hp, seed)
    average_adapters(runs, output)
    metrics = _calibrate(output, cache, validation)
    metrics |= {
        "data_sha256": _data_hash(data),
        "train_messages": len(train),
        "validation_messages": len(validation),
        "minutes": round((time.monotonic() - started) / 60, 1),
        "hyperparameters": asdict(hp),
    }
    (output / "metrics.json").write_text(json.dumps(metrics, indent=2, ensure_ascii=False) + "\n")
    return metrics


def _train_one(
    train: Sequence[Message],
    validation: Sequence[Message],
    output: Path,
    hp: Hyperparameters,
    seed: int,
) -> None:
    """Train one adapter and head and save them in `output`.

    A finished run of the same data and hyper-parameters is kept; a killed one is resumed.
    """
    key = json.dumps([asdict(hp), seed, [key_of(m) for m in train]], ensure_ascii=False)
    digest = hashlib.sha256(key.encode()).hexdigest()
    done, begun, checkpoints = output / "done", output / "begun", output / "checkpoints"
    if done.is_file() and done.read_text() == digest:
        return
    if not begun.is_file() or begun.read_text() != digest:
        shutil.rmtree(output, ignore_errors=True)
    checkpoints.mkdir(parents=True, exist_ok=True)
    begun.write_text(digest)
    set_seed(seed)
    counts = Counter(message.route for message in train)
    weights = torch.tensor([len(train) / (len(ROUTES) * counts[route]) for route in ROUTES])
    model = LoraClassifier(
        len(ROUTES),
        rank=hp.rank,
        alpha=hp.alpha,
        dropout=hp.dropout,
        class_weights=weights.sqrt().float(),
        label_smoothing=hp.label_smoothing,
    )
    tokenizer = load_tokenizer(read_weights())

    def collate(rows: list[dict[str, Any]]) -> dict[str, torch.Tensor]:
        inputs = [row["input"] for row in rows]
        encoded = [
            tokenizer(*((i,) if isinstance(i, str) else i), truncation=True, max_length=MAX_TOKENS)
            for i in inputs
        ]
        batch = tokenizer.pad(encoded, return_tensors="pt")
        return {
            "input_ids": batch["input_ids"],
            "attention_mask": batch["attention_mask"],
            "labels": torch.tensor([row["labels"] for row in rows]),
        }

    _probe(model, collate, train, hp)
    trainer = LengthGroupedTrainer(
        model=model,
        args=TrainingArguments(
            output_dir=str(checkpoints),
            num_train_epochs=hp.epochs,
            per_device_train_batch_size=hp.batch_size,
            per_device_eval_batch_size=64,
            learning_rate=hp.learning_rate,
            warmup_steps=int(hp.warmup_ratio * hp.epochs * len(train) / hp.batch_size),
            weight_decay=hp.weight_decay,
            lr_scheduler_type="cosine",
            eval_strategy="epoch",
            save_strategy="epoch",
            save_total_limit=1,
            load_best_model_at_end=True,
            metric_for_best_model="eval_accuracy",
            label_names=["labels"],
            remove_unused_columns=False,
            bf16=True,
            use_cpu=True,
            dataloader_num_workers=0,
            report_to=[],
            seed=seed,
            logging_steps=50,
        ),
        train_dataset=Messages(train, hp.noise, seed),
        eval_dataset=Messages(validation, 0.0, seed),
        data_collator=collate,
        compute_metrics=lambda p: {
            "accuracy": float((p.predictions.argmax(axis=1) == p.label_ids).mean())
        },
        callbacks=[EarlyStoppingCallback(hp.patience)],
    )
    trainer.train(resume_from_checkpoint=get_last_checkpoint(str(checkpoints)))
    model.save(output)
    shutil.rmtree(checkpoints)
    done.write_text(digest)


def _probe(
    model: LoraClassifier,
    collate: Collate,
    train: Sequence[Message],
    hp: Hyperparameters,
) -> None:
    """Start the head as the best linear probe of the untouched encoder.

    Source: Kumar et al. 2022, "Fine-Tuning can Distort Pretrained Features": a head fitted first
    keeps the encoder's features, and what they generalise to, while it is tuned.
    """
    rows = sorted(train, key=lambda m: len(m.text) + len(m.previous or ""))
    features = []
    for start in range(0, len(rows), 64):
        batch = collate(
            [{"input": classifier_input(m.text, m.previous), "labels": 0}
             for m in rows[start : start + 64]]
        )  # fmt: skip
        with torch.inference_mode():
            features.append(model.pooled(batch["input_ids"], batch["attention_mask"]).numpy())
    labels = [ROUTES.index(m.route) for m in rows]
    pooled = np.concatenate(features)
    mean, scale = pooled.mean(axis=0), pooled.std(axis=0)
    probe = LogisticRegression(C=hp.probe_c, max_iter=500, class_weight="balanced")
    probe.fit((pooled - mean) / scale, labels)
    weight = probe.coef_ / scale  # the standardisation folded into the head
    with torch.no_grad():
        model.head.weight.copy_(torch.from_numpy(weight))
        model.head.bias.copy_(torch.from_numpy(probe.intercept_ - weight @ mean))


def _calibrate(output: Path, cache: Path, validation: Sequence[Message]) -> dict[str, Any]:
    """Fit the temperature on what will serve, the int8 model, and write its golden outputs."""
    served = OnnxModel(served_spec(output), cache, max_tokens=MAX_TOKENS)
    logits = served.run([classifier_input(m.text, m.previous) for m in validation])
    labels = np.array([ROUTES.index(m.route) for m in validation])
    temperature = fit_temperature(logits, labels)
    probabilities = softmax(logits / temperature)
    config = {"labels": list(ROUTES), "temperature": round(temperature, 4)}
    (output / "router.json").write_text(json.dumps(config, indent=2) + "\n")
    golden = [
        {
            "text": message.text,
            "previous": message.previous,
            "probabilities": [round(float(p), 4) for p in softmax(logits[[i]] / temperature)[0]],
        }
        for i, message in list(enumerate(validation))[:: max(1, len(validation) // 12)][:12]
    ]
    (output / "golden.json").write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n")
    ClassifierRouter(output, cache)
    return {
        "validation_accuracy": float((logits.argmax(axis=1) == labels).mean()),
        "validation_ece": expected_calibration_error(probabilities, labels),
        "temperature": temperature,
    }


def _data_hash(data: Path) -> str:
    digest = hashlib.sha256()
    for name in ("train.jsonl", "validation.jsonl"):
        digest.update((data / name).read_bytes())
    return digest.hexdigest()
