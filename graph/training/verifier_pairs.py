"""Everything that the verifier learns from, mixed; and what it is validated on."""

import random
from pathlib import Path

from graph.training.verifier_answers import draw_said, read_said
from graph.training.verifier_data import Pair, draw_pairs, read_bank
from graph.training.verifier_statements import draw_stated, read_statements

TRAIN_ANSWERS = ("answers", "development", *(f"development{n}" for n in range(2, 13)))
VALIDATION_ANSWERS = tuple(f"development{n}" for n in range(13, 17))
"""Of authors who saw neither the rules nor the pairs: the temperature is fitted on them."""
SHARES = (0.28, 0.64, 0.08)
"""Of segments of answers, of statements, and of the bank's templates: as there are of each."""


def draw_training(data: Path, answers: Path, count: int, seed: int) -> list[Pair]:
    """Draw `count` pairs, the same for the same seed.

    Raises:
        TrainingError: a file is missing or malformed.
    """
    rng = random.Random(seed)
    said = read_said([answers / f"{name}.jsonl" for name in TRAIN_ANSWERS])
    stated, _ = read_statements(data / "statements.jsonl")
    bank, _ = read_bank(data)
    templates = draw_pairs(bank, round(count * SHARES[2]), seed)
    pairs = [
        draw_said(said, rng) if rng.random() * (1 - SHARES[2]) < SHARES[0]
        else draw_stated(stated, rng)
        for _ in range(count - len(templates))
    ]  # fmt: skip
    pairs += templates
    rng.shuffle(pairs)
    return pairs


def read_validation(answers: Path) -> list[Pair]:
    """Return the segments of answers that nothing was learned from, as they are.

    Raises:
        TrainingError: a file is missing or malformed.
    """
    paths = [answers / f"{name}.jsonl" for name in VALIDATION_ANSWERS]
    return [one.pair() for one in read_said(paths)]
