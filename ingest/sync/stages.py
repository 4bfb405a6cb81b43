"""How long each stage of a job took, for the report and as OpenTelemetry spans."""

import time
from typing import Any

from opentelemetry import trace

_TRACER = trace.get_tracer("dona.ingest")


class Stages:
    """Adds up the time between laps; interleaved stages (embed, write, embed…) add up too."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self._seconds = seconds
        self._start = self._last = time.time_ns()
        self._spans: dict[str, tuple[int, int]] = {}

    def lap(self, stage: str) -> None:
        """Count the time since the last lap to `stage`."""
        now = time.time_ns()
        self._seconds[stage] = round(self._seconds.get(stage, 0.0) + (now - self._last) / 1e9, 3)
        first, _ = self._spans.get(stage, (self._last, now))
        self._spans[stage] = (first, now)
        self._last = now

    def trace(self, report: dict[str, Any]) -> None:
        """Emit a span for the job and one a stage, from its first beginning to its last end."""
        counts = {k: v for k, v in report.items() if isinstance(v, int | float | str)}
        job = _TRACER.start_span("ingest", start_time=self._start, attributes=counts)
        with trace.use_span(job):
            for stage, (first, last) in self._spans.items():
                busy = {"busy_s": self._seconds[stage]}
                span = _TRACER.start_span(f"ingest.{stage}", start_time=first, attributes=busy)
                span.end(last)
        job.end(self._last)
