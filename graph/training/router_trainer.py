"""What every training of the router shares: hyper-parameters, messages, the Trainer."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch.utils.data import Dataset
from transformers import EarlyStoppingCallback, Trainer, TrainingArguments
from transformers.trainer_pt_utils import LengthGroupedSampler
from transformers.trainer_utils import get_last_checkpoint

from graph.routers.input import MAX_TOKENS, classifier_input
from graph.routes import ROUTES
from graph.training.noise import spoil
from graph.training.router_data import Message
from graph.training.swaps import add_courtesy, swap_words

Collate = Callable[[list[dict[str, Any]]], dict[str, torch.Tensor]]


@dataclass(frozen=True)
class Hyperparameters:
    """What the training depends on; `ORIGINS` says where each value comes from."""

    seeds: tuple[int, ...] = (13,)
    layers: int = 12
    epochs: float = 4
    batch_size: int = 32
    learning_rate: float = 6e-4
    warmup_ratio: float = 0.1
    weight_decay: float = 0.01
    rank: int = 16
    alpha: int = 32
    dropout: float = 0.1
    label_smoothing: float = 0.05
    noise: float = 0.7
    patience: int = 3
    probe_c: float = 0.02
    ngram_c: float = 30.0
    ngram_copies: int = 3


COURTESY = 0.2
"""Share of messages that get a greeting or thanks."""
FOLLOWING, WHOLE = 0.15, 18
"""Share of messages that get a turn before them, and the letters from which one says all."""

ORIGINS = {
    "seeds": "fixed, for runs that repeat; an adapter for each, averaged (`soup.py`)",
    "layers": "all; the first 8 take two thirds of the time, and lost 1 to 3 points in validation",
    "epochs": "chosen for less than 20 minutes; early stopping keeps the best epoch",
    "batch_size": "usual at this size; no other was tried",
    "learning_rate": "usual for LoRA of this rank (Hu et al. 2021 use 2e-4 to 1e-3)",
    "warmup_ratio": "transformers' examples",
    "weight_decay": "BERT fine-tuning (Devlin et al. 2019)",
    "rank": "8 was 2 points worse; seeds add up in the averaged adapter",
    "alpha": "twice the rank, the usual scale",
    "dropout": "BERT's own 0.1, of the pooled vector; inside the encoder it doubled the time",
    "label_smoothing": "Szegedy et al. 2016 use 0.1; halved for seven classes",
    "noise": "share of messages spoiled anew at every epoch: phones and hurry are the usual case",
    "patience": "epochs without a better validation accuracy",
    "ngram_c": "3, 10 and 30 lay within a point on the validation set, 30 ahead",
    "ngram_copies": "spoiled copies of each message; none was half a point worse with typos",
    "probe_c": "0.002 to 0.1 lay within 2 points for a probe on the validation set",
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
        self._turns = turns_of(messages)
        self._rng = random.Random(seed)

    def __len__(self) -> int:
        return len(self._messages)

    def lengths(self) -> list[int]:
        """Return the length of each message with its previous turn, in characters."""
        return [len(m.text) + len(m.previous or "") for m in self._messages]

    def __getitem__(self, index: int) -> dict[str, Any]:
        message = self._messages[index]
        if self._noise:
            message = vary(message, self._rng, self._noise, self._turns)
        return {
            "input": classifier_input(message.text, message.previous),
            "labels": ROUTES.index(message.route),
        }


def turns_of(messages: Sequence[Message]) -> list[str]:
    """Return the turns that came before a message."""
    return [message.previous for message in messages if message.previous]


def vary(message: Message, rng: random.Random, noise: float, turns: Sequence[str]) -> Message:
    """Return the message in other words and with the errors of a hurried hand; same route.

    One that says all by itself may follow any of `turns`: what is asked now decides.
    """
    previous = message.previous
    if previous is None and len(message.text) > WHOLE and rng.random() < FOLLOWING:
        previous = rng.choice(turns)
    text = swap_words(message.text, rng)
    # A greeting alone is small talk: courtesy is added only to what asks for something else.
    if message.route != "chitchat" and len(text) > 12 and rng.random() < COURTESY:
        text = add_courtesy(text, rng)
    text = spoil(text, rng) if rng.random() < noise else text
    return replace(message, text=text, previous=previous)


def collator(tokenizer: Any) -> Collate:
    """Return what turns rows of `Messages` into a padded batch."""

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

    return collate


def fit(
    model: Any,
    collate: Collate,
    train: Sequence[Message],
    validation: Sequence[Message],
    hp: Hyperparameters,
    *,
    seed: int,
    checkpoints: Path,
) -> None:
    """Train `model` in place, from the last checkpoint when there is one; the best epoch stays."""
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
