"""What the generator's training depends on, and where each value comes from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Hyperparameters:
    """What the training depends on; `ORIGINS` says where each value comes from."""

    examples: int = 4200
    epochs: int = 1
    batch_size: int = 8
    learning_rate: float = 4e-4
    warmup_ratio: float = 0.05
    weight_decay: float = 0.0
    rank: int = 16
    alpha: int = 32
    dropout: float = 0.0
    seed: int = 13


ORIGINS = {
    "examples": "as many as an hour allows on one thread, some 0.6 s each",
    "epochs": "new examples teach more than the same ones again; there are enough",
    "batch_size": "enough answer positions to fill a block of the loss; no other was tried",
    "learning_rate": "a trial on 640 synthetic examples learned the task with it in 12 minutes",
    "warmup_ratio": "usual for LoRA (Dettmers et al. 2023 use 0.03)",
    "weight_decay": "low-rank matrices started at zero are small already",
    "rank": "that of the trial; 7.6 MB in float16",
    "alpha": "twice the rank, the usual scale",
    "dropout": "one pass over the data: nothing is seen twice",
    "seed": "fixed, for runs that repeat",
}
