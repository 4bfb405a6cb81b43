"""The README's table of settings is the settings."""

import re
from pathlib import Path

from pydantic import BaseModel

from app.settings import Settings

README = Path(__file__).resolve().parents[2] / "README.md"


def fields(model: type[BaseModel], prefix: str):
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from fields(kind, f"{prefix}{name.upper()}__")
        else:
            yield f"{prefix}{name.upper()}", field.description


def test_readme_lists_every_setting():
    told = dict(re.findall(r"^\| `(DONA_\w+)` \|[^|]*\| (.+) \|$", README.read_text(), re.M))
    assert told == dict(fields(Settings, "DONA_"))
