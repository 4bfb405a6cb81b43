"""Spans out of the process: OTLP over HTTP, in batches, from a thread that no turn waits for."""

import logging

from openinference.semconv.resource import ResourceAttributes
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from app.settings import TracesSettings
from app.tracing.redaction import RedactingExporter

TIMEOUT_S = 1.0
"""Of one export, retries included; leaving waits for one at most."""
SCHEDULE_MS = 1000
QUEUE_SPANS = 2048
"""About 400 turns; more while the collector is down are dropped, oldest first."""


def start_export(traces: TracesSettings) -> TracerProvider:
    """Return what makes spans and sends them to the endpoint, until the process ends.

    It is not made the process's own: the web server's spans of each request stay here.
    """
    # Ten documents and a long conversation have more attributes than the SDK's limit of 128.
    provider = TracerProvider(
        resource=Resource.create(
            {"service.name": "dona", ResourceAttributes.PROJECT_NAME: traces.project}
        ),
        span_limits=SpanLimits(max_attributes=512),
    )
    provider.add_span_processor(batch_processor(traces))
    return provider


def batch_processor(traces: TracesSettings) -> BatchSpanProcessor:
    """Return the queue and thread that clean and send spans."""
    # Whether the collector answers is the operator's to ask, not every batch's to say.
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
    key = traces.api_key.get_secret_value()
    exporter = OTLPSpanExporter(
        endpoint=f"{traces.endpoint.rstrip('/')}/v1/traces",
        headers={"authorization": f"Bearer {key}"} if key else None,
        timeout=TIMEOUT_S,
    )
    return BatchSpanProcessor(
        RedactingExporter(exporter, content=traces.content),
        max_queue_size=QUEUE_SPANS,
        schedule_delay_millis=SCHEDULE_MS,
        export_timeout_millis=TIMEOUT_S * 1000,
    )
