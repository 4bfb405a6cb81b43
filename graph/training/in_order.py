"""Contrastive training over pairs in the order in which they were drawn."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from torch import nn
from torch.utils.data import SequentialSampler
from transformers import EarlyStoppingCallback, Trainer, TrainingArguments

from graph.training.precision import has_bfloat16


class Schedule(Protocol):
    """What of the hyper-parameters the Trainer is told."""

    @property
    def seed(self) -> int: ...
    @property
    def batch_size(self) -> int: ...
    @property
    def learning_rate(self) -> float: ...
    @property
    def warmup_ratio(self) -> float: ...
    @property
    def weight_decay(self) -> float: ...
    @property
    def evaluations(self) -> int: ...
    @property
    def patience(self) -> int: ...


class InOrderTrainer(Trainer):  # type: ignore[misc]
    """Reads the pairs as drawn: their order decides what meets in a batch."""

    def _get_train_sampler(self, train_dataset: Any = None) -> Any:
        return SequentialSampler(train_dataset or self.train_dataset)


def in_order_trainer(
    model: nn.Module,
    pairs: Sequence[Any],
    held_out: Sequence[Any],
    checkpoints: Path,
    schedule: Schedule,
    collate: Callable[[list[Any]], dict[str, Any]],
) -> InOrderTrainer:
    """Return what trains once over the pairs, and keeps the state of the least loss held out."""
    steps = -(-len(pairs) // schedule.batch_size)
    every = max(1, steps // schedule.evaluations)
    return InOrderTrainer(
        model=model,
        args=TrainingArguments(
            output_dir=str(checkpoints),
            num_train_epochs=1,
            per_device_train_batch_size=schedule.batch_size,
            per_device_eval_batch_size=schedule.batch_size,
            learning_rate=schedule.learning_rate,
            warmup_steps=int(schedule.warmup_ratio * steps),
            weight_decay=schedule.weight_decay,
            lr_scheduler_type="cosine",
            eval_strategy="steps",
            eval_steps=every,
            save_strategy="steps",
            save_steps=every,
            save_total_limit=1,
            load_best_model_at_end=True,
            metric_for_best_model="eval_loss",
            greater_is_better=False,
            prediction_loss_only=True,
            label_names=["excluded"],
            remove_unused_columns=False,
            bf16=has_bfloat16(),
            use_cpu=True,
            dataloader_num_workers=0,
            report_to=[],
            seed=schedule.seed,
            logging_steps=10,
        ),
        train_dataset=list(pairs),
        eval_dataset=list(held_out),
        data_collator=collate,
        callbacks=[EarlyStoppingCallback(schedule.patience)],
    )
