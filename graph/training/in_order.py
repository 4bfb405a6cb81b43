"""Contrastive training over pairs in the order in which they were drawn."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar, Protocol

from torch import nn
from torch.utils.data import SequentialSampler
from transformers import EarlyStoppingCallback, Trainer, TrainingArguments
from transformers.trainer_utils import get_last_checkpoint

from graph.training.contrastive import BiEncoder
from graph.training.lora import save_adapter
from graph.training.precision import has_bfloat16


class Schedule(Protocol):
    """What of the hyper-parameters, a dataclass, the Trainer is told."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

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


def fit_in_order(
    model: BiEncoder,
    pairs: Sequence[Any],
    held_out: Sequence[Any],
    collate: Callable[[list[Any]], dict[str, Any]],
    schedule: Schedule,
    *,
    work: Path,
    output: Path,
) -> tuple[list[float], Path]:
    """Train once over the pairs and write the adapter of the least loss held out to `output`.

    Pairs and schedule are dataclasses; a killed run of the same goes on from its checkpoint in
    `work`. Returns the losses held out, the untouched encoder's first, and the folder of the
    checkpoints, for the caller to remove once it has measured what was written.
    """
    key = json.dumps([asdict(schedule), [asdict(pair) for pair in pairs]], ensure_ascii=False)
    checkpoints = work / hashlib.sha256(key.encode()).hexdigest()[:16]
    trainer = _trainer(model, pairs, held_out, checkpoints, schedule, collate)
    last = get_last_checkpoint(str(checkpoints)) if checkpoints.is_dir() else None
    losses = [trainer.evaluate()["eval_loss"]]  # of the untouched encoder: a new LoRA adds nothing
    trainer.train(resume_from_checkpoint=last)
    output.mkdir(parents=True, exist_ok=True)
    save_adapter(model.encoder, output, text_only=False)
    losses += [entry["eval_loss"] for entry in trainer.state.log_history if "eval_loss" in entry]
    return [round(float(loss), 4) for loss in losses], checkpoints


def _trainer(
    model: nn.Module,
    pairs: Sequence[Any],
    held_out: Sequence[Any],
    checkpoints: Path,
    schedule: Schedule,
    collate: Callable[[list[Any]], dict[str, Any]],
) -> InOrderTrainer:
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
