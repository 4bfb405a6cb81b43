"""Measures of a ranked list against graded relevance; products are named by their group."""

import math
from collections.abc import Mapping, Sequence


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], k: int = 10) -> float:
    """Return nDCG@k in [0, 1]. Source: Järvelin & Kekäläinen 2002, with gain 2^grade - 1."""
    found = _dcg([grades.get(name, 0) for name in ranked[:k]])
    ideal = _dcg(sorted(grades.values(), reverse=True)[:k])
    return found / ideal if ideal else 0.0


def recall(ranked: Sequence[str], grades: Mapping[str, int], k: int = 5) -> float:
    """Return how much of the best grade stands in the first k, of what could stand there."""
    best = {name for name, grade in grades.items() if grade == max(grades.values())}
    return len(best & set(ranked[:k])) / min(k, len(best))


def reciprocal_rank(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """Return one over the place of the first relevant hit, 0 when there is none."""
    return next((1 / n for n, name in enumerate(ranked, 1) if grades.get(name)), 0.0)


def _dcg(grades: Sequence[int]) -> float:
    return sum(float(2**grade - 1) / math.log2(n + 1) for n, grade in enumerate(grades, 1))
