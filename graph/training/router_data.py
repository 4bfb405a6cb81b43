"""The router's messages."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

from graph.errors import TrainingError
from graph.routes import Route
from graph.training.data_lines import read_rows


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
