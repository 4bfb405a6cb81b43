"""The LangGraph SDKs that a store's developers use, in Python and JavaScript."""

import json
import subprocess
from pathlib import Path
from shutil import which
from uuid import uuid4

import pytest
from langgraph_sdk import get_client

pytestmark = pytest.mark.e2e

CLIENT = Path(__file__).parent / "client"


def check(states: list[dict]) -> None:
    search, question, policy = states
    assert len(search["products"]) >= 2
    assert question["citations"][0]["id"] == search["products"][1]["id"]
    assert policy["route"] == "store_policy"
    for state in states:
        assert "".join(state["sentences"]).split() == state["answer"].split()


async def test_the_python_sdk(server):
    headers = {"x-dona-shopper": uuid4().hex}
    states = []
    async with get_client(url=str(server.base_url), api_key=None, headers=headers) as client:
        thread = (await client.threads.create())["thread_id"]
        for words in (
            "busco heladeras samsung",
            "la segunda cuánto sale?",
            "hacen envíos a Rosario?",
        ):
            said = {"messages": [{"role": "user", "content": words}]}
            sentences, last = [], {}
            async for part in client.runs.stream(
                thread, "dona", input=said, stream_mode=["custom", "values"]
            ):
                assert part.event != "error", part.data
                if part.event == "custom" and part.data["type"] == "sentence":
                    sentences.append(part.data["text"])
                if part.event == "values" and part.data.get("verdict"):
                    last = part.data
            states.append(last | {"sentences": sentences})
        kept = await client.threads.get_state(thread)
    check(states)
    assert len(kept["values"]["messages"]) == 6


@pytest.mark.skipif(
    not (which("node") and (CLIENT / "node_modules").is_dir()), reason="make clients was not run"
)
def test_the_javascript_sdk(server):
    run = subprocess.run(
        ["node", "turns.mjs", str(server.base_url)],
        cwd=CLIENT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    check(told["states"])
    assert told["messages"] == 6
