"""What leaves the machine: personal data is taken out of spans, or all text is.

It runs in the exporter's thread, never in a turn.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from openinference.semconv.trace import SpanAttributes
from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import Status
from opentelemetry.util.types import AttributeValue

from app.tracing.personal_data import redact

_NOT_TEXT = {
    SpanAttributes.OPENINFERENCE_SPAN_KIND, SpanAttributes.SESSION_ID, SpanAttributes.AGENT_NAME,
    SpanAttributes.LLM_MODEL_NAME, SpanAttributes.OUTPUT_MIME_TYPE, "exception.type", "dona.route",
    "dona.verdict", "dona.store", "dona.generation", "dona.encoder", "dona.router",
    "dona.selector", "dona.verifier", "dona.generator",
}  # fmt: skip
"""Strings that nobody wrote: identifiers, names of a closed list."""
_DOCUMENT = re.compile(rf"{SpanAttributes.RETRIEVAL_DOCUMENTS}\.\d+\.document\.")
"""The store's own catalog: its branches' addresses and phones are no one's secret."""


class RedactingExporter(SpanExporter):
    """Hands clean copies of spans to another exporter; without `content` no text is in them."""

    def __init__(self, exporter: SpanExporter, *, content: bool) -> None:
        self._exporter = exporter
        self._content = content

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return self._exporter.export([self._clean(span) for span in spans])

    def shutdown(self) -> None:
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        return self._exporter.force_flush(timeout_millis)

    def _clean(self, span: ReadableSpan) -> ReadableSpan:
        told = span.status.description if self._content else None
        return ReadableSpan(
            name=span.name,
            context=span.context,
            parent=span.parent,
            resource=span.resource,
            attributes=self._attributes(span.attributes or {}),
            events=[
                Event(event.name, self._attributes(event.attributes or {}), event.timestamp)
                for event in span.events
            ],
            links=span.links,
            kind=span.kind,
            status=Status(span.status.status_code, told and redact(told)),
            start_time=span.start_time,
            end_time=span.end_time,
            instrumentation_scope=span.instrumentation_scope,
        )

    def _attributes(self, attributes: Mapping[str, AttributeValue]) -> dict[str, AttributeValue]:
        clean: dict[str, AttributeValue] = {}
        for key, value in attributes.items():
            document = _DOCUMENT.match(key)
            if not isinstance(value, str) or key in _NOT_TEXT or key.endswith(".document.id"):
                clean[key] = value
            elif key == SpanAttributes.USER_ID:
                clean[key] = _pseudonym(value)
            elif self._content:
                clean[key] = value if document else _redact(value)
        return clean


def _redact(text: str) -> str:
    """Redact a text, or the strings of a JSON document: escapes would hide where words begin."""
    if text[:1] not in ("[", "{"):
        return redact(text)
    try:
        document = json.loads(text)
    except ValueError:
        return redact(text)
    return json.dumps(_strings(document), ensure_ascii=False)


def _strings(value: Any) -> Any:
    match value:
        case str():
            return redact(value)
        case list():
            return [_strings(item) for item in value]
        case dict():
            return {key: _strings(item) for key, item in value.items()}
    return value


def _pseudonym(user: str) -> str:
    """Return the id, or a stable stand-in when an issuer uses e-mails or documents as ids."""
    return user if redact(user) == user else hashlib.sha256(user.encode()).hexdigest()[:16]
