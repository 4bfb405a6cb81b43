"""The router's messages: reading them, and dropping near-duplicates."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

from rapidfuzz import fuzz, process

from graph.errors import TrainingError
from graph.routes import Route
from graph.training.data_lines import read_rows
from ingest.units import fold

NEAR = 90.0
"""Messages whose folded texts are this similar (RapidFuzz ratio, 0–100) count as one."""


@dataclass(frozen=True)
class Message:
    """A labelled message; paraphrases of one situation share the author's `idea`."""

    text: str
    previous: str | None
    route: Route
    idea: str


def read_messages(path: Path) -> list[Message]:
    """Read JSON Lines of text, previous, route, idea.

    Raises:
        TrainingError: the file is missing or a line does not fit; the message says which.
    """
    return read_rows(path, _message)


def _message(row: Any) -> Message:
    text, previous, route = row["text"], row.get("previous"), row["route"]
    if route not in get_args(Route) or not isinstance(text, str) or not text.strip():
        raise TrainingError("no such route, or no text")
    return Message(text, previous or None, cast(Route, route), row.get("idea", ""))


def key(message: Message) -> str:
    """Return what near-duplicates share: the folded words, and the previous turn's."""
    words = re.sub(r"\W+", " ", fold(f"{message.text} | {message.previous or ''}"))
    return words.strip() or message.text


def without_near_duplicates(
    messages: Sequence[Message], against: Sequence[Message] = ()
) -> list[Message]:
    """Drop each message too similar to an earlier one, or to any of `against`."""
    kept: list[Message] = []
    seen = [key(message) for message in against]
    for message in messages:
        candidate = key(message)
        if process.extractOne(candidate, seen, scorer=fuzz.ratio, score_cutoff=NEAR) is None:
            kept.append(message)
            seen.append(candidate)
    return kept
