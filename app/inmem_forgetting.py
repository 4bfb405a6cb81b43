"""What the in-memory LangGraph server forgets: on its own it keeps all that ever happened.

Its list of runs with their inputs, the events of streams that can be taken up again, the last
values of every thread: each turn made it larger, by 0.14 MB. A finished run is forgotten soon, and
so are the states of its thread before the last; a thread, when nobody wrote in it for days.

A killed server's last threads are listed again when it is back.

It reaches into private parts of one pinned version; with any other nothing is forgotten.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping, MutableMapping
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from app.access.handlers import OWNER
from app.inmem_queue import is_pinned

GRAPH = "dona"

SWEEP_S = 15.0
JOINED_S = 120.0
"""How long a finished run can still be taken up, by a page whose connection was lost."""
MOST_THREADS = 10_000
"""Held at once; a thread is some kilobytes, its conversation is on disk."""

_log = logging.getLogger("dona.server")


class Checkpoints(Protocol):
    async def aprune(self, thread_ids: list[str], *, strategy: str) -> None:
        """Forget the states of threads: all but the last (`keep_latest`), or all (`delete`)."""
        ...


async def forgetting(checkpoints: Checkpoints, idle_days: float) -> None:
    """Sweep for as long as the server runs."""
    if not is_pinned():
        return
    while True:
        await asyncio.sleep(SWEEP_S)
        try:
            await sweep(checkpoints, datetime.now(UTC), timedelta(days=idle_days))
        except Exception:  # a full disk today must not fill the memory for ever
            _log.exception("nothing was forgotten")


async def sweep(checkpoints: Checkpoints, now: datetime, idle: timedelta) -> None:
    """Forget what has been over for long enough at `now`."""
    from langgraph_runtime_inmem.database import GLOBAL_RETRY_COUNTER, GLOBAL_STORE
    from langgraph_runtime_inmem.inmem_stream import get_stream_manager

    joined = now - timedelta(seconds=JOINED_S)
    ended = [run for run in GLOBAL_STORE["runs"] if _over(run, joined)]
    kept = [run for run in GLOBAL_STORE["runs"] if not _over(run, joined)]
    busy = {run["thread_id"] for run in kept}
    idle_threads = _idle(GLOBAL_STORE, busy, now - idle)
    # What is on disk goes first: a conversation without a listed owner would be whoever's names it.
    ended_in = {str(run["thread_id"]) for run in ended} - {str(each) for each in busy}
    await checkpoints.aprune(sorted(map(str, idle_threads)), strategy="delete")
    await checkpoints.aprune(sorted(ended_in), strategy="keep_latest")
    # It went on meanwhile. New lists, not changed ones: it may be half-way through the old.
    kept = [run for run in GLOBAL_STORE["runs"] if not _over(run, joined)]
    busy = {run["thread_id"] for run in kept}
    idle_threads -= busy
    GLOBAL_STORE["runs"] = kept
    GLOBAL_STORE["threads"] = [
        thread for thread in GLOBAL_STORE["threads"] if thread["thread_id"] not in idle_threads
    ]
    for thread in GLOBAL_STORE["threads"]:
        if thread.get("values") and thread["thread_id"] not in busy:
            thread["values"] = None  # a copy of what is on disk
    live = {run["run_id"] for run in kept}
    for counted in (GLOBAL_RETRY_COUNTER._counters, GLOBAL_RETRY_COUNTER._locks):
        for run_id in [each for each in counted if each not in live]:
            del counted[run_id]
    streams = get_stream_manager()
    for of_threads in (
        streams.queues, streams.control_keys, streams.control_queues, streams.message_stores,
    ):  # fmt: skip
        _forget_streams(of_threads, live, joined)
    for thread_id in [each for each, queues in streams.thread_streams.items() if not queues]:
        del streams.thread_streams[thread_id]


def list_threads(owners: Mapping[str, str | None], now: datetime) -> None:
    """List the threads that have conversations and are not listed: the server was killed.

    Its list is written every ten seconds, a conversation at once. Without this, whoever named such
    a thread first would be its owner.
    """
    if not is_pinned():
        return
    from langgraph_runtime_inmem.database import GLOBAL_STORE

    listed = {str(thread["thread_id"]) for thread in GLOBAL_STORE["threads"]}
    for thread_id, owner in owners.items():
        try:
            id_ = UUID(thread_id)
        except ValueError:
            continue  # no thread of the server's
        if thread_id not in listed:
            metadata = {"graph_id": GRAPH} | ({OWNER: owner} if owner else {})
            GLOBAL_STORE["threads"].append(
                {"thread_id": id_, "created_at": now - timedelta(seconds=1), "updated_at": now,
                 "state_updated_at": now, "metadata": metadata, "status": "idle", "config": {},
                 "values": None}
            )  # fmt: skip


def _over(run: dict[str, Any], before: datetime) -> bool:
    return run["status"] not in ("pending", "running") and run["updated_at"] < before


def _idle(store: MutableMapping[str, Any], busy: set[UUID], before: datetime) -> set[UUID]:
    """Return the threads to forget: idle since `before`, and beyond the most the emptiest.

    Of these, first those in which nothing was said, then the longest idle, and last those that wait
    for a person.
    """
    scheduled = {str(cron.get("thread_id")) for cron in store["crons"]}
    free = [
        thread for thread in store["threads"]
        if thread["thread_id"] not in busy and str(thread["thread_id"]) not in scheduled
    ]  # fmt: skip
    free.sort(key=_worth)
    beyond = max(0, len(store["threads"]) - MOST_THREADS)
    return {
        thread["thread_id"] for place, thread in enumerate(free)
        if place < beyond or thread["updated_at"] < before
    }  # fmt: skip


def _worth(thread: Mapping[str, Any]) -> tuple[bool, bool, datetime]:
    waits = thread.get("status") == "interrupted"
    said = thread.get("state_updated_at") != thread.get("created_at")
    return waits, said, thread["updated_at"]


def _forget_streams(
    of_threads: MutableMapping[Any, MutableMapping[UUID, Any]], live: Iterable[UUID], born: datetime
) -> None:
    """Drop what is kept for runs that are no more; one being made is not in the store yet.

    A run's id is a UUIDv7: its first 48 bits are the milliseconds when it was made.
    """
    born_ms = born.timestamp() * 1000
    for thread_id, of_runs in list(of_threads.items()):
        for run_id in [each for each in of_runs if each not in live and each.int >> 80 < born_ms]:
            del of_runs[run_id]
        if not of_runs:
            del of_threads[thread_id]
