"""Cross-entropy over a vocabulary of 262,144 words, at the answer's positions only.

The usual way holds logits, their logarithms and their gradients, each of 1 MB a position: a third
of a training step. Here the gradient is taken while the logits are at hand, in memory that is
taken once.
"""

from functools import cache
from math import ceil
from typing import Any

import torch
from torch import Tensor

ROWS = 384
"""Positions at a time, in 600 MB. Fewer is slower, for each block reads all of `weight` again:
360 positions take 0.6 s on one thread, 0.8 s in halves."""


@cache
def _buffers(vocabulary: int, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    return torch.empty(ROWS, vocabulary, dtype=dtype), torch.empty(ROWS, vocabulary)


class _AnswerLoss(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, hidden: Tensor, weight: Tensor, targets: Tensor) -> Tensor:
        blocks = ceil(len(hidden) / ROWS)
        gradient = torch.empty_like(hidden)
        total = torch.zeros((), dtype=torch.float32)
        for rows, wanted, to in zip(
            hidden.chunk(blocks), targets.chunk(blocks), gradient.chunk(blocks), strict=True
        ):
            logits, probabilities = (b[: len(rows)] for b in _buffers(len(weight), weight.dtype))
            torch.mm(rows, weight.T, out=logits)  # [rows, vocabulary]
            torch.softmax(logits, dim=-1, dtype=torch.float32, out=probabilities)
            at = torch.arange(len(rows)), wanted
            total -= probabilities[at].clamp_min(1e-30).log().sum()
            probabilities[at] -= 1  # the gradient of the logits: softmax minus one-hot
            torch.mm(logits.copy_(probabilities), weight, out=to)
        ctx.save_for_backward(gradient / len(hidden))
        return total / len(hidden)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None]:
        (gradient,) = ctx.saved_tensors
        return gradient * gradients[0], None, None


def answer_loss(hidden: Tensor, weight: Tensor, targets: Tensor) -> Tensor:
    """Return the mean cross-entropy; only `hidden` gets a gradient.

    Shapes: `hidden` [positions, width] and `weight` [vocabulary, width] in one dtype, `targets`
    int64 [positions].
    """
    loss: Tensor = _AnswerLoss.apply(hidden, weight, targets)  # type: ignore[no-untyped-call]
    return loss
