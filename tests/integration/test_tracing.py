"""Turns leave for a collector, are read back from it, and never wait for it."""

import json
import socket
import time

import pytest
from fastapi.testclient import TestClient
from langchain_core.messages import HumanMessage
from opentelemetry.sdk.trace import TracerProvider
from typer.testing import CliRunner

from app.cli import app as cli
from app.http.server import app as http
from app.settings import TracesSettings
from app.tracing.export import TIMEOUT_S, batch_processor
from graph.build import build_graph
from graph.tracing.turns import TurnTracer
from tests.fakes.phoenix import FakePhoenix, fake_phoenix
from tests.fakes.ports import FakeGenerator, FakeRetriever, FakeRouter, fake_deps
from tests.fakes.products import product_source

pytestmark = pytest.mark.integration

RIGHT = "La Heladera Samsung RT38 sale $ 1.099.999 [1]."
WRONG = "La Heladera Samsung RT38 sale $ 999.999 [1]."


@pytest.fixture
def phoenix(monkeypatch):
    with fake_phoenix() as served:
        monkeypatch.setenv("DONA_TRACES__ENDPOINT", served.url)
        yield served


def provider_for(endpoint: str) -> TracerProvider:
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(batch_processor(TracesSettings(endpoint=endpoint)))
    return provider


async def turn(provider: TracerProvider, text="heladera samsung", **ports) -> str:
    deps = fake_deps(retriever=FakeRetriever([product_source()]), **ports)
    graph = build_graph(deps, TurnTracer(provider.get_tracer("test")))
    config = {"configurable": {"thread_id": "t"}}
    state = await graph.ainvoke({"messages": [HumanMessage(text)]}, config)
    return state["trace_id"]


@pytest.fixture
async def turns(phoenix) -> tuple[str, str]:
    """Return the trace ids of a turn that went well and of one that fell back."""
    provider = provider_for(phoenix.url)
    well = await turn(provider, generator=FakeGenerator(RIGHT))
    badly = await turn(provider, "heladera?", generator=FakeGenerator(WRONG, WRONG))
    await turn(provider, "hola", router=FakeRouter("chitchat"))
    provider.shutdown()
    return well, badly


def run(*arguments: str) -> list[dict]:
    result = CliRunner().invoke(cli, ["traces", *arguments])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_turns_are_listed_by_route_verdict_and_latency(turns):
    well, badly = turns
    assert len(run("list", "--json")) == 3
    assert [row["trace_id"] for row in run("list", "--json", "--verdict", "fallback")] == [badly]
    assert well in [row["trace_id"] for row in run("list", "--json", "--route", "product_search")]
    assert run("list", "--json", "--min-ms", "60000") == []
    assert len(run("list", "--json", "--limit", "1")) == 1


def test_a_thumb_becomes_an_annotation_and_a_filter(turns, phoenix: FakePhoenix):
    _, badly = turns
    said = {"trace_id": badly, "score": 0, "comment": "mi mail es ana@mail.com"}
    with TestClient(http, client=("127.0.0.1", 50000)) as client:
        told = client.get("/feedback").json()
        assert told["enabled"]
        assert told["traces"].endswith("/redirects/traces/")
        assert client.post("/feedback", json=said).status_code == 202
        assert client.post("/feedback", json={**said, "score": 7}).status_code == 422
        assert client.post("/feedback", json={**said, "trace_id": "../x"}).status_code == 422
    assert phoenix.annotations[0]["result"]["explanation"] == "mi mail es [email]"
    (row,) = run("list", "--json", "--feedback", "down")
    assert (row["trace_id"], row["comment"]) == (badly, "mi mail es [email]")


def test_a_trace_is_shown_and_exported_with_its_spans(turns, tmp_path):
    names = [span["name"] for span in run("show", turns[0], "--json")]
    assert names == ["turn", "router", "retriever", "generator", "citation_checker"]
    assert run("export", "--verdict", "fallback", "--output", str(tmp_path / "x.jsonl")) == []
    (exported,) = map(json.loads, (tmp_path / "x.jsonl").read_text().splitlines())
    assert [span["name"] for span in exported["spans"]].count("generator") == 2


def test_a_bad_answer_becomes_a_row_of_an_evaluation_set(turns, phoenix: FakePhoenix):
    (row,) = run("to-dataset", turns[1], "--name", "malas")
    assert row["query"] == "heladera?"
    assert row["relevant"] == {"HEL-1": 2}
    assert "999.999" in row["refused"][0]["text"]
    assert phoenix.datasets[0]["name"] == "malas"
    assert phoenix.datasets[0]["inputs"] == [{"query": "heladera?"}]


def test_feedback_without_a_place_to_go_is_refused():
    with TestClient(http, client=("127.0.0.1", 50000)) as client:
        assert client.get("/feedback").json() == {"enabled": False, "traces": None}
        said = {"trace_id": "0" * 32, "score": 1}
        assert client.post("/feedback", json=said).status_code == 404


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("silent", [False, True], ids=["refuses", "accepts and says nothing"])
async def test_a_collector_that_is_down_delays_neither_turns_nor_exit(silent):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1] if silent else closed_port()
        provider = provider_for(f"http://127.0.0.1:{port}")
        took = []
        for _ in range(20):
            start = time.monotonic()
            assert await turn(provider, generator=FakeGenerator(RIGHT))
            took.append(time.monotonic() - start)
        assert max(took) < TIMEOUT_S  # one that waited for an export would take it whole
        start = time.monotonic()
        provider.shutdown()
        assert time.monotonic() - start < 2
