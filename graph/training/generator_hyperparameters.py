"""What the generator's training depends on, and where each value comes from."""

from dataclasses import dataclass

from graph.training.hyperparameters import chosen


@dataclass(frozen=True)
class Hyperparameters:
    """What the training depends on."""

    examples: int = chosen(4200, "as many as an hour allows on one thread, some 0.6 s each")
    epochs: int = chosen(1, "new examples teach more than the same ones again; there are enough")
    batch_size: int = chosen(
        8, "enough answer positions to fill a block of the loss; no other was tried"
    )
    learning_rate: float = chosen(
        4e-4, "a trial on 640 synthetic examples learned the task with it in 12 minutes"
    )
    warmup_ratio: float = chosen(0.05, "usual for LoRA (Dettmers et al. 2023 use 0.03)")
    weight_decay: float = chosen(0.0, "low-rank matrices started at zero are small already")
    rank: int = chosen(16, "that of the trial; 7.6 MB in float16")
    alpha: int = chosen(32, "twice the rank, the usual scale")
    dropout: float = chosen(0.0, "one pass over the data: nothing is seen twice")
    seed: int = chosen(13, "fixed, for runs that repeat")
