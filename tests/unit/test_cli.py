"""Every command explains itself, and bad usage is told in one line."""

import json
from contextlib import nullcontext

import httpx
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


SILENT = {("serve",), ("traces", "serve")}
"""Print nothing that a script would read."""
JSON_ALREADY = {("traces", "export"), ("traces", "to-dataset")}


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_each_command_that_tells_something_tells_it_as_json_too(command):
    group = typer.main.get_command(app)
    for name in command:
        group = group.get_command(None, name)
    has = any("--json" in option.opts for option in group.params)
    assert has is not (command in SILENT | JSON_ALREADY or command[0] == "train")


def test_ids_are_listed_whole_however_long_the_rest_is(monkeypatch):
    waits = {"id": "9ebb1b2efb224997aae312febad7ffe9", "opened_at": 0, "answer": None,
             "question": "me llegó fallada la heladera y nadie me contesta"}  # fmt: skip
    answers = httpx.MockTransport(lambda request: httpx.Response(200, json=[waits]))
    server = nullcontext(httpx.Client(transport=answers, base_url="http://dona"))
    monkeypatch.setattr("app.commands.inbox._server", lambda url, key: server)
    result = RUNNER.invoke(app, ["inbox", "list"], env={"COLUMNS": "80"})
    assert waits["id"] in result.stdout


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
    assert result.exit_code == 1
    path.write_text(json.dumps(rows[0]))
    assert RUNNER.invoke(app, ["check", "--input", str(path)]).exit_code == 0


def test_check_tells_what_the_verifier_let_pass_unless_rules_alone_are_asked(tmp_path):
    source = {
        "kind": "product", "id": "g", "title": "Granola Alfa", "availability": "in_stock",
        "price": {"amount": "9000.00", "currency": "ARS"},
        "attributes": {"Páginas": 348, "Idioma": "español"},
    }  # fmt: skip
    row = {"question": "", "answer": "Tiene 348 páginas y la encontrás a $ 9.000 [1].",
           "sources": [source]}  # fmt: skip
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(row))
    told = [
        json.loads(RUNNER.invoke(app, ["check", "--input", str(path), "--json", *more]).stdout)
        for more in ([], ["--rules-only"])
    ]
    assert [check["supported"] for check in told] == [True, False]
    assert "verifier" in {claim["rule"] for claim in told[0]["claims"]}


def test_check_says_how_to_get_the_sources_of_an_answer_that_comes_without(tmp_path):
    path = tmp_path / "answer.json"
    path.write_text(json.dumps({"answer": "Sale $ 9 [1].", "citations": [{"marker": 1}]}))
    result = RUNNER.invoke(app, ["check", "--input", str(path)])
    assert result.exit_code == 2
    assert "--sources" in result.output


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_check_of_nothing_is_no_success(text):
    result = RUNNER.invoke(app, ["check", "--input", "-"], input=text)
    assert result.exit_code == 2
    assert "nothing was read" in result.output
