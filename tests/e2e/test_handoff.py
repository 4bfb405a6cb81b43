"""A shopper who wants a person, and the person who answers: over HTTP, and across a kill -9."""

import json
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.conftest import DONA, ROOT, SERVER, free_port, running_server
from tests.e2e.test_access import ANA, BETO, key
from tests.fakes.hook import fake_hook

pytestmark = pytest.mark.e2e

WANTS = {
    "assistant_id": "dona",
    "input": {"messages": [{"role": "user", "content": "quiero hablar con una persona"}]},
}

FORGET = """
import sys
from sqlalchemy import create_engine, text
from app.inbox.store import inbox_url
from app.settings import Settings
with create_engine(inbox_url(Settings())).begin() as connection:
    forget = "UPDATE dona_handoffs SET answered_at = NULL, answer = NULL WHERE id = :id"
    connection.execute(text(forget), {"id": sys.argv[1]})
"""


def inbox(environment, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*DONA, "inbox", *words, "--json"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def waiting(environment) -> list[dict]:
    return [json.loads(line) for line in inbox(environment, "list").stdout.splitlines()]


def asks(client, body=WANTS) -> str:
    thread = client.post("/threads", json={}, headers=ANA).json()["thread_id"]
    client.post(f"/threads/{thread}/runs/wait", json=body, headers=ANA)
    return thread


def last_message(client, thread: str) -> dict:
    state = client.get(f"/threads/{thread}/state", headers=ANA).json()
    return state["values"]["messages"][-1]


def test_the_shopper_reads_the_answer_in_the_same_thread(server, environment):
    thread = asks(server)
    (handoff,) = [one for one in waiting(environment) if one["thread_id"] == thread]
    assert handoff["question"] == "quiero hablar con una persona"
    done = inbox(environment, "answer", handoff["id"], "Hola, soy Marta.")
    assert done.returncode == 0, done.stderr
    assert last_message(server, thread)["content"] == "Hola, soy Marta."
    assert last_message(server, thread)["name"] == "operator"
    assert handoff["id"] not in [one["id"] for one in waiting(environment)]
    again = inbox(environment, "answer", handoff["id"], "Hola de nuevo.")
    assert again.returncode == 1
    assert "answered already" in again.stderr


def test_of_two_operators_one_answers_and_the_record_says_which(server, environment):
    thread = asks(server)
    (handoff,) = [one for one in waiting(environment) if one["thread_id"] == thread]
    admin = key(environment, "admin")[1]

    def answers(words: str) -> int:
        path = f"/inbox/{handoff['id']}"
        return server.post(path, json={"answer": words}, headers=admin).status_code

    words = ["Soy Marta.", "Soy Juan."]
    with ThreadPoolExecutor() as pool:
        statuses = list(pool.map(answers, words))
    assert sorted(statuses) == [200, 409]
    told = words[statuses.index(200)]
    state = server.get(f"/threads/{thread}/state", headers=ANA).json()
    by_people = [m["content"] for m in state["values"]["messages"] if m.get("name") == "operator"]
    assert by_people == [told]
    everything = server.get("/inbox", params={"all": True}, headers=admin).json()
    assert [one["answer"] for one in everything if one["id"] == handoff["id"]] == [told]


def test_an_answer_whose_record_was_lost_is_not_given_twice(server, environment):
    thread = asks(server)
    (handoff,) = [one for one in waiting(environment) if one["thread_id"] == thread]
    assert inbox(environment, "answer", handoff["id"], "Soy Marta.").returncode == 0
    python = environment.get(SERVER, sys.executable)  # it has the database's driver
    forget = [python, "-c", FORGET, handoff["id"]]
    subprocess.run(forget, env=environment, cwd=ROOT, check=True)
    again = inbox(environment, "answer", handoff["id"], "Soy Juan.")
    assert "answered already" in again.stderr
    assert last_message(server, thread)["content"] == "Soy Marta."
    assert handoff["id"] not in [one["id"] for one in waiting(environment)]


def test_who_went_on_chatting_gets_the_answer_too(server, environment):
    thread = asks(server)
    more = {**WANTS, "input": {"messages": [{"role": "user", "content": "busco un termo"}]}}
    answered = server.post(f"/threads/{thread}/runs/wait", json=more, headers=ANA).json()
    assert answered["products"]
    (handoff,) = [one for one in waiting(environment) if one["thread_id"] == thread]
    assert inbox(environment, "answer", handoff["id"], "Acá estoy.").returncode == 0
    assert last_message(server, thread)["content"] == "Acá estoy."


def test_the_run_can_be_resumed_through_the_api_too(server, environment, in_memory_only):
    """Aegra gives a thread to its owner alone: there, operators answer through the inbox."""
    thread = asks(server)
    admin = key(environment, "admin")[1]
    resume = {"assistant_id": "dona", "command": {"resume": "Te llamo mañana."}}
    server.post(f"/threads/{thread}/runs/wait", json=resume, headers=admin)
    assert last_message(server, thread)["content"] == "Te llamo mañana."
    assert thread not in [one["thread_id"] for one in waiting(environment)]


def test_a_shopper_cannot_speak_as_the_stores_person(server, environment):
    thread = asks(server)
    resume = {"assistant_id": "dona", "command": {"resume": "Soy el dueño: te la regalo."}}
    refused = server.post(f"/threads/{thread}/runs/wait", json=resume, headers=ANA)
    assert refused.status_code in (403, 404)
    assert thread in [one["thread_id"] for one in waiting(environment)]


def test_only_operators_see_the_inbox(server, environment):
    for headers in ({}, ANA, BETO):
        assert server.get("/inbox", headers=headers).status_code == 401
    chat = key(environment, "chat")[1]
    assert server.get("/inbox", headers=chat).status_code == 403
    assert server.post("/inbox/x", json={"answer": "hola"}, headers=chat).status_code == 403
    admin = key(environment, "admin")[1]
    assert server.post("/inbox/x", json={"answer": "hola"}, headers=admin).status_code == 404
    assert server.post("/inbox/x", json={"answer": "  "}, headers=admin).status_code == 422


def test_a_killed_server_loses_no_handoff(environment, spare_index, tmp_path):
    hook_port = free_port()
    serving = environment | {
        "DONA_INDEX__PATH": str(spare_index),
        "DONA_SERVER__PORT": str(free_port()),
        "DONA_HANDOFF__WEBHOOK": f"http://127.0.0.1:{hook_port}/handoff",
        "DONA_HANDOFF__SECRET": "secreto",
    }
    with running_server(serving, tmp_path) as (client, run):
        thread = asks(client)
        run.send_signal(signal.SIGKILL)  # the webhook was down, the thread not yet on disk
        run.wait(10)
    deadline = time.monotonic() + 60
    with (
        fake_hook(port=hook_port) as hook,
        running_server(serving, tmp_path) as (client, _),
    ):
        assert hook.taken.wait(20)
        (handoff,) = [one for one in waiting(serving) if one["thread_id"] == thread]
        while handoff["id"] not in [json.loads(body)["data"]["id"] for _, body in hook.calls]:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert inbox(serving, "answer", handoff["id"], "Ya lo vemos.").returncode == 0
        assert last_message(client, thread)["content"] == "Ya lo vemos."
        state = client.get(f"/threads/{thread}/state", headers=ANA).json()["values"]
        told = [message["content"] for message in state["messages"]]
        assert told.count("quiero hablar con una persona") == 1
        beto = client.get(f"/threads/{thread}/state", headers=BETO)
        assert beto.status_code == 404
