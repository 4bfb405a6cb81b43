"""A collector and the few calls of Phoenix's REST API that DONA makes, over real HTTP."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.fakes.serving import QuietHandler, serving


class FakePhoenix:
    """What arrived: spans as Phoenix tells them, annotations, datasets."""

    def __init__(self):
        self.url = ""
        self.spans, self.annotations, self.datasets = [], [], []

    def collect(self, body: bytes) -> None:
        request = ExportTraceServiceRequest.FromString(body)
        for resource in request.resource_spans:
            for scope in resource.scope_spans:
                self.spans += map(_span, scope.spans)

    def get(self, path: str, query: dict[str, list[str]]):
        if path.endswith("/trace_annotations"):
            wanted = query["trace_ids"]
            return [note for note in self.annotations if note["trace_id"] in wanted]
        equal = [pair.split(":", 1) for pair in query.get("attribute", [])]
        found = [
            span
            for span in self.spans
            if span["context"]["trace_id"] in query.get("trace_id", [span["context"]["trace_id"]])
            and (query.get("parent_id") != ["null"] or span["parent_id"] is None)
            and all(span["attributes"].get(name) == json.loads(value) for name, value in equal)
        ]
        return sorted(found, key=lambda span: span["start_time"], reverse=True)

    def post(self, path: str, body: bytes) -> None:
        if path == "/v1/traces":
            self.collect(body)
        elif path == "/v1/trace_annotations":
            self.annotations += json.loads(body)["data"]
        elif path == "/v1/datasets/upload":
            self.datasets.append(json.loads(body))


def _span(span):
    def value(it):
        return getattr(it, it.WhichOneof("value"))

    return {
        "name": span.name,
        "context": {"trace_id": span.trace_id.hex(), "span_id": span.span_id.hex()},
        "parent_id": span.parent_span_id.hex() or None,
        "span_kind": "AGENT" if span.name == "turn" else "CHAIN",
        "start_time": _time(span.start_time_unix_nano),
        "end_time": _time(span.end_time_unix_nano),
        "status_code": "ERROR" if span.status.code == 2 else "UNSET",
        "status_message": span.status.message,
        "attributes": {pair.key: value(pair.value) for pair in span.attributes},
    }


def _time(nanoseconds: int) -> str:
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC).isoformat()


@contextmanager
def fake_phoenix() -> Iterator[FakePhoenix]:
    """Serve on a free port of this machine."""
    phoenix = FakePhoenix()

    class Handler(QuietHandler):
        def do_GET(self):
            address = urlsplit(self.path)
            page = {"data": phoenix.get(address.path, parse_qs(address.query)), "next_cursor": None}
            self._answer(page)

        def do_POST(self):
            phoenix.post(
                urlsplit(self.path).path, self.rfile.read(int(self.headers["content-length"]))
            )
            self._answer({})

        def _answer(self, value):
            body = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with serving(Handler) as phoenix.url:
        yield phoenix
