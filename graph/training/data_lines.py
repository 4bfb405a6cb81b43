"""Data files a line an item, with errors that say which line is wrong."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from graph.errors import TrainingError

T = TypeVar("T")


def numbered_lines(path: Path) -> list[tuple[str, str]]:
    """Return each line of a file after where it stands: `train.jsonl, line 3`.

    Raises:
        TrainingError: the file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise TrainingError(f"cannot read {path}: {error.strerror}") from error
    return [(f"{path}, line {number}", line) for number, line in enumerate(lines, 1)]


def read_rows(path: Path, parse: Callable[[Any], T]) -> list[T]:
    """Return what `parse` makes of the JSON of each line; it may say what is wrong by itself.

    Raises:
        TrainingError: the file cannot be read or a line does not fit; the message says which.
    """
    rows = []
    for where, line in numbered_lines(path):
        try:
            rows.append(parse(json.loads(line)))
        except TrainingError as error:
            raise TrainingError(f"{where}: {error}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise TrainingError(f"{where}: {error!r}") from error
    return rows
