"""`dona train router`: LoRA on the bundled encoder over the seven routes."""

import hashlib
import json
import shutil
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from functools import cache as cache_of
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from transformers import set_seed
from transformers.trainer_utils import get_last_checkpoint

from graph.routers.classifier import ClassifierRouter, Mixture
from graph.routers.repair import FILE as WORDS
from graph.routers.repair import WordRepair, shoppers_words
from graph.routes import ROUTES
from graph.training.bare_asks import bare_asks
from graph.training.bert import load_bert, load_tokenizer, mean_pool, text_mask
from graph.training.calibration import (
    expected_calibration_error,
    fit_refusal_bias,
    fit_temperature,
    softmax,
)
from graph.training.compiled import compile_layers
from graph.training.lora import LoraClassifier, encoder_layers
from graph.training.ngram_head import train_ngram_head
from graph.training.precision import has_bfloat16
from graph.training.router_data import Message, read_messages
from graph.training.router_trainer import Hyperparameters, fit
from graph.training.router_views import Messages, Repair, collator, encode_with
from graph.training.soup import average_adapters
from ingest.encoder.weights import read_weights

BARE = "bare.toml"
"""Frames and fillers beside the messages; a store's own data may do without."""
PROBED = 3
"""One message in so many gives the head that training starts from."""


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
    if (data / BARE).is_file():
        train += bare_asks(data / BARE, hp.seeds[0])
    validation = read_messages(data / "validation.jsonl")
    output.mkdir(parents=True, exist_ok=True)
    words = shoppers_words(message.text for message in train)
    (output / WORDS).write_text(json.dumps(words, ensure_ascii=False, indent=0) + "\n")
    mend = WordRepair(words)

    def repair(message: Message) -> Message:
        return replace(message, text=mend(message.text))

    probe = cache_of(lambda: _linear_probe(train[::PROBED], hp))
    runs = [cache / "train-router" / f"seed-{seed}" for seed in hp.seeds]
    kept = sum(  # minutes of runs that an earlier call finished
        _train_one(train, validation, run, hp, seed, probe, repair)
        for run, seed in zip(runs, hp.seeds, strict=True)
    )
    average_adapters(runs, output)
    train_ngram_head(train, output, hp, repair)
    metrics = _calibrate(output, cache, validation)
    metrics |= {
        "data_sha256": _data_hash(data),
        "train_messages": len(train),
        "validation_messages": len(validation),
        "minutes": round(kept + (time.monotonic() - started) / 60, 1),
        "threads": torch.get_num_threads(),
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
    probe: Callable[[], tuple[torch.Tensor, torch.Tensor]],
    repair: Repair,
) -> float:
    """Train one adapter and head and save them in `output`.

    A finished run of the same data and hyper-parameters is kept, and the minutes that it took are
    returned, else 0; a killed one is resumed.
    """
    started = time.monotonic()
    digest = run_digest(train, validation, hp, seed)
    done, begun, checkpoints = output / "done", output / "begun", output / "checkpoints"
    if done.is_file():
        finished, _, minutes = done.read_text().partition(" ")
        if finished == digest:
            return float(minutes)
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
        layers=hp.layers,
        text_only=True,
    )
    if get_last_checkpoint(str(checkpoints)) is None:
        with torch.no_grad():
            for parameter, start in zip((model.head.weight, model.head.bias), probe(), strict=True):
                parameter.copy_(start)
    compile_layers(encoder_layers(model))
    tokenizer = load_tokenizer(read_weights())
    fit(model, tokenizer, train, validation, hp, seed=seed, checkpoints=checkpoints, repair=repair,
        loss=model.loss)  # fmt: skip
    model.save(output)
    shutil.rmtree(checkpoints)
    done.write_text(f"{digest} {(time.monotonic() - started) / 60:.1f}")
    return 0.0


def run_digest(
    train: Sequence[Message], validation: Sequence[Message], hp: Hyperparameters, seed: int
) -> str:
    """Return what tells a run from others: messages, labels, seed, hyper-parameters."""
    messages = [[asdict(m) for m in part] for part in (train, validation)]
    key = json.dumps([messages, asdict(replace(hp, seeds=(seed,)))], ensure_ascii=False)
    return hashlib.sha256(key.encode()).hexdigest()


def _linear_probe(
    train: Sequence[Message], hp: Hyperparameters
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the head that every seed starts from: the best linear probe of the untouched encoder.

    Shapes: weight [routes, hidden], bias [routes].
    Source: Kumar et al. 2022, "Fine-Tuning can Distort Pretrained Features": a head fitted first
    keeps the encoder's features, and what they generalise to, while it is tuned.
    """
    tokenizer = load_tokenizer(read_weights())
    collate = collator(tokenizer)
    encoder = load_bert(replace(read_weights(), layers=hp.layers)).eval()
    rows = Messages(train, lambda message: message, encode_with(tokenizer))
    lengths = rows.lengths()
    order = sorted(range(len(rows)), key=lengths.__getitem__)
    features = []
    for start in range(0, len(order), 64):
        batch = collate([rows[i] for i in order[start : start + 64]])
        batch = {key: batch[key] for key in ("input_ids", "attention_mask")}
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
            hidden = encoder(**batch).last_hidden_state
            features.append(mean_pool(hidden, text_mask(**batch)).float().numpy())
    labels = [rows[i]["labels"] for i in order]
    pooled = np.concatenate(features)
    mean, scale = pooled.mean(axis=0), pooled.std(axis=0)
    probe = LogisticRegression(C=hp.probe_c, max_iter=500, class_weight="balanced")
    probe.fit((pooled - mean) / scale, labels)
    weight = probe.coef_ / scale  # the standardisation folded into the head
    bias = probe.intercept_ - weight @ mean
    return torch.from_numpy(weight), torch.from_numpy(bias)


def _calibrate(output: Path, cache: Path, validation: Sequence[Message]) -> dict[str, Any]:
    """Fit the temperature on what will serve, in int8, and write its golden outputs."""
    logits = Mixture(output, cache).log_probabilities([(m.text, m.previous) for m in validation])
    labels = np.array([ROUTES.index(m.route) for m in validation])
    temperature = fit_temperature(logits, labels)
    refusal = ROUTES.index("out_of_scope")
    bias = np.zeros(len(ROUTES))
    bias[refusal] = fit_refusal_bias(logits / temperature, labels, refusal)
    probabilities = softmax(logits / temperature + bias)
    config = {
        "labels": list(ROUTES),
        "temperature": round(temperature, 4),
        "refusal_bias": bias[refusal],
    }
    (output / "router.json").write_text(json.dumps(config, indent=2) + "\n")
    golden = [
        {
            "text": message.text,
            "previous": message.previous,
            "probabilities": [round(float(p), 4) for p in probabilities[i]],
        }
        for i, message in list(enumerate(validation))[:: max(1, len(validation) // 12)][:12]
    ]
    (output / "golden.json").write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n")
    ClassifierRouter(output, cache)
    return {
        "validation_accuracy": float((probabilities.argmax(axis=1) == labels).mean()),
        "validation_ece": expected_calibration_error(probabilities, labels),
        "temperature": temperature,
        "refusal_bias": float(bias[refusal]),
    }


def _data_hash(data: Path) -> str:
    digest = hashlib.sha256()
    for name in ("train.jsonl", BARE, "validation.jsonl"):
        if (data / name).is_file():
            digest.update((data / name).read_bytes())
    return digest.hexdigest()
