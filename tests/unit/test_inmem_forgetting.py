"""What the in-memory server forgets, and what it must not."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from langgraph_runtime_inmem import database, inmem_stream
from langgraph_runtime_inmem.inmem_stream import Message

from app import inmem_forgetting
from app.inmem_forgetting import JOINED_S, list_threads, sweep

NOW = datetime.now(UTC)
LONG_AGO = timedelta(seconds=JOINED_S + 60)
WEEK = timedelta(days=7)


class Asked:
    """A checkpointer that notes what it was asked to forget."""

    def __init__(self) -> None:
        self.pruned: list[tuple[str, str]] = []

    async def aprune(self, thread_ids, *, strategy):
        self.pruned += [(each, strategy) for each in thread_ids]


@pytest.fixture
def store(monkeypatch):
    kept = {"runs": [], "threads": [], "crons": []}
    monkeypatch.setattr(database, "GLOBAL_STORE", kept)
    monkeypatch.setattr(inmem_stream, "stream_manager", inmem_stream.StreamManager())
    return kept


def thread(store, ago=timedelta(0)) -> UUID:
    id_ = uuid4()
    store["threads"].append({"thread_id": id_, "updated_at": NOW - ago, "values": {"answer": "x"}})
    return id_


def run(store, thread_id, status, ago=timedelta(0)) -> UUID:
    made_ms = int((NOW - ago).timestamp() * 1000)
    id_ = UUID(int=(made_ms << 80) | (7 << 76) | (2 << 62) | uuid4().int % 2**62)
    store["runs"].append(
        {"run_id": id_, "thread_id": thread_id, "status": status, "updated_at": NOW - ago}
    )
    return id_


async def streamed(run_id, thread_id) -> None:
    streams = inmem_stream.get_stream_manager()
    await streams.add_queue(run_id, thread_id)
    for topic in ("stream", "control"):
        message = Message(topic=f"run:{run_id}:{topic}".encode(), data=b"x")
        await streams.put(run_id, thread_id, message, resumable=True)


async def test_a_run_that_ended_long_ago_is_forgotten_with_its_stream_and_earlier_states(store):
    quiet = thread(store)
    await streamed(run(store, quiet, "success", LONG_AGO), quiet)
    asked = Asked()
    await sweep(asked, NOW, WEEK)
    streams = inmem_stream.get_stream_manager()
    assert store["runs"] == []
    assert [*streams.queues, *streams.control_keys, *streams.message_stores] == []
    assert asked.pruned == [(str(quiet), "keep_latest")]
    assert store["threads"] == [{"thread_id": quiet, "updated_at": NOW, "values": None}]


@pytest.mark.parametrize(
    ("status", "ago"), [("running", LONG_AGO), ("pending", LONG_AGO), ("success", timedelta(0))]
)
async def test_what_goes_on_or_may_be_taken_up_again_stays(store, status, ago):
    busy = thread(store, ago=2 * WEEK)
    one = run(store, busy, status, ago)
    await streamed(one, busy)
    asked = Asked()
    await sweep(asked, NOW, WEEK)
    streams = inmem_stream.get_stream_manager()
    assert [each["run_id"] for each in store["runs"]] == [one]
    assert streams.queues[busy][one]
    assert streams.message_stores[busy][one]
    assert store["threads"][0]["values"]
    assert asked.pruned == []


async def test_the_stream_of_a_run_that_is_being_made_stays(store):
    made, thread_id = run(store, uuid4(), "pending"), uuid4()
    store["runs"].clear()  # who listens comes first, the run into the store after
    await streamed(made, thread_id)
    await sweep(Asked(), NOW, WEEK)
    assert inmem_stream.get_stream_manager().queues[thread_id][made]


async def test_streams_of_runs_without_a_thread_of_their_own_are_forgotten(store):
    gone = run(store, uuid4(), "success", LONG_AGO)
    store["runs"].clear()  # the server deletes them with their thread, and leaves their streams
    await streamed(gone, None)
    await sweep(Asked(), NOW, WEEK)
    assert not inmem_stream.get_stream_manager().message_stores


async def test_a_thread_in_which_nobody_wrote_for_days_is_forgotten(store):
    old, new = thread(store, ago=WEEK + timedelta(minutes=1)), thread(store, ago=WEEK / 2)
    asked = Asked()
    await sweep(asked, NOW, WEEK)
    assert [each["thread_id"] for each in store["threads"]] == [new]
    assert asked.pruned == [(str(old), "delete")]


async def test_a_thread_that_something_is_scheduled_in_stays(store):
    old = thread(store, ago=2 * WEEK)
    store["crons"].append({"thread_id": str(old)})
    await sweep(Asked(), NOW, WEEK)
    assert store["threads"]


async def test_beyond_the_most_the_longest_idle_are_forgotten(store, monkeypatch):
    monkeypatch.setattr(inmem_forgetting, "MOST_THREADS", 2)
    hours = [thread(store, ago=timedelta(hours=ago)) for ago in (1, 3, 2)]
    await sweep(Asked(), NOW, WEEK)
    assert [each["thread_id"] for each in store["threads"]] == [hours[0], hours[2]]


async def test_threads_that_a_killed_server_had_not_listed_are_listed_with_their_owner(store):
    known, lost = thread(store, ago=timedelta(hours=1)), uuid4()
    list_threads({str(known): "ana", str(lost): "beto"}, NOW)
    first, second = store["threads"]
    assert first["updated_at"] < NOW
    assert second["thread_id"] == lost
    assert second["metadata"] == {"graph_id": "dona", "owner": "beto"}
    assert second.keys() >= {"status", "config", "values", "created_at", "updated_at"}


async def test_a_sweep_that_fails_is_not_the_last(store, monkeypatch):
    monkeypatch.setattr(inmem_forgetting, "SWEEP_S", 0.01)
    swept = 0

    async def fails(*args):
        nonlocal swept
        swept += 1
        raise OSError("no room")

    monkeypatch.setattr(inmem_forgetting, "sweep", fails)
    task = asyncio.create_task(inmem_forgetting.forgetting(Asked(), 7))
    while swept < 2:
        await asyncio.sleep(0.01)
    task.cancel()
