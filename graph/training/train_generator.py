"""`dona train generator`: LoRA on the bundled Gemma, from sources to answers."""

import hashlib
import json
import random
import shutil
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from transformers import set_seed

from graph.training.adapter_weights import put_adapter, read_adapter
from graph.training.card_generator import write_card
from graph.training.chat_examples import encode, read_chats
from graph.training.compiled import compile_layers
from graph.training.gemma import decoder, load_gemma, load_tokenizer
from graph.training.generator_files import training_files
from graph.training.generator_hyperparameters import Hyperparameters
from graph.training.generator_trainer import fit, mean_loss
from graph.training.gguf_adapter import export_adapter

VALIDATION = 64
"""Conversations that the loss is measured on, before and after."""

ADAPTER = "adapter.gguf"

KEPT = 0.5
"""Share of the adapter that a training went on from: half of each gets more answers right than
either does. Source: Wortsman et al. 2022, "Robust fine-tuning of zero-shot models"."""


def train_generator(
    data: Path,
    output: Path,
    cache: Path,
    hp: Hyperparameters,
    *,
    threads: int = 1,
    resume: bool = True,
    compiled: bool = True,
    start: Path | None = None,
) -> dict[str, Any]:
    """Train on the conversations of `data`, write the adapter and its card in `output`.

    `data` holds them as `train.jsonl` and `validation.jsonl`, or the parts that they are drawn
    from. A killed run of the same data and hyper-parameters goes on from its last checkpoint.
    `start`: an adapter in GGUF to go on from, instead of from the base; what is written is the mean
    of both. Returns the metrics that go to the card; no test set is read.

    Raises:
        TrainingError: a data file is missing or malformed.
        ModelError: the bundled model is not installed, or `start` is no adapter of that rank.
    """
    started = time.monotonic()
    torch.set_num_threads(threads)
    tokenizer = load_tokenizer(cache)
    run = cache / "train-generator"
    data = training_files(data, run / "data", hp.examples)
    chats = read_chats(data / "train.jsonl")
    random.Random(hp.seed).shuffle(chats)
    train = encode(chats[: hp.examples], tokenizer)
    validation = encode(read_chats(data / "validation.jsonl")[:VALIDATION], tokenizer)
    begun_from = _begun_from(start) if start else None
    checkpoints = _checkpoints(run, _digest([hp, begun_from, [e.ids for e in train]]), resume)

    set_seed(hp.seed)
    model = load_gemma(cache, rank=hp.rank, alpha=hp.alpha, dropout=hp.dropout)
    matrices = read_adapter(start)[0] if start else None
    if matrices:
        put_adapter(model, matrices)
    compiled = compiled and compile_layers(decoder(model).layers)
    before = mean_loss(model, validation, hp.batch_size)
    log = fit(model, train, hp, checkpoints=checkpoints)
    if matrices:
        put_adapter(model, matrices, share=KEPT)
    after = mean_loss(model, validation, hp.batch_size)

    model.save_pretrained(str(run / "peft"))
    export_adapter(run / "peft", output / ADAPTER)
    metrics = {
        "data_sha256": _file_hash(data / "train.jsonl"),
        "train_examples": len(train),
        "tokens": sum(len(e.ids) for e in train),
        "answer_tokens": sum(len(e.ids) - e.answer_start for e in train),
        "left_out_for_length": min(hp.examples, len(chats)) - len(train),
        "validation_loss_before": round(before, 4),
        "validation_loss": round(after, 4),
        "train_loss": [round(entry["loss"], 4) for entry in log],
        "minutes": round((time.monotonic() - started) / 60, 1),
        "threads": threads,
        "begun_from": begun_from,
        "compiled": compiled,
        "hyperparameters": asdict(hp),
    }
    (output / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")
    write_card(output, metrics)
    shutil.rmtree(checkpoints)
    return metrics


def _begun_from(start: Path) -> dict[str, Any]:
    """Tell which adapter a training goes on from, and what that one had read."""
    told = start.parent / "metrics.json"
    before = json.loads(told.read_text()) if told.is_file() else {}
    return {
        "sha256": _file_hash(start),
        "train_examples": before.get("train_examples"),
        "data_sha256": before.get("data_sha256"),
    }


def _checkpoints(run: Path, digest: str, resume: bool) -> Path:
    """Return the folder of this run's checkpoints, emptied of those of any other run."""
    folder, begun = run / "checkpoints", run / "begun"
    if not resume or not begun.is_file() or begun.read_text() != digest:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    begun.write_text(digest)
    return folder


def _digest(parts: list[Any]) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _file_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
