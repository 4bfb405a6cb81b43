"""What is counted and logged of a turn, and nothing that a shopper wrote."""

import io
import json
import logging

import pytest
from langchain_core.messages import HumanMessage
from prometheus_client import REGISTRY

from app.draining import RunningTurns
from app.logs import log_as_json
from app.metrics import TurnMetrics, watch_catalog
from graph.build import build_graph
from tests.fakes.ports import FakeGenerator, FakeRetriever, fake_deps
from tests.fakes.products import product_source

RIGHT = "La Heladera Samsung RT38 sale $ 1.099.999 [1]."
WRONG = "La Heladera Samsung RT38 sale $ 999.999 [1]."


@pytest.fixture
def told(monkeypatch):
    """Return what the JSON log has written."""
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    own = logging.getLogger("dona")
    before = (own.handlers, own.level, own.propagate)
    log_as_json()
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    own.handlers, own.level, own.propagate = before


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def turn(**ports):
    graph = build_graph(fake_deps(**ports)).with_config(callbacks=[TurnMetrics(RunningTurns())])
    return await graph.ainvoke({"messages": [HumanMessage("heladera samsung")]})


async def test_a_turn_is_counted_by_route_and_verdict(told):
    labels = {"route": "product_search", "verdict": "verified"}
    before = value("dona_turns_total", **labels)
    timed = value("dona_turn_seconds_count", route="product_search")
    state = await turn(retriever=FakeRetriever([product_source()]), generator=FakeGenerator(RIGHT))
    assert value("dona_turns_total", **labels) == before + 1
    assert value("dona_turn_seconds_count", route="product_search") == timed + 1
    (line,) = told()
    assert line["trace_id"] == state["trace_id"]
    assert (line["event"], line["route"]) == ("turn", "product_search")
    assert "samsung" not in json.dumps(line).lower()


async def test_empty_retrievals_and_refused_drafts_are_counted():
    empty = value("dona_retrievals_total", found="no")
    await turn(retriever=FakeRetriever([]))
    assert value("dona_retrievals_total", found="no") == empty + 1
    refused = value("dona_check_failures_total", node="generator")
    await turn(retriever=FakeRetriever([product_source()]), generator=FakeGenerator(WRONG))
    assert value("dona_check_failures_total", node="generator") > refused


async def test_a_turn_that_fails_is_counted_as_such(told):
    class Broken(FakeRetriever):
        async def retrieve(self, *args, **kwargs):
            raise ZeroDivisionError

    before = value("dona_turns_failed_total", error="ZeroDivisionError")
    with pytest.raises(ZeroDivisionError):
        await turn(retriever=Broken([]))
    assert value("dona_turns_failed_total", error="ZeroDivisionError") == before + 1
    assert told()[-1]["error"] == "ZeroDivisionError"


def test_the_catalogs_age_is_read_from_its_folder(tmp_path):
    watch_catalog(tmp_path)
    assert value("dona_catalog_changed_timestamp_seconds") == 0
    (tmp_path / "CURRENT").write_text("0001")
    changed = (tmp_path / "CURRENT").stat().st_mtime
    assert value("dona_catalog_changed_timestamp_seconds") == changed
