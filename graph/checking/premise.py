"""What the verifier reads: a claim, and the words of the sources that its markers name."""

import re
from collections.abc import Sequence
from typing import Any

from graph.checking.lexis import roots, with_synonyms
from graph.sentences import split_sentences
from graph.state import Source
from graph.wording import write_attribute
from ingest.units import fold

LABELS = ("supported", "contradicted", "not_found")
BUDGET = 400
"""Characters of what sources say, titles included: what is nearest to the claim comes first."""


def premise(sources: Sequence[Source], claim: str) -> str:
    """Return what the cited sources say nearest to the claim; prices and stock are for rules."""
    words = with_synonyms(roots(fold(claim)))
    each = BUDGET // max(len(sources), 1)
    return " | ".join(
        nearest(s["payload"]["title"], statements(s["kind"], s["payload"]), words, each)
        for s in sources
    )


def statements(kind: str, payload: dict[str, Any]) -> list[str]:
    """Return what a source states, one fact or sentence each; its title and prices apart."""
    if kind == "policy":
        return _sentences(payload["text"])
    labels = {"brand": "marca", "color": "color", "size": "talle", "material": "material"}
    told = [f"{label}: {payload[key]}" for key, label in labels.items() if payload.get(key)]
    told += [write_attribute(*item) for item in (payload.get("attributes") or {}).items()]
    return told + _sentences(payload.get("description") or "")


def nearest(title: str, told: Sequence[str], words: set[str], budget: int) -> str:
    """Return the title and the statements that share most words, in their order, in `budget`."""
    shared = [len(roots(fold(statement)) & words) for statement in told]
    used = len(title)
    kept: set[int] = set()
    for index in sorted(range(len(told)), key=lambda i: -shared[i]):
        if not kept or used + len(told[index]) <= budget:
            kept.add(index)
            used += len(told[index])
    return " ".join(f"{part.rstrip('.')}." for part in [title, *(told[i] for i in sorted(kept))])


def _sentences(text: str) -> list[str]:
    parts = (part for line in text.splitlines() for part in re.split(r"(?<=;)\s", line))
    return [s.strip() for part in parts for s in split_sentences(part) if s.strip()]
