"""A server that was told to stop answers first the turns that it has begun."""

import asyncio
import logging
import signal
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import FrameType
from typing import Any
from uuid import UUID

GRACE_S = 20.0
"""Longest wait since the signal, for connections and turns alike. Orchestrators kill after 30 s,
and the server's own queue takes up to 5 s more before it writes its threads down."""
SETTLE_S = 0.5
"""The server writes a turn's result down after the graph has ended."""
LOOK_S = 0.05
SIGNALS = (signal.SIGTERM, signal.SIGINT)

logger = logging.getLogger("dona.server")


class RunningTurns:
    """The turns being answered by this process."""

    def __init__(self) -> None:
        self._ids: set[UUID] = set()
        self._told_at: float | None = None

    def __len__(self) -> int:
        return len(self._ids)

    def begun(self, id_: UUID) -> None:
        self._ids.add(id_)

    def ended(self, id_: UUID) -> None:
        self._ids.discard(id_)

    @asynccontextmanager
    async def drained(self, grace_s: float = GRACE_S) -> AsyncIterator[None]:
        """Leave only once no turn is running, or `grace_s` after the process was told to stop.

        Uvicorn waits for open connections before it comes here: that wait is part of the grace.
        What is left is cancelled.
        """
        with self._noting_when_told():
            yield
        begun = time.monotonic()
        deadline = (self._told_at or begun) + grace_s
        idle_since = begun
        while time.monotonic() < deadline and time.monotonic() - idle_since < SETTLE_S:
            await asyncio.sleep(LOOK_S)
            if self._ids:
                idle_since = time.monotonic()
        if self._ids:
            logger.warning("stopped in the middle of turns", extra={"turns": len(self._ids)})

    @contextmanager
    def _noting_when_told(self) -> Iterator[None]:
        """Note when the first signal comes, before the server's own handler acts on it."""
        self._told_at = None
        if threading.current_thread() is not threading.main_thread():
            yield  # signals are the main thread's
            return
        handlers: dict[int, Any] = {number: signal.getsignal(number) for number in SIGNALS}

        def note(number: int, frame: FrameType | None) -> None:
            if self._told_at is None:
                self._told_at = time.monotonic()
            handlers[number](number, frame)

        for number, handler in handlers.items():
            if callable(handler):
                signal.signal(number, note)
        try:
            yield
        finally:
            for number, handler in handlers.items():
                if signal.getsignal(number) is note:
                    signal.signal(number, handler)
