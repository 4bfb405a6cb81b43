"""The router's messages: reading, near-duplicates, and the split that keeps ideas apart."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from rapidfuzz import fuzz, process

from graph.errors import TrainingError
from graph.routes import Route
from ingest.units import fold

NEAR = 90.0
"""Messages whose folded texts are this similar (RapidFuzz ratio, 0–100) count as one."""

VALIDATION_SHARE = 0.06
"""Small ideas are taken first: many situations, few messages of each."""


SMALL = 8
"""Messages of an idea that the validation set prefers."""


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
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise TrainingError(f"cannot read {path}: {error.strerror}") from error
    messages = []
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            text, previous, route = row["text"], row.get("previous"), row["route"]
        except (ValueError, KeyError, TypeError) as error:
            raise TrainingError(f"{path}, line {number}: {error!r}") from error
        if route not in get_args(Route) or not isinstance(text, str) or not text.strip():
            raise TrainingError(f"{path}, line {number}: no such route, or no text")
        messages.append(Message(text, previous or None, cast(Route, route), row.get("idea", "")))
    return messages


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


def split(messages: Sequence[Message]) -> tuple[list[Message], list[Message]]:
    """Split into train and validation, a like share of each route; an idea is never cut in two."""
    ideas: dict[tuple[str, str], list[Message]] = {}
    for message in messages:
        ideas.setdefault((message.route, message.idea), []).append(message)
    due = {route: VALIDATION_SHARE * n for route, n in Counter(m.route for m in messages).items()}
    train: list[Message] = []
    validation: list[Message] = []

    def order(key: tuple[str, str]) -> tuple[bool, bytes]:
        return len(ideas[key]) > SMALL, hashlib.sha256("/".join(key).encode()).digest()

    for route, idea in sorted(ideas, key=order):
        members = ideas[route, idea]
        if len(members) <= due[cast(Route, route)]:
            due[cast(Route, route)] -= len(members)
            validation += members
        else:
            train += members
    return train, validation
