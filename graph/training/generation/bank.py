"""What we wrote for the generator's data, split so that no part is in two splits."""

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from graph.errors import TrainingError

Split = Literal["train", "validation", "test"]
CYCLE: tuple[Split, ...] = (
    "train",
    "train",
    "test",
    "train",
    "train",
    "validation",
    "train",
    "test",
)
"""Where the nth entry of an authored list goes: 5 of 8 train, 2 test, 1 validates."""


@dataclass(frozen=True)
class Bank:
    """The parts that one split is drawn from."""

    families: list[dict[str, Any]]
    """Kinds of product, three of each; the first two are nearly the same."""
    policies: list[dict[str, Any]]
    slots: dict[str, list[str]]
    """What the numbers of a policy are drawn from."""
    questions: dict[str, list[str]]
    followups: dict[str, list[str]]
    natural: dict[str, list[str]]
    """How some attributes are asked without their name: "cuánto pesa?". Of the test alone, to see
    what facts computed from other words are worth to a model that never read them asked so."""
    tell: dict[str, list[str]]
    """Sentences of answers; shared by the splits, since what is learned is to say them."""
    closers: dict[str, list[str]]
    openers: list[str]


def read_bank(folder: Path, split: Split) -> Bank:
    """Read the part of `data/generator/` that a split is drawn from.

    Raises:
        TrainingError: a file is missing or malformed.
    """
    try:
        phrasings = tomllib.loads((folder / "phrasings.toml").read_text(encoding="utf-8"))
        policies = tomllib.loads((folder / "policies.toml").read_text(encoding="utf-8"))
        later = tomllib.loads((folder / "later.toml").read_text(encoding="utf-8"))
        lines = (folder / "families.jsonl").read_text(encoding="utf-8").splitlines()
        families = [json.loads(line) for line in lines]
    except (OSError, ValueError, KeyError) as error:
        raise TrainingError(f"cannot read the generator's bank in {folder}: {error}") from error
    # What was written after the test had been measured trains, and neither validates nor tests.
    added = later if split == "train" else {"policy": [], "questions": {}}
    return Bank(
        families=_part(families, split),
        policies=_part(policies["policy"], split) + added["policy"],
        slots=policies["slots"],
        questions={
            kind: _part(table["questions"], split) + added["questions"].get(kind, [])
            for kind, table in phrasings.items()
            if "questions" in table
        },
        followups={kind: _part(said, split) for kind, said in phrasings["followup"].items()},
        natural=phrasings["natural"] if split == "test" else {},
        tell=phrasings["tell"],
        closers=phrasings["closers"],
        openers=phrasings["openers"]["any"],
    )


def patterns(ask: dict[str, Any], slots: dict[str, str]) -> list[re.Pattern[str]]:
    """Return what the folded answer to a policy's question must hold."""
    return [re.compile(p.format(**slots).replace(".", r"\.")) for p in ask["x"]]


def _part(entries: list[Any], split: Split) -> list[Any]:
    return [entry for n, entry in enumerate(entries) if CYCLE[n % len(CYCLE)] == split]
