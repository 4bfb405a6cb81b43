"""The state machine with fake ports: what is asked, released, retried and answered."""

import pytest
from langchain_core.messages import HumanMessage
from langgraph.checkpoint.memory import InMemorySaver

from graph.build import build_graph
from graph.checking.checker import ClaimChecker
from graph.errors import GeneratorError
from graph.nodes.fallback import ABSTENTION
from graph.state import Answer, Source
from tests.fakes.ports import FakeCatalog, FakeGenerator, FakeRetriever, FakeRouter, fake_deps
from tests.fakes.products import policy_source, product_source

SOURCE = product_source()
RIGHT = "La Heladera Samsung RT38 sale $ 1.099.999 [1]."
WRONG = "La Heladera Samsung RT38 sale $ 999.999 [1]."


async def run(deps, text="heladera samsung", **context):
    graph = build_graph(deps)
    released, state = [], {}
    async for mode, chunk in graph.astream(
        {"messages": [HumanMessage(text)]}, context=context, stream_mode=["custom", "values"]
    ):
        if mode == "custom":
            released.append(chunk)
        else:
            state = chunk
    return state, released


async def test_a_proven_draft_goes_out_with_the_whole_contract():
    generator = FakeGenerator(RIGHT)
    state, released = await run(fake_deps(retriever=FakeRetriever([SOURCE]), generator=generator))
    assert set(Answer.__annotations__) <= set(state)
    assert state["answer"] == RIGHT
    assert state["verdict"] == "verified"
    assert state["citations"][0]["price"] == "1099999.00 ARS"
    assert state["products"][0]["id"] == "HEL-1"
    assert state["messages"][-1].content == RIGHT
    assert [event["text"] for event in released] == [RIGHT]


async def test_a_refused_draft_is_sent_back_with_its_reasons_and_never_released():
    generator = FakeGenerator(WRONG, RIGHT)
    state, released = await run(fake_deps(retriever=FakeRetriever([SOURCE]), generator=generator))
    assert state["answer"] == RIGHT
    assert "999.999" in generator.requests[1].feedback[0]
    assert [(event["attempt"], event["text"]) for event in released] == [(1, RIGHT)]


async def test_a_list_goes_out_without_the_item_that_fails():
    right, wrong = f"- {RIGHT}\n", f"- {WRONG}\n"
    generator = FakeGenerator(f"Encontré esto:\n{wrong}{right}")
    state, released = await run(fake_deps(retriever=FakeRetriever([SOURCE]), generator=generator))
    assert state["answer"] == f"Encontré esto:\n- {RIGHT}"
    assert state["verdict"] == "verified"
    assert len(generator.requests) == 1
    assert all(WRONG not in event["text"] for event in released)


async def test_a_list_whose_items_all_fail_is_sent_back():
    generator = FakeGenerator(f"Encontré esto:\n- {WRONG}\n", RIGHT)
    state, _ = await run(fake_deps(retriever=FakeRetriever([SOURCE]), generator=generator))
    assert state["answer"] == RIGHT
    assert "999.999" in generator.requests[1].feedback[0]


async def test_the_composer_answers_after_the_last_attempt():
    generator = FakeGenerator(WRONG, WRONG, WRONG)
    state, released = await run(
        fake_deps(retriever=FakeRetriever([SOURCE]), generator=generator), max_attempts=2
    )
    assert len(generator.requests) == 2
    assert state["verdict"] == "fallback"
    assert "$ 1.099.999" in state["answer"]
    assert all("999.999 " not in event["text"].replace("1.099.999", "") for event in released)


@pytest.mark.parametrize("failure", [GeneratorError("timeout")])
async def test_a_dead_endpoint_still_gives_an_answer(failure):
    deps = fake_deps(retriever=FakeRetriever([SOURCE]), generator=FakeGenerator(failure, failure))
    state, _ = await run(deps)
    assert state["verdict"] == "fallback"
    assert "$ 1.099.999" in state["answer"]


async def test_a_price_that_changed_after_retrieval_is_caught_and_the_new_one_told():
    deps = fake_deps(
        retriever=FakeRetriever([SOURCE]),
        generator=FakeGenerator(RIGHT, RIGHT),
        catalog=FakeCatalog({"HEL-1": {"current_cents": 120000000, "price_cents": 120000000}}),
    )
    state, _ = await run(deps)
    assert state["verdict"] == "fallback"
    assert "$ 1.200.000" in state["answer"]
    assert state["citations"][0]["price"] == "1200000.00 ARS"


async def test_abstains_when_not_even_the_composer_can_be_proven():
    class Refuses:
        async def check(self, question, text, sources, *, before=""):
            from graph.ports import Check

            claim = {
                "text": text,
                "type": "price",
                "source": 1,
                "verdict": "not_found",
                "reason": "x",
                "rule": "x",
            }
            return Check(False, [claim])

    state, released = await run(
        fake_deps(
            retriever=FakeRetriever([SOURCE]), checker=Refuses(), generator=FakeGenerator(RIGHT)
        )
    )
    assert (state["verdict"], state["answer"]) == ("abstained", ABSTENTION)
    assert [event["text"] for event in released] == [ABSTENTION]


async def test_what_cites_its_source_abstains_from_nothing():
    passage = policy_source(1, title="Peluquería", text="No atendemos gatos.")
    deps = fake_deps(
        router=FakeRouter("store_policy"), retriever=FakeRetriever([passage]),
        generator=FakeGenerator("No atendemos gatos. [1]"),
        catalog=FakeCatalog({passage["id"]: {}}),
    )  # fmt: skip
    state, _ = await run(deps, "atienden gatos?")
    assert (state["verdict"], state["answer"]) == ("verified", "No atendemos gatos. [1]")


@pytest.mark.parametrize("text", ["", "   ", "\x00\u200b", "hola " * 4000])
async def test_a_message_that_cannot_be_served_is_answered_without_any_model(text):
    router = FakeRouter()
    state, _ = await run(fake_deps(router=router), text)
    assert router.asked == []
    assert state["answer"]
    assert state["verdict"] == "no_claims"


async def test_small_talk_needs_no_retrieval():
    retriever = FakeRetriever([SOURCE])
    state, _ = await run(fake_deps(router=FakeRouter("chitchat"), retriever=retriever), "hola!")
    assert retriever.asked == []
    assert state["citations"] == []


async def test_each_turn_forgets_the_sources_and_remembers_what_was_shown():
    router, retriever = FakeRouter(), FakeRetriever([SOURCE])
    graph = build_graph(fake_deps(router=router, retriever=retriever), checkpointer=InMemorySaver())
    config = {"configurable": {"thread_id": "t"}}
    await graph.ainvoke({"messages": [HumanMessage("heladeras")]}, config)
    router.decision = FakeRouter("chitchat").decision
    state = await graph.ainvoke({"messages": [HumanMessage("gracias")]}, config)
    assert state["sources"] == []
    assert state["products"] == []
    assert [source["id"] for source in state["shown"]] == ["HEL-1"]
    assert router.asked[1][1].startswith("Cliente: heladeras\nDONA: ")


async def test_an_answer_about_one_of_those_shown_leaves_the_list_as_it_is():
    both = [SOURCE, product_source(2, id="HEL-2", title="Heladera Drean HDR320 315 L")]
    retriever = FakeRetriever(both)
    router = FakeRouter()
    graph = build_graph(fake_deps(router=router, retriever=retriever), checkpointer=InMemorySaver())
    config = {"configurable": {"thread_id": "t"}}
    await graph.ainvoke({"messages": [HumanMessage("heladeras")]}, config)
    router.decision = FakeRouter("product_question").decision
    for one, question in ((both[1], "cuánto sale la segunda?"), (both[0], "viene con funda?")):
        retriever.sources = [Source(**{**one, "marker": 1})]
        state = await graph.ainvoke({"messages": [HumanMessage(question)]}, config)
        assert [source["id"] for source in state["shown"]] == ["HEL-1", "HEL-2"]
        assert state["spoken"] == one["id"]
    retriever.sources = [product_source(1, id="HEL-3", title="Heladera Gafa HGF358")]
    state = await graph.ainvoke({"messages": [HumanMessage("y la gafa cuánto sale?")]}, config)
    assert [source["id"] for source in state["shown"]] == ["HEL-3"]
    assert [asked["spoken"] for asked in retriever.asked] == ["", "", "HEL-2", "HEL-1"]


async def test_unknown_context_keys_are_refused():
    with pytest.raises(ValueError, match="temperature"):
        await run(fake_deps(), temperature=2)


class CountingChecker(ClaimChecker):
    """The rules, and how many texts they were asked of."""

    asked = 0

    async def check(self, *args, **kwargs):
        self.asked += 1
        return await super().check(*args, **kwargs)


class MovingCatalog(FakeCatalog):
    """Changes the price once it was read so many times."""

    def __init__(self, reads: int):
        super().__init__()
        self.left = reads

    async def refresh(self, sources):
        self.left -= 1
        if self.left < 0:
            self.changes = {"HEL-1": {"current_cents": 120000000, "price_cents": 120000000}}
        return await super().refresh(sources)


async def test_the_composers_draft_is_not_judged_twice_while_its_sources_stay():
    checker = CountingChecker()
    state, released = await run(fake_deps(retriever=FakeRetriever([SOURCE]), checker=checker))
    assert state["verdict"] == "verified"
    assert checker.asked == len(released)


async def test_a_models_draft_is_judged_as_a_whole_too():
    checker, generator = CountingChecker(), FakeGenerator(RIGHT)
    retriever = FakeRetriever([SOURCE])
    _, released = await run(fake_deps(retriever=retriever, checker=checker, generator=generator))
    assert checker.asked == len(released) + 1


@pytest.mark.parametrize("reads", range(4))
async def test_a_price_that_changes_while_the_composer_answers_is_never_told(reads):
    catalog = MovingCatalog(reads)
    state, _ = await run(fake_deps(retriever=FakeRetriever([SOURCE]), catalog=catalog))
    assert catalog.left < 0  # it did change before the end
    assert "1.099.999" not in state["answer"]
    assert "1.200.000" in state["answer"]
