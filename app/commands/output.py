"""Data goes to stdout, everything else to stderr; batches are JSON Lines in the same order."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Column

out = Console()
err = Console(stderr=True)


def id_column(header: str) -> Column:
    """Return a table's column of ids, which is never folded: they are pasted into commands."""
    return Column(header, no_wrap=True)


def print_json(value: Any) -> None:
    """Print one JSON document on one line, as UTF-8."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON Lines file; `-` reads standard input.

    Raises:
        typer.BadParameter: a line is not a JSON object; the message says which.
    """
    try:
        text = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"cannot read {path}: {error.strerror}") from error
    for number, line in enumerate(text.decode("utf-8-sig", "replace").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise typer.BadParameter(f"{path}, line {number}: not JSON: {error}") from error
        if not isinstance(row, dict):
            raise typer.BadParameter(f"{path}, line {number}: an object is expected")
        yield row


def write_jsonl(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write one JSON object a line, as UTF-8."""
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text("".join(lines), encoding="utf-8")
