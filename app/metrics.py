"""What Prometheus reads at `/metrics`, and one line of log a turn: counted as the graph runs.

The LangGraph server answers `/metrics` with the default registry, so these join its own.
"""

import logging
import time
from pathlib import Path
from typing import Any
from uuid import UUID

from langchain_core.callbacks import AsyncCallbackHandler
from prometheus_client import Counter, Gauge, Histogram

from app.draining import RunningTurns
from ingest.index.generations import CURRENT

JOURNAL = "journal.jsonl"
"""Where live updates are written (`ingest/sync/journal.py`)."""
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30)

TURNS = Counter("dona_turns", "Turns answered.", ["route", "verdict"])
FAILED = Counter("dona_turns_failed", "Turns that ended in an error.", ["error"])
TURN_SECONDS = Histogram("dona_turn_seconds", "A whole turn.", ["route"], buckets=SECONDS)
NODE_SECONDS = Histogram("dona_node_seconds", "One node.", ["node"], buckets=SECONDS)
RETRIEVALS = Counter("dona_retrievals", "Retrievals, and whether they found.", ["found"])
REFUSED = Counter(
    "dona_check_failures", "Drafts that the checker sent back: a sentence, or the whole.", ["node"]
)
CATALOG = Gauge(
    "dona_catalog_changed_timestamp_seconds", "When a job or an update last changed the catalog."
)

RUNNING = Gauge("dona_turns_running", "Turns being answered now.")

GRAPH = "dona"
NODES = frozenset({"router", "handoff", "retriever", "generator", "citation_checker", "fallback"})

turns = logging.getLogger("dona.turns")


class TurnMetrics(AsyncCallbackHandler):
    """Follows the runs of the graph and its nodes by their names."""

    run_inline = True
    """In the run's own task: a turn is counted before its answer is given."""

    def __init__(self, turns: RunningTurns) -> None:
        """Tell `turns` when each begins and ends."""
        self._turns = turns
        self._running: dict[UUID, tuple[str, float]] = {}

    async def on_chain_start(
        self,
        serialized: dict[str, Any] | None,
        inputs: Any,
        *,
        run_id: UUID,
        parent_run_id: UUID | None = None,
        **kwargs: Any,
    ) -> None:
        """Note when the graph or a node begins."""
        name = str(kwargs.get("name", ""))
        if parent_run_id is None:
            # A run that is resumed with a person's words is no turn of DONA's.
            name = GRAPH if isinstance(inputs, dict) and "messages" in inputs else ""
        if name == GRAPH or name in NODES:
            self._running[run_id] = (name, time.perf_counter())
        if name == GRAPH:
            self._turns.begun(run_id)

    async def on_chain_end(self, outputs: Any, *, run_id: UUID, **kwargs: Any) -> None:
        """Count what ended, by what it returned."""
        name, begun = self._running.pop(run_id, ("", 0.0))
        self._turns.ended(run_id)
        if not name or not isinstance(outputs, dict):
            return
        took_s = time.perf_counter() - begun
        if name == GRAPH:
            _count_turn(outputs, took_s)
            return
        NODE_SECONDS.labels(name).observe(took_s)
        if name == "retriever":
            RETRIEVALS.labels("yes" if outputs.get("sources") else "no").inc()
        elif outputs.get("feedback"):
            REFUSED.labels(name).inc()

    async def on_chain_error(self, error: BaseException, *, run_id: UUID, **kwargs: Any) -> None:
        """Count a turn that failed; a node's error is its turn's."""
        name, _ = self._running.pop(run_id, ("", 0.0))
        self._turns.ended(run_id)
        if name == GRAPH:
            FAILED.labels(type(error).__name__).inc()
            turns.error("turn failed", extra={"error": type(error).__name__})


def _count_turn(state: dict[str, Any], took_s: float) -> None:
    route, verdict = str(state.get("route")), str(state.get("verdict"))
    TURNS.labels(route, verdict).inc()
    TURN_SECONDS.labels(route).observe(took_s)
    if failure := state.get("failure"):
        FAILED.labels(failure).inc()
    told = {name: state.get(name) for name in ("trace_id", "route", "confidence", "verdict")}
    turns.info("turn", extra=told | {"ms": round(took_s * 1000, 1)})


def watch_catalog(index: Path) -> None:
    """Tell at each reading when the index folder's pointer or its journal last changed."""

    def changed_at() -> float:
        files = [index / CURRENT, index / JOURNAL]
        return max((file.stat().st_mtime for file in files if file.exists()), default=0.0)

    CATALOG.set_function(changed_at)
