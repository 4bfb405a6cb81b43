"""The same against the real Phoenix, where `make phoenix` has installed it."""

import json
import time

import pytest

from app.settings import TracesSettings
from app.tracing.phoenix import Phoenix, PhoenixError
from app.tracing.records import Wanted, find
from app.tracing.server import COMMAND, phoenix_server
from tests.fakes.ports import FakeGenerator
from tests.integration.test_tracing import RIGHT, WRONG, closed_port, provider_for, turn

pytestmark = [
    pytest.mark.slow,
    pytest.mark.integration,
    pytest.mark.skipif(not COMMAND.is_file(), reason="Phoenix is not installed: make phoenix"),
]


def until(read, seconds=90.0):
    deadline = time.monotonic() + seconds
    while True:
        try:
            if found := read():
                return found
        except PhoenixError:
            if time.monotonic() > deadline:
                raise
        assert time.monotonic() < deadline
        time.sleep(0.3)


async def test_turns_feedback_and_datasets_go_through_the_real_phoenix(tmp_path):
    traces = TracesSettings(endpoint=f"http://127.0.0.1:{closed_port()}", project="default")
    with phoenix_server(traces.endpoint, tmp_path), Phoenix(traces) as phoenix:
        until(phoenix.ready)
        provider = provider_for(traces.endpoint)
        well = await turn(provider, generator=FakeGenerator(RIGHT))
        badly = await turn(provider, generator=FakeGenerator(WRONG, WRONG))
        phoenix.annotate(badly, 0.0, "el precio está mal")  # may come before its trace
        provider.shutdown()

        until(lambda: len(list(find(phoenix, Wanted()))) == 2)
        (row,) = find(phoenix, Wanted(route="product_search", verdict="fallback"))
        assert row["trace_id"] == badly
        until(lambda: [r["trace_id"] for r in find(phoenix, Wanted(feedback="down"))] == [badly])

        spans = {span["name"]: span for span in phoenix.spans(well)}
        assert spans["retriever"]["span_kind"] == "RETRIEVER"
        told = spans["retriever"]["attributes"]
        assert told["retrieval.documents.0.document.id"] == "HEL-1"
        assert json.loads(spans["citation_checker"]["attributes"]["output.value"])

        phoenix.upload_dataset("malas", [{"query": "a", "answer": "b", "trace_id": badly}])
