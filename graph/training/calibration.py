"""Make confidences mean what they say: temperature scaling, and how far from it we are."""

import numpy as np
from numpy.typing import NDArray

REFUSAL_BIASES = tuple(n / 4 for n in range(-4, 9))
MOST_LOST = 0.002
"""Accuracy that a readier refusal may cost. At 0.01 a twentieth of what is in scope was refused."""


def fit_refusal_bias(
    log_odds: NDArray[np.floating], labels: NDArray[np.int64], refusal: int
) -> float:
    """Return what to add to the refusal's scaled logit [n, routes].

    The largest that costs at most `MOST_LOST` of accuracy: what is out of scope and answered does
    more harm than a request that is asked to be put in other words.
    """

    def accuracy(bias: float) -> float:
        shifted = log_odds.copy()
        shifted[:, refusal] += bias
        return float((shifted.argmax(axis=1) == labels).mean())

    scores = {bias: accuracy(bias) for bias in REFUSAL_BIASES}
    return max(b for b, score in scores.items() if score >= max(scores.values()) - MOST_LOST)


def softmax(logits: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return row-wise probabilities: [n, classes] → [n, classes]."""
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    result: NDArray[np.float64] = exponentials / exponentials.sum(axis=1, keepdims=True)
    return result


def fit_temperature(logits: NDArray[np.floating], labels: NDArray[np.integer]) -> float:
    """Return the temperature of least negative log likelihood, by search over 0.2 to 5.

    Source: Guo et al. 2017, "On Calibration of Modern Neural Networks", section 4.2.
    """
    rows = np.arange(len(labels))
    candidates = np.geomspace(0.2, 5.0, 200)
    losses = [-np.log(softmax(logits / t)[rows, labels] + 1e-12).mean() for t in candidates]
    return float(candidates[int(np.argmin(losses))])


def expected_calibration_error(
    probabilities: NDArray[np.floating], labels: NDArray[np.integer], bins: int = 15
) -> float:
    """Return the ECE over equal-width confidence bins, in [0, 1].

    Source: Guo et al. 2017, equation 3, with their 15 bins.
    """
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == labels
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    error = 0.0
    for index in range(bins):
        inside = which == index
        if inside.any():
            error += inside.mean() * abs(correct[inside].mean() - confidence[inside].mean())
    return float(error)
