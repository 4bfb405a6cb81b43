"""Conversations on disk: the last state of each, and those of a version before."""

import pickle
import sqlite3
from operator import add
from typing import Annotated, TypedDict
from uuid import uuid4

import pytest
from langchain_core.messages import AIMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt

from app.inmem_checkpoints import FILE, PICKLES, opened


class State(TypedDict):
    said: Annotated[list[AIMessage], add]


def answers(state: State):
    return {"said": [AIMessage(f"respuesta {len(state['said'])}")]}


def waits(state: State):
    return {"said": [AIMessage(interrupt("persona"))]}


def graph(saver, last=None):
    built = StateGraph(State)
    built.add_node("answers", answers)
    built.add_edge(START, "answers")
    built.add_edge("answers", "waits" if last else END)
    if last:
        built.add_node("waits", waits)
        built.add_edge("waits", END)
    return built.compile(checkpointer=saver)


def config(thread, run=""):
    return {
        "configurable": {"thread_id": thread},
        "metadata": {"run_id": run or uuid4().hex},  # the same run again would go on, not begin
    }


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def told(graph, thread) -> list[str]:
    state = await graph.aget_state(config(thread))
    return [message.content for message in state.values.get("said", [])]


async def states(saver, thread) -> int:
    return len([each async for each in saver.alist(config(thread))])


async def turn(graph, thread, words, run=""):
    await graph.ainvoke({"said": [AIMessage(words)]}, config(thread, run))


async def test_a_conversation_is_there_when_the_server_comes_back():
    async with opened() as saver:
        await turn(graph(saver), "uno", "hola")
    async with opened() as saver:
        assert await told(graph(saver), "uno") == ["hola", "respuesta 1"]


async def test_only_the_last_state_of_a_pruned_thread_stays():
    async with opened() as saver:
        flow = graph(saver)
        for thread in ("uno", "dos"):
            await turn(flow, thread, "hola")
            await turn(flow, thread, "chau")
        others = await states(saver, "dos")
        await saver.aprune(["uno"], strategy="keep_latest")
        assert await states(saver, "uno") == 1
        assert await states(saver, "dos") == others > 1
        await turn(flow, "uno", "otra vez")
        assert (await told(flow, "uno"))[-2:] == ["otra vez", "respuesta 5"]
        await saver.aprune(["uno"], strategy="delete")
        assert await told(flow, "uno") == []
        assert await states(saver, "dos") == others


async def test_a_pruned_thread_that_waits_for_a_person_goes_on_waiting():
    async with opened() as saver:
        flow = graph(saver, last="waits")
        await turn(flow, "uno", "una persona!")
        await saver.aprune(["uno"], strategy="keep_latest")
        await flow.ainvoke(Command(resume="Soy Ana."), config("uno"))
        assert (await told(flow, "uno"))[-1] == "Soy Ana."


async def test_a_run_rolled_back_leaves_the_thread_as_it_was():
    async with opened() as saver:
        flow = graph(saver)
        await turn(flow, "uno", "hola", run="primera")
        await turn(flow, "uno", "me arrepiento", run="segunda")
        await saver.adelete_for_runs(["segunda"])
        assert await told(flow, "uno") == ["hola", "respuesta 1"]


async def test_whose_a_thread_is_outlives_a_change_that_does_not_say():
    async with opened() as saver:
        flow = graph(saver)
        said = config("uno")
        said["metadata"] |= {"owner": "anonymous:ana"}
        await flow.ainvoke({"said": [AIMessage("hola")]}, said)
        await flow.aupdate_state(config("uno"), {"said": [AIMessage("Soy Marta.")]})
        await turn(flow, "dos", "hola")
        assert await saver.owners() == {"uno": "anonymous:ana", "dos": None}
        await saver.aprune(["uno"], strategy="keep_latest")
        assert (await saver.owners())["uno"] == "anonymous:ana"


def pickled(before: InMemorySaver, folder) -> None:
    (folder / ".langgraph_api").mkdir()
    kept = (dict(before.writes), dict(before.blobs))
    storage = {thread: dict(of) for thread, of in before.storage.items()}
    for number, each in enumerate((storage, *kept), start=1):
        (folder / PICKLES.format(number)).write_bytes(pickle.dumps(each))


async def test_conversations_of_a_version_before_are_taken_over_once(folder, caplog):
    before = InMemorySaver()
    await turn(graph(before), "uno", "hola")
    await graph(before, last="waits").ainvoke({"said": []}, config("dos"))
    pickled(before, folder)
    async with opened() as saver:
        assert await told(graph(saver), "uno") == ["hola", "respuesta 1"]
        flow = graph(saver, last="waits")
        await flow.ainvoke(Command(resume="Soy Ana."), config("dos"))
        assert (await told(flow, "dos"))[-1] == "Soy Ana."
    assert "2 conversations of a version before taken" in caplog.text
    assert not list((folder / ".langgraph_api").glob("*checkpoint*"))
    assert (folder / FILE).exists()


async def test_pickles_that_were_cut_are_told_and_left(folder, caplog):
    pickled(InMemorySaver(), folder)
    (folder / PICKLES.format(1)).write_bytes(b"\x80\x02}q")
    async with opened() as saver:
        await turn(graph(saver), "uno", "hola")
    assert "cannot be read" in caplog.text
    assert (folder / PICKLES.format(1)).exists()


async def test_what_an_error_interrupts_is_taken_back(folder):
    async with opened() as saver:
        await turn(graph(saver, "waits"), "a", "hola")
        before = await states(saver, "a")
        saver.conn.execute(
            "CREATE TRIGGER full BEFORE DELETE ON checkpoints "
            "BEGIN SELECT raise(ABORT, 'full'); END"
        )
        writes = saver.conn.execute("SELECT count(*) FROM writes").fetchone()
        with pytest.raises(sqlite3.IntegrityError):
            await saver.aprune(["a"], strategy="delete")
        assert saver.conn.execute("SELECT count(*) FROM writes").fetchone() == writes
        assert await states(saver, "a") == before
