"""One trace a turn: what the spans are, what they say, and that errors are errors."""

import asyncio

import pytest
from langchain_core.messages import HumanMessage
from langgraph.checkpoint.memory import InMemorySaver
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode, format_trace_id

from graph.build import build_graph
from graph.errors import GeneratorError
from graph.tracing.turns import TurnTracer
from tests.fakes.ports import FakeGenerator, FakeRetriever, FakeRouter, fake_deps
from tests.fakes.products import product_source
from tests.unit.test_openai_generator import generator as chat_generator
from tests.unit.test_openai_generator import streamed

SOURCE = product_source()
RIGHT = "La Heladera Samsung RT38 sale $ 1.099.999 [1]."
WRONG = "La Heladera Samsung RT38 sale $ 999.999 [1]."


@pytest.fixture
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


def traced(deps, exporter, **options):
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))

    async def facts():
        return {"dona.generation": "g-7"}

    return build_graph(deps, TurnTracer(provider.get_tracer("test"), facts), **options)


async def ask(graph, text="heladera samsung", thread="t"):
    config = {"configurable": {"thread_id": thread, "langgraph_auth_user_id": "ana"}}
    return await graph.ainvoke({"messages": [HumanMessage(text)]}, config)


def named(exporter, name):
    return [span for span in exporter.get_finished_spans() if span.name == name]


def with_source(**ports):
    return fake_deps(retriever=FakeRetriever([SOURCE]), **ports)


async def test_a_turn_is_one_trace_whose_id_the_answer_carries(spans):
    state = await ask(traced(with_source(generator=FakeGenerator(RIGHT)), spans))
    finished = spans.get_finished_spans()
    assert {format_trace_id(span.context.trace_id) for span in finished} == {state["trace_id"]}
    (root,) = named(spans, "turn")
    assert [span.name for span in finished if span.parent] == [
        "router", "retriever", "generator", "citation_checker",
    ]  # fmt: skip
    assert all(span.parent.span_id == root.context.span_id for span in finished if span.parent)


async def test_the_root_says_who_asked_what_and_what_came_of_it(spans):
    await ask(traced(with_source(generator=FakeGenerator(RIGHT)), spans))
    (root,) = named(spans, "turn")
    assert dict(root.attributes).items() >= {
        "openinference.span.kind": "AGENT", "session.id": "t", "user.id": "ana",
        "input.value": "heladera samsung", "output.value": RIGHT, "dona.route": "product_search",
        "dona.confidence": 0.9, "dona.verdict": "verified", "dona.generation": "g-7",
    }.items()  # fmt: skip


async def test_the_documents_have_ids_scores_and_what_the_model_reads(spans):
    await ask(traced(with_source(generator=FakeGenerator(RIGHT)), spans))
    told = named(spans, "retriever")[0].attributes
    assert told["retrieval.documents.0.document.id"] == "HEL-1"
    assert told["retrieval.documents.0.document.score"] == SOURCE["score"]
    assert "1.099.999" in told["retrieval.documents.0.document.content"]
    assert '"text": "heladera samsung"' in told["dona.request"]


async def test_retries_and_the_fallback_are_spans_and_claims_have_reasons(spans):
    await ask(traced(with_source(generator=FakeGenerator(WRONG, WRONG)), spans))
    first, second = named(spans, "generator")
    assert [first.attributes["dona.attempt"], second.attributes["dona.attempt"]] == [1, 2]
    assert "999.999" in second.attributes["input.value"]
    check = named(spans, "citation_checker")[0].attributes
    assert check["openinference.span.kind"] == "EVALUATOR"
    assert check["dona.claims.contradicted"] == 1
    assert '"reason"' in check["output.value"]
    assert named(spans, "fallback")[0].attributes["dona.verdict"] == "fallback"


async def test_a_dead_endpoint_is_an_error_of_the_generator_and_not_of_the_turn(spans):
    deps = with_source(generator=FakeGenerator(GeneratorError("timeout"), GeneratorError("again")))
    await ask(traced(deps, spans))
    assert {span.status.status_code for span in named(spans, "generator")} == {StatusCode.ERROR}
    assert named(spans, "turn")[0].status.status_code is StatusCode.UNSET


async def test_a_node_that_breaks_ends_the_turn_as_an_error(spans):
    class Broken:
        async def retrieve(self, *args, **kwargs):
            raise RuntimeError("disk gone")

    with pytest.raises(RuntimeError):
        await ask(traced(fake_deps(retriever=Broken()), spans))
    (root,) = named(spans, "turn")
    assert root.status.status_code is StatusCode.ERROR
    assert "disk gone" in root.status.description
    assert named(spans, "retriever")[0].status.status_code is StatusCode.ERROR


async def test_a_turn_that_the_shopper_stops_ends_and_is_no_error(spans):
    class Slow:
        async def retrieve(self, *args, **kwargs):
            await asyncio.sleep(60)

    turn = asyncio.create_task(ask(traced(fake_deps(retriever=Slow()), spans)))
    while not named(spans, "router"):
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn
    (root,) = named(spans, "turn")
    assert root.attributes["dona.verdict"] == "cancelled"
    assert root.status.status_code is StatusCode.UNSET


async def test_each_turn_of_a_thread_is_a_trace_of_its_own_in_one_session(spans):
    graph = traced(fake_deps(router=FakeRouter("chitchat")), spans, checkpointer=InMemorySaver())
    first, second = await ask(graph, "hola"), await ask(graph, "gracias")
    assert first["trace_id"] != second["trace_id"]
    assert [root.attributes["session.id"] for root in named(spans, "turn")] == ["t", "t"]


async def test_a_model_s_draft_is_an_llm_span_with_its_prompt(spans):
    chat, _ = chat_generator(
        lambda _: streamed("La Heladera Samsung RT38 sale ", "$ 1.099.999 [1].")
    )
    await ask(traced(with_source(generator=chat), spans))
    told = named(spans, "generator")[0].attributes
    assert told["openinference.span.kind"] == "LLM"
    assert told["llm.model_name"] == "m"
    assert told["llm.input_messages.0.message.role"] == "system"
    assert told["llm.output_messages.0.message.content"] == RIGHT


async def test_without_an_exporter_the_answer_still_has_an_id():
    state = await ask(build_graph(with_source(generator=FakeGenerator(RIGHT))))
    assert len(state["trace_id"]) == 32
