"""A trace as the operator reads it, and as a row of an evaluation set."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from openinference.semconv.trace import SpanAttributes

from app.tracing.phoenix import PAGE, Json, Phoenix


@dataclass(frozen=True)
class Wanted:
    """Which turns; None is any."""

    route: str | None = None
    verdict: str | None = None
    min_ms: float = 0.0
    feedback: Literal["up", "down", "any"] | None = None
    limit: int = 20


def find(phoenix: Phoenix, wanted: Wanted) -> Iterator[Json]:
    """Yield a record a turn, newest first."""
    equal = {"dona.route": wanted.route, "dona.verdict": wanted.verdict}
    turns = phoenix.turns(**{name: value for name, value in equal.items() if value})
    left = wanted.limit
    while left and (batch := [root for root, _ in zip(turns, range(PAGE), strict=False)]):
        notes = phoenix.feedback([root["context"]["trace_id"] for root in batch])
        for root in batch:
            row = record(root, notes.get(root["context"]["trace_id"], {}))
            if _fits(row, wanted) and left:
                left -= 1
                yield row


def record(root: Json, note: Json) -> Json:
    """Return what a list shows of a turn."""
    said = root["attributes"]
    return {
        "trace_id": root["context"]["trace_id"],
        "time": root["start_time"],
        "ms": milliseconds(root),
        "query": said.get(SpanAttributes.INPUT_VALUE, ""),
        "answer": said.get(SpanAttributes.OUTPUT_VALUE, ""),
        "route": said.get("dona.route"),
        "confidence": said.get("dona.confidence"),
        "verdict": said.get("dona.verdict"),
        "attempts": said.get("dona.attempts"),
        "error": root["status_message"] if root["status_code"] == "ERROR" else None,
        "thread": said.get(SpanAttributes.SESSION_ID),
        "feedback": note.get("label"),
        "comment": note.get("explanation"),
    }


def example(row: Json, spans: list[Json]) -> Json:
    """Return a turn as a row of an evaluation set, for someone to correct what was wrong in it.

    The first fields are those of `data/retrieval`; `relevant` holds what was found, graded 2.
    """
    retrieved = [
        value
        for span in spans
        for key, value in span["attributes"].items()
        if key.endswith(".document.id")
    ]
    claims = [c for span in spans if span["name"] == "citation_checker" for c in _claims(span)]
    kept = ("trace_id", "route", "verdict", "feedback", "comment")
    return {
        "query": row["query"],
        "previous": None,
        "kind": row["route"],
        "must": {},
        "relevant": dict.fromkeys(retrieved, 2),
        "answer": row["answer"],
        "refused": [claim for claim in claims if claim["verdict"] in ("contradicted", "not_found")],
        **{name: row[name] for name in kept},
    }


def milliseconds(span: Json) -> float:
    """Return how long a span took."""
    took = datetime.fromisoformat(span["end_time"]) - datetime.fromisoformat(span["start_time"])
    return round(took.total_seconds() * 1000, 1)


def _claims(span: Json) -> list[dict[str, Any]]:
    text = span["attributes"].get(SpanAttributes.OUTPUT_VALUE) or "[]"
    claims: list[dict[str, Any]] = json.loads(text)
    return claims


def _fits(row: Json, wanted: Wanted) -> bool:
    if row["ms"] < wanted.min_ms:
        return False
    return wanted.feedback in (None, row["feedback"]) or (
        wanted.feedback == "any" and row["feedback"] is not None
    )
