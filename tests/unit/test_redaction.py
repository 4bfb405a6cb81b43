"""What leaves the machine: clean spans, or spans without any text."""

import json

import pytest
from langchain_core.messages import HumanMessage
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from app.tracing.redaction import RedactingExporter
from graph.build import build_graph
from graph.tracing.turns import TurnTracer
from tests.fakes.ports import FakeGenerator, FakeRetriever, fake_deps
from tests.fakes.products import product_source

SAID = "busco heladera\n30.123.456 es mi dni, ana@mail.com, Av. Rivadavia 1234 3º B"
PERSONAL = ("30.123.456", "ana@mail.com", "Rivadavia")


async def leave(content: bool, *drafts: str, user="ana") -> list[dict]:
    memory, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(RedactingExporter(memory, content=content)))
    deps = fake_deps(retriever=FakeRetriever([product_source()]), generator=FakeGenerator(*drafts))
    graph = build_graph(deps, TurnTracer(provider.get_tracer("test")))
    config = {"configurable": {"thread_id": "t", "langgraph_auth_user_id": user}}
    await graph.ainvoke({"messages": [HumanMessage(SAID)]}, config)
    return [json.loads(span.to_json()) for span in memory.get_finished_spans()]


async def test_no_span_carries_personal_data_not_even_in_json_or_an_error():
    spans = await leave(True, f"Vale $ 1 [1] para {SAID}", RuntimeError(SAID).args[0])
    told = json.dumps(spans, ensure_ascii=False)
    assert "[dni]" in told
    assert "1.099.999" in told
    assert [word for word in PERSONAL if word in told] == []


async def test_without_content_what_leaves_is_numbers_and_names_of_closed_lists():
    spans = await leave(False, "La Heladera Samsung RT38 sale $ 1.099.999 [1].")
    told = json.dumps([[s["attributes"], s["events"], s["status"]] for s in spans])
    assert [word for word in (*PERSONAL, "heladera", "Heladera", "1.099.999") if word in told] == []
    (root,) = [span["attributes"] for span in spans if span["name"] == "turn"]
    assert root["dona.verdict"] == "verified"
    assert root["dona.confidence"] == pytest.approx(0.9)
    documents = next(s["attributes"] for s in spans if s["name"] == "retriever")
    assert documents["retrieval.documents.0.document.id"] == "HEL-1"


@pytest.mark.parametrize(("user", "kept"), [("key-7", True), ("ana@mail.com", False)])
async def test_a_user_id_that_is_personal_is_replaced_by_a_stable_one(user, kept):
    ids = {
        span["attributes"]["user.id"]
        for _ in range(2)
        for span in await leave(False, "Hola.", user=user)
        if span["name"] == "turn"
    }
    assert len(ids) == 1
    assert (ids == {user}) is kept
