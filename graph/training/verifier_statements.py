"""Authored rules and sheets with what follows from them, in other words, and what does not."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.errors import TrainingError
from graph.state import Source
from graph.training.verifier_data import Label, Pair, pair_of, source_of

TWINS, HELD_OUT = 4, 10
"""Rows that stand together, since sources with other terms share their claims, and of so many
such blocks the one that is kept for validation."""

_OPENINGS = ("", "", "", "", "Sí: ", "Mirá, ", "Te cuento: ", "Tal cual, ", "Ojo: ", "No, ")
_JOINTS = (", y ", "; además, ", ", ")


@dataclass(frozen=True)
class Stated:
    """A source, and what may be claimed of it."""

    source: Source
    right: list[str]
    wrong: list[str]
    absent: list[str]

    def by_label(self) -> list[tuple[Label, list[str]]]:
        """Return the claims of each label."""
        return [
            ("supported", self.right), ("contradicted", self.wrong), ("not_found", self.absent),
        ]  # fmt: skip


def read_statements(path: Path) -> tuple[list[Stated], list[Stated]]:
    """Return those of training and those held out.

    Raises:
        TrainingError: the file is missing or malformed.
    """
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        stated = [
            Stated(
                source_of("product", row["title"], {"attributes": row["facts"],
                                                    "description": row["text"]})
                if "facts" in row else source_of("policy", row["title"], {"text": row["text"]}),
                row["right"], row["wrong"], row["absent"],
            )
            for row in rows
        ]  # fmt: skip
    except (OSError, ValueError, KeyError) as error:
        raise TrainingError(f"cannot read {path}: {error}") from error
    return tuple(
        [s for i, s in enumerate(stated) if (i // TWINS % HELD_OUT == HELD_OUT - 1) is held]
        for held in (False, True)
    )  # type: ignore[return-value]


def pairs_of(stated: Sequence[Stated]) -> list[Pair]:
    """Return every claim beside its source."""
    return [
        pair_of(claim, one.source, label)
        for one in stated
        for label, claims in one.by_label()
        for claim in claims
    ]


def draw_stated(stated: Sequence[Stated], rng: random.Random) -> Pair:
    """Draw a claim, perhaps with a second one that is true, so that not all of it is wrong."""
    one = rng.choice(stated)
    others = [s for s in stated if s is not one and s.source["kind"] == one.source["kind"]]
    choices: list[tuple[list[str], Label]] = [
        (one.right, "supported"), (one.wrong, "contradicted"), (one.absent, "not_found"),
        (rng.choice(others).right if others else one.absent, "not_found"),
    ]  # fmt: skip
    told, label = rng.choices(choices, (50, 28, 12, 10))[0]
    claim = rng.choice(told)
    if rng.random() < (0.25 if label == "supported" else 0.3):
        parts = [claim, rng.choice([c for c in one.right if c != claim])]
        rng.shuffle(parts)
        claim = parts[0] + rng.choice(_JOINTS) + _lower(parts[1])
    opening = rng.choice(_OPENINGS)
    return pair_of(opening + (_lower(claim) if opening else claim), one.source, label)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
