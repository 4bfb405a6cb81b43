"""What the README shows of the code is the code: the settings, the graph, the tree."""

import re
from pathlib import Path

from pydantic import BaseModel

from app.settings import Settings
from graph.build import build_graph
from tests.fakes.ports import fake_deps

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def fields(model: type[BaseModel], prefix: str):
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from fields(kind, f"{prefix}{name.upper()}__")
        else:
            yield f"{prefix}{name.upper()}", field.description


def diagram() -> str:
    drawn = build_graph(fake_deps()).get_graph().draw_mermaid(with_styles=False)
    return f"```mermaid\n{drawn.strip()}\n```\n"


def test_every_setting_is_listed():
    told = dict(re.findall(r"^\| `(DONA_\w+)` \|[^|]*\| (.+) \|$", README, re.M))
    assert told == dict(fields(Settings, "DONA_"))


def test_the_diagram_is_the_graph():
    assert diagram() in README


def test_every_file_that_the_tree_names_exists():
    tree = README.split("<!-- tree -->")[1].split("<!-- /tree -->")[0]
    named = re.findall(r"^\s*([\w/.-]+/?)  ", tree, re.M)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
