"""Cross-entropy over a vocabulary of 262,144 words, at the answer's positions only.

The usual way holds logits, their logarithms and their gradients, each of 1 MB a position: a third
of a training step. Here the gradient is taken while the logits are at hand, and they are dropped.
"""

from typing import Any

import torch
from torch import Tensor

ROWS = 256
"""Positions at a time: 256 MB of probabilities. Fewer is slower, for each block reads all of
`weight` again (0.15 s a block of 240 on one thread, 0.8 s in blocks of 16)."""


class _AnswerLoss(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, hidden: Tensor, weight: Tensor, targets: Tensor) -> Tensor:
        gradient = torch.empty_like(hidden)
        total = torch.zeros((), dtype=torch.float32)
        for start in range(0, len(hidden), ROWS):
            part = slice(start, start + ROWS)
            logits = hidden[part] @ weight.T  # [rows, vocabulary]
            probabilities = torch.softmax(logits, dim=-1, dtype=torch.float32)
            at = torch.arange(len(logits)), targets[part]
            total -= probabilities[at].clamp_min(1e-30).log().sum()
            probabilities[at] -= 1  # the gradient of the logits: softmax minus one-hot
            gradient[part] = probabilities.to(weight.dtype) @ weight
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
