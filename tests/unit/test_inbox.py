"""Handoffs: kept before the shopper is told, once each, and told to the webhook until taken."""

import asyncio
import json
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, replace

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from pydantic import SecretStr, ValidationError
from starlette.requests import Request
from tenacity import wait_fixed, wait_none

from app.http.inbox import Answer, answer
from app.inbox.address import own_address
from app.inbox.closing import HandoffsClosed
from app.inbox.errors import InboxUnavailable
from app.inbox.signing import signed
from app.inbox.store import CLAIM_S, InboxStore
from app.inbox.webhook import notifying
from app.settings import HandoffSettings, Settings
from graph.build import build_graph
from graph.nodes.handoff import NOBODY_HERE
from graph.outage import NOBODY_TOLD
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


async def resumed(graph, inbox, words: str) -> dict:
    """Resume as the server does."""
    config = {**THREAD, "callbacks": [HandoffsClosed(inbox)]}
    return await graph.ainvoke(Command(resume=words), config)


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

    state = await resumed(graph, inbox, " Soy Marta, decime. ")
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
    await resumed(graph, inbox, "acá estoy")
    await graph.ainvoke(said("otra vez quiero una persona"), THREAD)
    assert len(await inbox.waiting()) == 1
    assert len(await inbox.everything()) == 2


async def test_who_is_told_that_a_person_comes_is_in_the_inbox_by_then(inbox):
    deps = fake_deps(router=FakeRouter("human_handoff"), inbox=inbox)
    graph = build_graph(deps, checkpointer=InMemorySaver())
    told = []
    async for event in graph.astream(said("una persona"), THREAD, stream_mode="custom"):
        told.append((event["text"], len(await inbox.waiting())))
    assert told
    assert {waiting for _, waiting in told} == {1}


async def test_nobody_is_promised_when_the_inbox_cannot_be_written(inbox, tmp_path):
    deps = fake_deps(router=FakeRouter("human_handoff"), inbox=inbox)
    graph = build_graph(deps, checkpointer=InMemorySaver())
    broken(tmp_path)
    released = [e async for e in graph.astream(said("una persona"), THREAD, stream_mode="custom")]
    assert [event["text"] for event in released] == [NOBODY_TOLD]
    state = await graph.aget_state(THREAD)
    assert (state.values["answer"], state.values["failure"]) == (NOBODY_TOLD, "InboxUnavailable")
    assert not state.next
    mended(tmp_path)
    state = await graph.ainvoke(said("una persona"), THREAD)
    assert state["handoff"]["status"] == "waiting"
    assert len(await inbox.waiting()) == 1


def broken(folder):
    """Take the inbox's table away, as a disk or another program might."""
    with sqlite3.connect(folder / "inbox.db") as database:
        database.execute("ALTER TABLE dona_handoffs RENAME TO away")


def mended(folder):
    with sqlite3.connect(folder / "inbox.db") as database:
        database.execute("ALTER TABLE away RENAME TO dona_handoffs")


async def test_a_handoff_is_closed_once_its_answer_is_checkpointed(inbox):
    """Not before: a process that dies in between leaves it waiting, not answered to nobody."""
    deps = fake_deps(router=FakeRouter("human_handoff"), inbox=inbox)

    class Failing(InMemorySaver):
        broken = False

        async def aput(self, *args, **kwargs):
            if self.broken:
                raise OSError("disk full")
            return await super().aput(*args, **kwargs)

    saver = Failing()
    graph = build_graph(deps, checkpointer=saver)
    await graph.ainvoke(said("una persona"), THREAD)
    saver.broken = True
    with pytest.raises(OSError, match="disk full"):
        await resumed(graph, inbox, "acá estoy")
    assert len(await inbox.waiting()) == 1


async def test_without_an_inbox_nobody_is_waited_for():
    graph = build_graph(fake_deps(router=FakeRouter("human_handoff")), checkpointer=InMemorySaver())
    state = await graph.ainvoke(said("quiero hablar con una persona"), THREAD)
    assert state["verdict"] == "no_claims"
    assert state["answer"] == NOBODY_HERE
    assert not (await graph.aget_state(THREAD)).next


async def test_the_same_handoff_twice_is_one(inbox):
    await inbox.open(HANDOFF)
    await inbox.open(HANDOFF)
    assert [kept.handoff for kept in await inbox.everything()] == [HANDOFF]


async def test_one_operator_at_a_time_answers_and_the_first_answer_stays(inbox):
    await inbox.open(HANDOFF)
    claims = [claim for claim in await claimed(inbox, times=5) if claim is not None]
    assert len(claims) == 1
    await inbox.release("a1", claims[0])
    assert await inbox.claim("a1")
    await inbox.close("a1", "la primera")
    await inbox.close("a1", "la segunda")
    kept = await inbox.find("a1")
    assert kept.answer == "la primera"


async def test_who_comes_back_late_releases_nobody_elses_claim(inbox, monkeypatch):
    await inbox.open(HANDOFF)
    slow = await inbox.claim("a1")
    later = time.time() + CLAIM_S + 1
    monkeypatch.setattr("app.inbox.store.time.time", lambda: later)
    quick = await inbox.claim("a1")  # whoever had it is gone
    assert quick is not None
    await inbox.release("a1", slow)
    assert await inbox.claim("a1") is None
    await inbox.release("a1", quick)
    assert await inbox.claim("a1") is not None


async def test_an_answer_that_was_delivered_is_no_error_when_the_claim_cannot_be_let_go(
    inbox, monkeypatch
):
    await inbox.open(HANDOFF)
    monkeypatch.setattr("app.http.inbox.shared_runtime", lambda: returned(Opened(inbox)))

    async def delivers(server, inbox, kept, answer):
        await inbox.close(kept.handoff.id, answer)

    async def fails(id, claim):
        raise InboxUnavailable("the disk is full")

    monkeypatch.setattr("app.http.inbox.deliver", delivers)
    monkeypatch.setattr(inbox, "release", fails)
    request = Request({"type": "http", "server": ("127.0.0.1", 2024)})
    told = await answer("a1", Answer(answer="Soy Ana."), request)
    assert told["answer"] == "Soy Ana."


@dataclass
class Opened:
    inbox: InboxStore


async def returned(value):
    return value


async def claimed(inbox, times: int) -> list:
    return await asyncio.gather(*(inbox.claim("a1") for _ in range(times)))


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


async def test_the_webhook_outlives_a_database_that_fails_for_a_while(inbox, tmp_path, caplog):
    with fake_hook() as hook:
        settings = HandoffSettings(webhook=hook.url, secret=SecretStr("secreto"))
        async with notifying(inbox, settings, waits=wait_fixed(0.02)):
            broken(tmp_path)
            await asyncio.sleep(1.3)  # it looked meanwhile
            mended(tmp_path)
            await inbox.open(HANDOFF)
            assert await asyncio.to_thread(hook.taken.wait, 5)
    assert "cannot use the inbox" in caplog.text


async def test_one_handoff_that_cannot_be_told_silences_no_other(inbox, monkeypatch):
    def signs(body, id_, secret):
        if id_ == "a1":
            raise RuntimeError("whatever")
        return signed(body, id_, secret)

    monkeypatch.setattr("app.inbox.webhook.signed", signs)
    await inbox.open(HANDOFF)
    await inbox.open(replace(HANDOFF, id="b2"))
    with fake_hook() as hook:
        settings = HandoffSettings(webhook=hook.url, secret=SecretStr("secreto"))
        async with notifying(inbox, settings, waits=wait_fixed(0.05)):
            assert await asyncio.to_thread(hook.taken.wait, 5)
            await asyncio.sleep(1.2)
            await inbox.open(replace(HANDOFF, id="c3"))
            while len(await inbox.to_notify()) > 1:
                await asyncio.sleep(0.02)
    assert [headers["webhook-id"] for headers, _ in hook.calls] == ["msg_b2", "msg_c3"]


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


@pytest.mark.parametrize(
    ("url", "secret", "complaint"),
    [
        ("ftp://tienda.example/", "secreto", "http"),
        ("tienda.example/avisos", "secreto", "URL"),
        ("http://tienda.example:70000/", "secreto", "port"),
        ("http://tienda.example/", "whsec_no-es-base64", "DONA_HANDOFF__SECRET"),
        ("http://tienda.example/", "whsec_ñandú", "DONA_HANDOFF__SECRET"),
    ],
)
def test_a_webhook_that_can_never_be_told_is_refused_at_the_start(
    url, secret, complaint, monkeypatch
):
    monkeypatch.setenv("DONA_HANDOFF__WEBHOOK", url)
    monkeypatch.setenv("DONA_HANDOFF__SECRET", secret)
    with pytest.raises(ValidationError, match=complaint) as refused:
        Settings()
    assert secret not in str(refused.value)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0.0.0.0", "http://127.0.0.1:2024"), ("::", "http://[::1]:2024"),
        ("::1", "http://[::1]:2024"), ("tienda.example", "http://tienda.example:2024"),
    ],
)  # fmt: skip
def test_a_server_calls_itself_by_any_host_it_may_listen_on(host, address):
    assert own_address(host, 2024) == address


def test_a_webhook_without_a_secret_is_refused():
    with pytest.raises(ValidationError, match="DONA_HANDOFF__SECRET"):
        HandoffSettings(webhook="http://127.0.0.1:1/")
