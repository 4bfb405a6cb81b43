"""Every command explains itself, and bad usage is told in one line."""

import json

import pytest
import typer
from typer.testing import CliRunner

from app.cli import app

RUNNER = CliRunner()


def commands(group: typer.core.TyperGroup | None = None, path=()):
    group = group or typer.main.get_command(app)
    for name in group.list_commands(None):
        command = group.get_command(None, name)
        if hasattr(command, "list_commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_each_command_has_help_with_an_example(command):
    result = RUNNER.invoke(app, [*command, "--help"])
    assert result.exit_code == 0
    assert "Example:" in result.output


def test_search_wants_a_query_or_a_file():
    assert RUNNER.invoke(app, ["search"]).exit_code == 2


def test_check_reads_lines_and_needs_neither_index_nor_server(tmp_path):
    price = {"amount": "119999.00", "currency": "ARS"}
    source = {"kind": "product", "id": "A", "title": "Termo Stanley 1 L", "price": price}
    rows = [
        {"question": "precio?", "answer": "El Termo Stanley sale $ 119.999 [1].",
         "sources": [source]},
        {"question": "precio?", "answer": "El Termo Stanley sale $ 119.990 [1].",
         "sources": [source]},
    ]  # fmt: skip
    path = tmp_path / "answers.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    result = RUNNER.invoke(app, ["check", "--input", str(path), "--json"])
    verdicts = [json.loads(line)["supported"] for line in result.stdout.splitlines()]
    assert verdicts == [True, False]
