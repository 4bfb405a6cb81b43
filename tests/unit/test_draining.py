"""A server told to stop: one grace since the signal, for connections and turns together."""

import asyncio
import os
import signal
import time
from uuid import uuid4

import pytest
import yaml

from app.draining import GRACE_S, RunningTurns
from app.settings import ROOT


@pytest.fixture
def told():
    """Install a handler as the server would; return what it was called with."""
    numbers: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: numbers.append(number))
    yield numbers
    signal.signal(signal.SIGTERM, before)


async def test_the_wait_for_connections_is_part_of_the_grace(told):
    turns = RunningTurns()
    turns.begun(uuid4())
    async with turns.drained(grace_s=1.0):
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0.8)  # the server waits for connections
        left = time.monotonic()
    assert time.monotonic() - left < 0.5
    assert told == [signal.SIGTERM]  # the server's own handler was called


async def test_a_turn_that_ends_within_the_grace_is_waited_for(told):
    turns, turn = RunningTurns(), uuid4()
    turns.begun(turn)
    async with turns.drained(grace_s=10):
        os.kill(os.getpid(), signal.SIGTERM)
        asyncio.get_running_loop().call_later(0.3, turns.ended, turn)
        left = time.monotonic()
    assert 0.3 <= time.monotonic() - left < 3
    assert len(turns) == 0


async def test_the_servers_handlers_are_as_they_were_afterwards(told):
    handler = signal.getsignal(signal.SIGTERM)
    async with RunningTurns().drained():
        assert signal.getsignal(signal.SIGTERM) is not handler
    assert signal.getsignal(signal.SIGTERM) is handler


def test_the_grace_leaves_room_before_the_container_is_killed():
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    killed_s = float(compose["services"]["dona"]["stop_grace_period"].removesuffix("s"))
    queue_s = 5  # `langgraph_runtime_inmem.queue.SHUTDOWN_GRACE_PERIOD_SECS`
    assert GRACE_S + queue_s + 3 < killed_s
