"""A server told to stop in the middle of turns: they are answered whole, and kept."""

import json
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.conftest import free_port, running_server
from tests.fakes.endpoint import slow_endpoint

pytestmark = pytest.mark.e2e

ASKED = {
    "assistant_id": "dona",
    "input": {"messages": [{"role": "user", "content": "hacen envíos a Rosario?"}]},
}


def streamed(client) -> dict:
    body = {**ASKED, "stream_mode": ["values"]}
    last = {}
    with client.stream("POST", "/runs/stream", json=body) as response:
        for line in response.iter_lines():
            if line.startswith("data: {"):
                told = json.loads(line[6:])
                last = told if "verdict" in told else last
    return last


def test_running_turns_are_answered_and_kept(environment, spare_index, tmp_path):
    with slow_endpoint(["Dale, ", *["te ", "cuento "] * 4, "esto. "], pause_s=0.3) as endpoint:
        serving = environment | {
            "DONA_INDEX__PATH": str(spare_index),
            "DONA_SERVER__PORT": str(free_port()),
            "DONA_GENERATOR__BASE_URL": endpoint.url,
            "DONA_GENERATOR__MODEL": "lento",
        }
        if "REDIS_URL" in serving:  # the other server would take its runs
            serving["REDIS_URL"] = serving["REDIS_URL"].replace("/0", "/2")
        with running_server(serving, tmp_path) as (client, run), ThreadPoolExecutor() as pool:
            told = client.get("/ready").json()
            assert told["generator"] == {"name": "lento", "reachable": True}
            thread, alone = (client.post("/threads", json={}).json()["thread_id"] for _ in "ab")
            client.post(f"/threads/{alone}/runs", json=ASKED)  # nobody waits for this one
            waiting = pool.submit(client.post, f"/threads/{thread}/runs/wait", json=ASKED)
            streaming = pool.submit(streamed, client)
            for _ in range(3):  # every turn runs: one that did not begin is refused
                assert endpoint.asked.acquire(timeout=20)
            run.send_signal(signal.SIGTERM)
            assert streaming.result(30)["verdict"]
            assert waiting.result(30).json()["verdict"]
            run.wait(40)
    # The endpoint is gone now: the server starts all the same, and says so.
    with running_server(serving, tmp_path) as (client, _):
        for kept in (thread, alone):
            assert client.get(f"/threads/{kept}/state").json()["values"]["verdict"]
        told = client.get("/ready").json()
        assert told["status"] == "degraded"
        assert told["generator"] == {"name": "lento", "reachable": False}
