"""Handoffs: kept before the shopper is told, once each, and told to the webhook until taken."""

import asyncio
import json
import signal
import subprocess
import sys
from dataclasses import replace

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from pydantic import SecretStr, ValidationError
from tenacity import wait_none

from app.inbox.errors import InboxUnavailable
from app.inbox.store import InboxStore
from app.inbox.webhook import notifying, signed
from app.settings import HandoffSettings
from graph.build import build_graph
from graph.ports import Handoff
from tests.fakes.hook import fake_hook
from tests.fakes.ports import FakeRouter, fake_deps

HANDOFF = Handoff("a1", "hilo", "anonymous:x", "quiero un humano", [("user", "quiero un humano")])
THREAD = {"configurable": {"thread_id": "hilo"}}


@pytest.fixture
def inbox(tmp_path):
    return InboxStore(f"sqlite:///{tmp_path / 'inbox.db'}")


def said(text: str) -> dict:
    return {"messages": [("user", text)]}


async def test_a_run_waits_for_a_person_whose_words_join_the_conversation(inbox):
    deps = fake_deps(router=FakeRouter("human_handoff"), inbox=inbox)
    graph = build_graph(deps, checkpointer=InMemorySaver())
    told = await graph.ainvoke(said("quiero hablar con una persona"), THREAD)
    assert told["handoff"]["status"] == "waiting"
    assert "persona del equipo" in told["answer"]
    (kept,) = await inbox.waiting()
    assert kept.handoff.question == "quiero hablar con una persona"
    assert kept.handoff.conversation == [("user", "quiero hablar con una persona")]
    assert kept.handoff.thread_id == "hilo"

    state = await graph.ainvoke(Command(resume=" Soy Marta, decime. "), THREAD)
    assert state["handoff"] == {"id": kept.handoff.id, "status": "answered"}
    assert (state["messages"][-1].name, state["messages"][-1].text) == (
        "operator", "Soy Marta, decime.",
    )  # fmt: skip
    assert await inbox.waiting() == []
    (answered,) = await inbox.everything()
    assert answered.answer == "Soy Marta, decime."


async def test_who_asks_again_while_waiting_is_in_the_inbox_once(inbox):
    deps = fake_deps(router=FakeRouter("human_handoff"), inbox=inbox)
    graph = build_graph(deps, checkpointer=InMemorySaver())
    for _ in range(2):
        await graph.ainvoke(said("una persona por favor"), THREAD)
    assert len(await inbox.everything()) == 1
    await graph.ainvoke(Command(resume="acá estoy"), THREAD)
    await graph.ainvoke(said("otra vez quiero una persona"), THREAD)
    assert len(await inbox.waiting()) == 1
    assert len(await inbox.everything()) == 2


async def test_without_an_inbox_nobody_is_waited_for():
    graph = build_graph(fake_deps(router=FakeRouter("human_handoff")), checkpointer=InMemorySaver())
    state = await graph.ainvoke(said("quiero hablar con una persona"), THREAD)
    assert state["verdict"] == "no_claims"
    assert not (await graph.aget_state(THREAD)).next


async def test_the_same_handoff_twice_is_one(inbox):
    await inbox.open(HANDOFF)
    await inbox.open(HANDOFF)
    assert [kept.handoff for kept in await inbox.everything()] == [HANDOFF]


async def test_what_was_opened_outlives_a_killed_process(inbox, tmp_path):
    child = f"""
import asyncio, os, signal
from app.inbox.store import InboxStore
from graph.ports import Handoff
asyncio.run(InboxStore("sqlite:///{tmp_path / "inbox.db"}").open(
    Handoff("b2", "hilo", "", "me cobraron dos veces", [])))
os.kill(os.getpid(), signal.SIGKILL)
"""
    run = subprocess.run([sys.executable, "-c", child])
    assert run.returncode == -signal.SIGKILL
    assert [kept.handoff.id for kept in await inbox.waiting()] == ["b2"]


def test_a_database_that_cannot_be_opened_is_a_clear_error(tmp_path):
    (tmp_path / "file").write_text("no soy una carpeta")
    with pytest.raises(InboxUnavailable, match="cannot open the inbox"):
        InboxStore(f"sqlite:///{tmp_path / 'file' / 'inbox.db'}")
    with pytest.raises(InboxUnavailable, match="cannot open the inbox"):
        InboxStore("nada://")


async def test_the_webhook_is_told_until_it_takes_it_and_not_again(inbox):
    await inbox.open(HANDOFF)
    with fake_hook(refusals=2) as hook:
        settings = HandoffSettings(webhook=hook.url, secret=SecretStr("secreto"))
        async with notifying(inbox, settings, waits=wait_none()):
            await asyncio.to_thread(hook.taken.wait, 10)
            while await inbox.to_notify():
                await asyncio.sleep(0.02)
            await asyncio.sleep(1.2)  # it looks again meanwhile
    assert len(hook.calls) == 3
    assert {headers["webhook-id"] for headers, _ in hook.calls} == {"msg_a1"}
    headers, body = hook.calls[-1]
    assert json.loads(body)["data"]["thread_id"] == "hilo"
    assert headers == headers | signed(body, "a1", "secreto", int(headers["webhook-timestamp"]))
    assert await inbox.waiting()


async def test_who_was_answered_is_no_longer_told_of(inbox):
    await inbox.open(HANDOFF)
    await inbox.open(replace(HANDOFF, id="b2"))
    await inbox.close("a1", "listo")
    assert [kept.handoff.id for kept in await inbox.to_notify()] == ["b2"]


def test_the_signature_is_the_one_of_the_standard():
    # Source: the example of Svix's documentation of manual verification.
    headers = signed(
        b'{"test": 2432232314}', "p5jXN8AQM9LWM0D4loKWxJek",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", at=1614265330,
    )  # fmt: skip
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_webhook_without_a_secret_is_refused():
    with pytest.raises(ValidationError, match="DONA_HANDOFF__SECRET"):
        HandoffSettings(webhook="http://127.0.0.1:1/")
