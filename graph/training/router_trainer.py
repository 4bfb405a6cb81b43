"""What every training of the router shares: hyper-parameters, messages, the Trainer."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from peft.helpers import disable_input_dtype_casting
from torch.nn.functional import cross_entropy, kl_div
from transformers import EarlyStoppingCallback, Trainer, TrainingArguments
from transformers.trainer_pt_utils import LengthGroupedSampler
from transformers.trainer_utils import get_last_checkpoint

from graph.training.hyperparameters import chosen
from graph.training.noise import add_typos
from graph.training.precision import freeze_in_bfloat16, has_bfloat16
from graph.training.router_data import Message
from graph.training.router_views import (
    Messages,
    Repair,
    VariedMessages,
    collator,
    encode_with,
)

Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
"""Of logits [rows, classes] and labels [rows]."""


@dataclass(frozen=True)
class Hyperparameters:
    """What the training depends on."""

    seeds: tuple[int, ...] = chosen(
        (13,), "fixed, for runs that repeat; an adapter for each, averaged (`soup.py`)"
    )
    layers: int = chosen(
        12, "all: the first 8 alone lost 1 to 3 points in validation, adapting the upper 6 5"
    )
    epochs: float = chosen(3, "each of the three gained, the last 2 points; the best one is kept")
    batch_size: int = chosen(
        32, "usual at this size; 64, at 8e-4, was a point behind after two epochs, no faster"
    )
    learning_rate: float = chosen(
        6e-4, "usual for LoRA of this rank (Hu et al. 2021 use 2e-4 to 1e-3)"
    )
    warmup_ratio: float = chosen(0.1, "transformers' examples")
    weight_decay: float = chosen(0.01, "BERT fine-tuning (Devlin et al. 2019)")
    rank: int = chosen(16, "8 was 2 points worse; seeds add up in the averaged adapter")
    alpha: int = chosen(32, "twice the rank, the usual scale")
    dropout: float = chosen(
        0.1, "BERT's own 0.1, of the pooled vector; inside the encoder it doubled the time"
    )
    label_smoothing: float = chosen(0.05, "Szegedy et al. 2016 use 0.1; halved for seven classes")
    noise: float = chosen(
        0.3, "share of the first views that are spoiled too; the second ones all are"
    )
    consistency: float = chosen(
        1.0, "weight of the divergence between a message's two views; R-Drop takes 1 to 5"
    )
    patience: int = chosen(3, "epochs without a better validation accuracy")
    probe_c: float = chosen(
        0.02, "0.002 to 0.1 lay within 2 points for a probe on the validation set"
    )
    ngram_c: float = chosen(30.0, "3, 10 and 30 lay within a point on the validation set, 30 ahead")
    ngram_copies: int = chosen(
        2, "spoiled copies of each message; none was half a point worse with typos"
    )


class LengthGroupedTrainer(Trainer):  # type: ignore[misc]
    """Batches messages of like length: the padding of a long one is not paid by short ones."""

    def _get_train_sampler(self, train_dataset: Any = None) -> Any:
        return _LengthGrouped(train_dataset or self.train_dataset, self.args.train_batch_size)


class _LengthGrouped(LengthGroupedSampler):  # type: ignore[misc]
    """Groups what each epoch's messages became, whose lengths are others in every epoch."""

    def __init__(self, dataset: Any, batch_size: int) -> None:
        super().__init__(batch_size, lengths=dataset.lengths())
        self._dataset = dataset

    def set_epoch(self, epoch: int) -> None:
        """Draw the epoch's messages, when the dataset draws any; the Trainer calls it."""
        if hasattr(self._dataset, "set_epoch"):
            self._dataset.set_epoch(epoch)
            self.lengths = self._dataset.lengths()


class ConsistentTrainer(LengthGroupedTrainer):
    """Asks for the same answer to both views of a message, besides the right one.

    A batch's `places` are those of the first views and then of the second ones, in the same order.
    """

    def __init__(self, *, consistency: float, loss: Loss, **others: Any) -> None:
        super().__init__(**others)
        self._consistency = consistency
        self._loss = loss

    def compute_loss(
        self, model: Any, inputs: dict[str, torch.Tensor], return_outputs: bool = False, **_: Any
    ) -> Any:
        """Return the loss, with the model's outputs when asked."""
        read = {key: inputs[key] for key in ("input_ids", "attention_mask")}
        logits = model(**read)["logits"][inputs["places"]].float()
        loss = self._loss(logits, inputs["labels"])
        if model.training:
            loss = loss + self._consistency * divergence(logits)
        return (loss, {"loss": loss, "logits": logits}) if return_outputs else loss


def divergence(logits: torch.Tensor) -> torch.Tensor:
    """Return how much the two halves of a batch differ, row by row: symmetric KL, a scalar.

    `logits` is [2n, classes]. Source: Liang et al. 2021, "R-Drop", equation 2.
    """
    one, other = logits.float().log_softmax(dim=-1).chunk(2)
    there = kl_div(one, other, reduction="batchmean", log_target=True)
    back = kl_div(other, one, reduction="batchmean", log_target=True)
    return (there + back) / 2


def fit(
    model: Any,
    tokenizer: Any,
    train: Sequence[Message],
    validation: Sequence[Message],
    hp: Hyperparameters,
    *,
    seed: int,
    checkpoints: Path,
    repair: Repair,
    loss: Loss = cross_entropy,
) -> None:
    """Train `model` in place, from the last checkpoint when there is one; the best epoch stays."""
    rng = random.Random(seed)
    judges = [  # half of what chooses the epoch is mistyped
        replace(message, text=add_typos(message.text, rng)) if n % 2 else message
        for n, message in enumerate(validation)
    ]
    judges.sort(key=lambda m: len(m.text) + len(m.previous or ""))
    encode = encode_with(tokenizer)
    trainer = ConsistentTrainer(
        consistency=hp.consistency,
        loss=loss,
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
            bf16=has_bfloat16(),
            use_cpu=True,
            dataloader_num_workers=0,
            report_to=[],
            seed=seed,
            logging_steps=50,
        ),
        train_dataset=VariedMessages(train, hp.noise, seed, repair, encode),
        eval_dataset=Messages(judges, repair, encode),
        data_collator=collator(tokenizer),
        compute_metrics=lambda p: {
            "accuracy": float((p.predictions.argmax(axis=1) == p.label_ids).mean())
        },
        callbacks=[EarlyStoppingCallback(hp.patience)],
    )
    freeze_in_bfloat16(model)
    # Autocast casts what an adapter reads: peft's own cast to single precision would be undone.
    with disable_input_dtype_casting(model, active=has_bfloat16()):
        trainer.train(resume_from_checkpoint=get_last_checkpoint(str(checkpoints)))
