"""Requests that no client of ours sends: refused or answered, never an error of the server's."""

import http.client
import json

import pytest

from tests.e2e.test_access import bearer, key
from tests.hostile import attacks

pytestmark = pytest.mark.e2e

REQUESTS = attacks("requests")
SHOPPER = {"X-Dona-Shopper": "hostil-" * 5}
SECRETS = ("root:", "[project]", "DONA_", "Traceback", "secreto")
TIMEOUT_S = 60


def said(message) -> dict:
    return {"assistant_id": "dona", "input": {"messages": [message]}}


@pytest.fixture(scope="module")
def thread(server) -> str:
    return server.post("/threads", json={}, headers=SHOPPER).json()["thread_id"]


@pytest.fixture(scope="module")
def chat_key(server, environment) -> dict[str, str]:
    return key(environment, "chat")[1]


def body_of(attack, thread) -> str | None:
    if "raw" in attack:
        return attack["raw"]
    if "nested" in attack:
        opening, closing, times = attack["nested"]
        return opening * times + "1" + closing * times
    if "items" in attack:
        items = [{"id": f"MALO-{n}", "price": 1} for n in range(attack["items"])]
        return json.dumps({"products": items})
    if "many" in attack:
        messages = [{"role": "user", "content": "hola"}] * attack["many"]
        return json.dumps({"assistant_id": "dona", "input": {"messages": messages}})
    body = attack.get("body")
    if "message" in attack:
        body = said(attack["message"])
    if "hook" in attack:
        body = said({"role": "user", "content": "hola"}) | {"webhook": attack["hook"]}
    if body is None:
        return None
    nested = "[" * 3000 + "]" * 3000
    return json.dumps(body).replace("{thread}", thread).replace('"NESTED"', nested)


@pytest.mark.parametrize("attack", REQUESTS, ids=lambda attack: attack["id"])
def test_a_hostile_request_is_refused_or_answered(
    server, environment, thread, chat_key, attack, aegra
):
    if aegra and "hook" in attack:
        pytest.skip("a run's webhook is no field of Aegra's: it calls nobody")
    repeated = attack.get("repeat", ["", 0])
    repeated = repeated[0] * repeated[1]
    headers = {"Content-Type": "application/json"}
    if attack.get("key"):
        headers |= bearer(environment["DONA_CATALOG__TOKEN"])
    elif "hook" in attack:
        headers |= chat_key
    else:
        headers |= SHOPPER
    headers |= {n: v.replace("REPEAT", repeated) for n, v in attack.get("headers", {}).items()}
    path = attack["path"].replace("{thread}", thread)
    text, times = attack.get("repeat_path", ["", 0])
    body = body_of(attack, thread)
    body = body and body.replace("REPEAT", repeated).encode()
    # Not httpx: it would tidy the path, and refuse some of the headers.
    wire = http.client.HTTPConnection(server.base_url.host, server.base_url.port, timeout=TIMEOUT_S)
    try:
        wire.request(attack.get("method", "GET"), path + text * times, body, headers)
        answer = wire.getresponse()
        told = answer.read().decode("utf-8", "replace")
    finally:
        wire.close()
    if attack.get("refused"):
        assert 400 <= answer.status < 500, (answer.status, told[:300])
    else:
        assert answer.status < 500, (answer.status, told[:300])
    assert not [secret for secret in SECRETS if secret in told], told[:300]
    folded = told.lower()
    assert not [words for words in attack.get("never", []) if words.lower() in folded], told[:500]
    assert server.get("/health").json() == {"status": "ok"}


def test_after_all_of_it_the_next_shopper_is_answered(server, thread):
    """Threads of others, and what was known of the catalog, are as they were."""
    price = said({"role": "user", "content": "cuánto sale la yerba playadito suave de 1 kg?"})
    state = server.post("/runs/wait", json=price).json()
    assert state["verdict"] == "verified"
    assert server.get("/ready").json()["counts"]["product"] >= 600
    path = f"/threads/{thread}/runs/wait"
    hello = said({"role": "user", "content": "hola"})
    assert server.post(path, json=hello, headers=SHOPPER).json()["answer"]
