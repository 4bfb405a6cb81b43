"""Annotated conversations: what a shopper writes, and what a program can hold the answer to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from graph.errors import TrainingError
from graph.routes import ROUTES, Route
from graph.training.data_lines import read_rows

Does = Literal["answers", "abstains", "lacks", "refuses", "hands_off", "greets"]
"""abstains: the store has the thing and not the fact; lacks: the store has no such thing."""
Split = Literal["tune", "test"]


@dataclass(frozen=True)
class Told:
    """A fact that has to be told: an amount (cents), words, or the price of what was shown nth."""

    cents: tuple[int, ...] = ()
    """Any of them."""
    of: tuple[str, ...] = ()
    """How each was computed from the catalog, for whoever reads; a test computes it again."""
    text: re.Pattern[str] | None = None
    """Searched in the folded answer."""
    shown: int | None = None


@dataclass(frozen=True)
class Turn:
    """A message and what its answer is held to; patterns of ids are fnmatch's."""

    message: str
    routes: tuple[Route, ...]
    does: Does
    cites: tuple[tuple[str, ...], ...]
    """Of each group, one has to be cited; `@2` is the second product of the answer before."""
    allowed: tuple[str, ...] | None
    """When given, no other product may be cited."""
    never: tuple[str, ...]
    tells: tuple[Told, ...]
    untrue: tuple[re.Pattern[str], ...]
    """None may be found in the folded answer."""


@dataclass(frozen=True)
class Conversation:
    id: str
    split: Split
    turns: tuple[Turn, ...]

    @property
    def kind(self) -> str:
        return self.id.rsplit("-", 1)[0]


def read_conversations(path: Path) -> list[Conversation]:
    """Read JSON Lines of conversations (data/answers/README.md).

    Raises:
        TrainingError: the file cannot be read or a line is malformed; the message says which.
    """
    return read_rows(path, _conversation)


def _conversation(row: Mapping[str, Any]) -> Conversation:
    if row["split"] not in get_args(Split):
        raise TrainingError(f"unknown split {row['split']!r}")
    return Conversation(row["id"], row["split"], tuple(_turn(turn) for turn in row["turns"]))


def _turn(row: Mapping[str, Any]) -> Turn:
    unknown = {*row} - {*Turn.__annotations__}
    if unknown or row["does"] not in get_args(Does) or {*row["routes"]} - {*ROUTES}:
        raise TrainingError(f"{row['message']!r}: {unknown or row['does'], row['routes']}")
    return Turn(
        message=row["message"],
        routes=tuple(row["routes"]),
        does=row["does"],
        cites=tuple(tuple(group) for group in row.get("cites", ())),
        allowed=tuple(row["allowed"]) if "allowed" in row else None,
        never=tuple(row.get("never", ())),
        tells=tuple(_told(fact) for fact in row.get("tells", ())),
        untrue=_patterns(row.get("untrue", ())),
    )


def _told(row: Mapping[str, Any]) -> Told:
    try:
        return Told(
            cents=tuple(row.get("cents", ())),
            of=tuple(row.get("of", ())),
            text=re.compile(row["text"]) if "text" in row else None,
            shown=row.get("shown"),
        )
    except re.error as error:
        raise TrainingError(f"{row['text']!r}: {error}") from error


def _patterns(texts: Sequence[str]) -> tuple[re.Pattern[str], ...]:
    try:
        return tuple(re.compile(text) for text in texts)
    except re.error as error:
        raise TrainingError(f"{texts}: {error}") from error
