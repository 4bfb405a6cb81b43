"""`dona serve --load` serves what could be loaded."""

import subprocess

import pytest
import typer

from app.commands import serve
from app.commands.ingest import REJECTED_EXIT


def load(monkeypatch, code: int) -> None:
    ended = subprocess.CompletedProcess([], code)
    monkeypatch.setattr(serve.subprocess, "run", lambda *_: ended)
    serve._load()


@pytest.mark.parametrize("code", [0, REJECTED_EXIT])
def test_rows_that_were_rejected_do_not_keep_the_others_from_being_served(monkeypatch, code):
    load(monkeypatch, code)


def test_a_load_that_failed_ends_the_start(monkeypatch):
    with pytest.raises(typer.Exit):
        load(monkeypatch, 1)
