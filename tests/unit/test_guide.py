"""What the guides tell to type exists, and so do their files; their store loads as they tell."""

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from app.cli import app
from ingest.feeds.products import Rejected
from ingest.sources import Source

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDES = [DOCS / "your-store.md", DOCS / "tour.md"]
TOLD = sorted(
    {
        command
        for guide in GUIDES
        for block in re.findall(r"```\w*\n(.*?)```|`(dona [^`]+)`", guide.read_text("utf-8"), re.S)
        for line in "".join(block).splitlines()
        for command in re.findall(r"(?:^(?:\$ )?(?:\w+=\S+ )?|\| )(dona .+?)(?= \||$)", line)
    }
)


def test_the_guides_tell_commands():
    assert len(TOLD) > 12


@pytest.mark.parametrize("told", TOLD)
def test_a_command_of_the_guides_has_those_options(told):
    command, words = typer.main.get_command(app), shlex.split(told)[1:]
    while isinstance(command, TyperGroup):
        command = command.get_command(None, words.pop(0))
    command.make_context(command.name, words)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_what_a_guide_links_to_exists(guide):
    links = re.findall(r"\]\(([^)#:]+)", guide.read_text("utf-8"))
    assert links
    assert [link for link in links if not (DOCS / link).exists()] == []


def test_the_guides_store_loads_as_told():
    items = list(Source(str(DOCS.parent / "examples" / "libreria")).items())
    assert (len(items), sum(isinstance(i, Rejected) for i in items)) == (44, 2)
