"""The tables of `docs/scaling.md`, each between marks of its own."""

import re

from app.settings import ROOT

DOCUMENT = ROOT / "docs" / "scaling.md"


def put_table(name: str, told: str) -> None:
    """Replace what stands between the marks of that name."""
    block = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(block.sub(rf"\g<1>{told}\g<2>", text), encoding="utf-8")
