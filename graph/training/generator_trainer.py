"""The generator's Trainer: in which order it reads, what it minimises."""

import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch.utils.data import SequentialSampler
from transformers import Trainer, TrainerCallback, TrainingArguments
from transformers.trainer_utils import get_last_checkpoint

from graph.training.answer_loss import answer_loss
from graph.training.chat_examples import Example
from graph.training.gemma import decoder, head
from graph.training.generator_hyperparameters import Hyperparameters
from graph.training.precision import has_bfloat16

CHECKPOINT_S = 180.0
"""A killed run loses three minutes at most."""


def schedule(lengths: Sequence[int], batch_size: int, epochs: int, seed: int) -> list[int]:
    """Return the order in which examples are read: batches of like length, in random order.

    Known beforehand, so that a resumed run goes on where it was. What does not fill a batch is
    left for another epoch.
    """
    rng = random.Random(seed)
    order: list[int] = []
    for _ in range(epochs):
        # Lengths in steps, ties at random: batches differ from one epoch to the next.
        rows = sorted(range(len(lengths)), key=lambda i: (lengths[i] // 16, rng.random()))
        batches = [rows[i : i + batch_size] for i in range(0, len(rows), batch_size)]
        whole = [batch for batch in batches if len(batch) == batch_size]
        rng.shuffle(whole)
        order += [i for batch in whole for i in batch]
    return order


def collate(examples: Sequence[Example], pad: int = 0) -> dict[str, torch.Tensor]:
    """Pad a batch on the right; `answer` marks the positions whose token is learned.

    Shapes: `input_ids`, `attention_mask` int64 and `answer` bool, [batch, length].
    """
    length = max(len(e.ids) for e in examples)
    ids = torch.full((len(examples), length), pad)
    mask = torch.zeros_like(ids)
    answer = torch.zeros_like(ids, dtype=torch.bool)
    for row, example in enumerate(examples):
        ids[row, : len(example.ids)] = torch.tensor(example.ids)
        mask[row, : len(example.ids)] = 1
        answer[row, example.answer_start : len(example.ids)] = True
    return {"input_ids": ids, "attention_mask": mask, "answer": answer}


def batch_loss(model: Any, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Return the mean cross-entropy of the batch's answer tokens."""
    with torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
        hidden = decoder(model)(
            input_ids=batch["input_ids"], attention_mask=batch["attention_mask"], use_cache=False
        ).last_hidden_state  # [batch, length, width]
    learned = batch["answer"][:, 1:]  # a position tells the token that comes after it
    weight = head(model)
    positions = hidden[:, :-1][learned].to(weight.dtype)
    return answer_loss(positions, weight, batch["input_ids"][:, 1:][learned])


def mean_loss(model: Any, examples: Sequence[Example], batch_size: int) -> float:
    """Return the mean over batches of like length, without learning.

    Gradients stay on: compiled layers would be compiled a second time without them.
    """
    rows = sorted(examples, key=lambda e: len(e.ids))
    batches = [rows[i : i + batch_size] for i in range(0, len(rows), batch_size)]
    losses = [float(batch_loss(model, collate(batch)).detach()) for batch in batches]
    return sum(losses) / len(losses)


class AnswerTrainer(Trainer):  # type: ignore[misc]
    """Trains on the answers alone, in the order that is given."""

    def compute_loss(self, model: Any, inputs: Any, *_: Any, **__: Any) -> torch.Tensor:
        """Return the batch's loss."""
        return batch_loss(model, inputs)

    def _get_train_sampler(self, train_dataset: Any = None) -> Any:
        return SequentialSampler(train_dataset or self.train_dataset)


class TimedCheckpoints(TrainerCallback):  # type: ignore[misc]
    """Saves every few minutes, however long a step takes."""

    def __init__(self) -> None:
        self._saved = time.monotonic()

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        if time.monotonic() - self._saved >= CHECKPOINT_S:
            self._saved = time.monotonic()
            control.should_save = True


def fit(
    model: Any, train: Sequence[Example], hp: Hyperparameters, *, checkpoints: Path
) -> list[dict[str, float]]:
    """Train `model` in place, from the last checkpoint when there is one; return the log."""
    order = schedule([len(e.ids) for e in train], hp.batch_size, hp.epochs, hp.seed)
    steps = len(order) // hp.batch_size
    trainer = AnswerTrainer(
        model=model,
        args=TrainingArguments(
            output_dir=str(checkpoints),
            num_train_epochs=1,
            per_device_train_batch_size=hp.batch_size,
            learning_rate=hp.learning_rate,
            warmup_steps=int(hp.warmup_ratio * steps),
            weight_decay=hp.weight_decay,
            lr_scheduler_type="cosine",
            save_strategy="no",  # `TimedCheckpoints` does
            save_total_limit=2,
            remove_unused_columns=False,
            use_cpu=True,
            dataloader_num_workers=0,
            report_to=[],
            seed=hp.seed,
            logging_steps=max(1, steps // 50),
        ),
        train_dataset=[train[i] for i in order],
        data_collator=collate,
        callbacks=[TimedCheckpoints()],
    )
    trainer.train(resume_from_checkpoint=get_last_checkpoint(str(checkpoints)))
    return [entry for entry in trainer.state.log_history if "loss" in entry]
