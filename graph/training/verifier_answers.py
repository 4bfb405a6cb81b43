"""Pairs for the verifier out of judged answers: each segment beside the sources that it cites."""

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.checking.checker import ClaimChecker
from graph.checking.context import failures
from graph.checking.lexis import roots, with_synonyms
from graph.checking.premise import BUDGET, nearest, premise, statements
from graph.checking.segments import split_segments
from graph.checking.sources import read_sources
from graph.errors import TrainingError
from graph.sentences import titles_of
from graph.state import Source
from graph.training.verifier_data import Label, Pair
from graph.training.verifier_edits import renumber, turn
from ingest.units import fold

LEARNED = ("attribute", "policy", "talk")
"""Types of claims that a model may judge; figures, stock and names have one truth."""
TRIES = 6
_JOINT = re.compile(r",\s+|\s+y\s+|[;:]\s+|\s+pero\s+")


@dataclass(frozen=True)
class Said:
    """A segment of an answer."""

    claim: str
    cited: list[Source]
    others: list[Source]
    """The sources of its answer that it does not cite."""
    label: Label

    @property
    def kind(self) -> str:
        return self.cited[0]["kind"]

    def pair(self) -> Pair:
        return Pair(self.claim, premise(self.cited, self.claim), self.label)


def read_said(paths: Sequence[Path]) -> list[Said]:
    """Read the segments that cite something, of answers whose `supported` is known.

    Of a wrong answer, the segment that the rules refuse is the wrong one; where they refuse none,
    or for a figure, which they judge alone, nothing is learned from it.

    Raises:
        TrainingError: a file is missing or malformed.
    """
    said: list[Said] = []
    for path in paths:
        try:
            rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            for row in rows:
                said += _said(row)
        except (OSError, ValueError, KeyError) as error:
            raise TrainingError(f"cannot read answers in {path}: {error}") from error
    return said


def _said(row: dict) -> list[Said]:  # type: ignore[type-arg]
    sources = read_sources(row["sources"])
    by_marker = {source["marker"]: source for source in sources}
    refused: dict[str, list[tuple[str, Label]]] = {}
    for claim in failures(ClaimChecker().judge(row["question"], row["answer"], sources)):
        verdict: Label = "contradicted" if claim["verdict"] == "contradicted" else "not_found"
        refused.setdefault(claim["text"], []).append((claim["type"], verdict))
    if not row["supported"] and not refused:
        return []
    said = []
    for segment in split_segments(row["answer"], titles_of(sources)):
        cited = [by_marker[m] for m in segment.markers if m in by_marker]
        label: Label = "supported"
        if not row["supported"] and segment.text in refused:
            reasons = refused[segment.text]
            if not {kind for kind, _ in reasons} <= set(LEARNED):
                continue
            label = reasons[0][1]
        if cited and "?" not in segment.text:
            others = [source for source in sources if source not in cited]
            said.append(Said(segment.text, cited, others, label))
    return said


def draw_said(said: Sequence[Said], rng: random.Random) -> Pair:
    """Draw a segment as it is, or what is supported with a minimal edit of it or its source."""
    one = rng.choice(said)
    if one.label != "supported" or rng.random() < 0.5:
        return one.pair()
    for _ in range(TRIES):
        way = rng.choices((_turned, _renumbered, _source_turned, _source_cut, _source_swapped),
                          (30, 10, 25, 13, 10))[0] if rng.random() < 0.88 else None  # fmt: skip
        pair = way(one, rng) if way else _added(one, said, rng)
        if pair:
            return pair
    return one.pair()


def _turned(one: Said, rng: random.Random) -> Pair | None:
    told = turn(one.claim, rng)
    return (told and Pair(told, premise(one.cited, told), "contradicted")) or None


def _renumbered(one: Said, rng: random.Random) -> Pair | None:
    """Figures of a policy alone: those of products are the rules'."""
    told = renumber(one.claim, rng) if one.kind == "policy" else None
    return Pair(told, premise(one.cited, told), "contradicted") if told else None


def _source_turned(one: Said, rng: random.Random) -> Pair | None:
    """Deny what the source says nearest to the claim."""
    words = with_synonyms(roots(fold(one.claim)))
    parts = re.split(r"(?<=\.)\s", premise(one.cited, one.claim))
    shared = [len(roots(fold(part)) & words) for part in parts]
    if not max(shared):
        return None
    index = rng.choice([i for i, count in enumerate(shared) if count == max(shared)])
    part, told = parts[index], None
    if match := re.search(r": (sí|no)\.$", part):
        told = f"{part[: match.start()]}: {'no' if match.group(1) == 'sí' else 'sí'}."
    elif one.kind == "policy":
        told = turn(part, rng)
    if not told:
        return None
    source = " ".join([*parts[:index], told, *parts[index + 1 :]])
    return Pair(one.claim, source, "contradicted")


def _source_cut(one: Said, rng: random.Random) -> Pair | None:
    """Leave out of the source all that speaks of the claim."""
    payload = one.cited[0]["payload"]
    words = with_synonyms(roots(fold(one.claim))) - roots(fold(payload["title"]))
    told = statements(one.kind, payload)
    kept = [statement for statement in told if not roots(fold(statement)) & words]
    if len(one.cited) > 1 or not kept or len(kept) == len(told):
        return None
    rng.shuffle(kept)
    return Pair(one.claim, nearest(payload["title"], kept[:5], words, BUDGET), "not_found")


def _source_swapped(one: Said, rng: random.Random) -> Pair | None:
    alike = [source for source in one.others if source["kind"] == one.kind]
    if not alike:
        return None
    return Pair(one.claim, premise([rng.choice(alike)], one.claim), "not_found")


def _added(one: Said, said: Sequence[Said], rng: random.Random) -> Pair | None:
    """Add a piece of another answer, which this source says nothing of."""
    other = rng.choice(said)
    pieces = [
        piece for piece in _JOINT.split(other.claim) if len(piece.split()) >= 3 and "$" not in piece
    ]
    if other.kind != one.kind or other.label != "supported" or not pieces:
        return None
    piece = rng.choice(pieces)
    told = piece[:1].upper() + piece[1:]
    if rng.random() < 0.6:
        joint = rng.choice((" y ", ", ", " y además ", ". Además, "))
        told = f"{one.claim.rstrip(' .')}{joint}{piece[:1].lower()}{piece[1:]}"
    return Pair(told, premise(one.cited, told), "not_found")
