"""Make confidences mean what they say: temperature scaling, and how far from it we are."""

import numpy as np
from numpy.typing import NDArray

REFUSAL_BIASES = tuple(n / 4 for n in range(-4, 9))
MOST_LOST = 0.002
"""Accuracy that another readiness to refuse may cost."""
LEVEL = 0.05
"""Share of the least harm by which others differ from it by chance alone."""
MISSED, LOST = 0.05, 0.02
"""Shares that weigh alike: of what is out of scope, answered; of what is in scope, refused."""


def fit_refusal_bias(
    log_odds: NDArray[np.floating], labels: NDArray[np.int64], refusal: int
) -> float:
    """Return what to add to the refusal's scaled logit [n, routes].

    Of those that cost at most `MOST_LOST` of accuracy and whose harm is level with the least, the
    smallest: a request refused is worse than a stranger's question answered, and there are fewer of
    the latter.
    """
    stranger = labels == refusal

    def outcome(bias: float) -> tuple[float, float]:
        shifted = log_odds.copy()
        shifted[:, refusal] += bias
        chosen = shifted.argmax(axis=1)
        missed = float((chosen[stranger] != refusal).mean()) if stranger.any() else 0.0
        lost = float((chosen[~stranger] == refusal).mean()) if not stranger.all() else 0.0
        return float((chosen == labels).mean()), missed / MISSED + lost / LOST

    outcomes = {bias: outcome(bias) for bias in REFUSAL_BIASES}
    best = max(accuracy for accuracy, _ in outcomes.values())
    harms = {b: harm for b, (accuracy, harm) in outcomes.items() if accuracy >= best - MOST_LOST}
    least = min(harms.values())
    return min((b for b, harm in harms.items() if harm <= least * (1 + LEVEL)), key=abs)


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
