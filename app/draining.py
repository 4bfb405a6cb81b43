"""A server that was told to stop answers first the turns that it has begun."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

GRACE_S = 25.0
"""Longest wait, below the 30 s after which orchestrators kill."""
SETTLE_S = 0.5
"""The server writes a turn's result down after the graph has ended."""
LOOK_S = 0.05

logger = logging.getLogger("dona.server")


class RunningTurns:
    """The turns being answered by this process."""

    def __init__(self) -> None:
        self._ids: set[UUID] = set()

    def __len__(self) -> int:
        return len(self._ids)

    def begun(self, id_: UUID) -> None:
        self._ids.add(id_)

    def ended(self, id_: UUID) -> None:
        self._ids.discard(id_)

    @asynccontextmanager
    async def drained(self, grace_s: float = GRACE_S) -> AsyncIterator[None]:
        """Leave only once no turn is running, or after `grace_s`; what is left is cancelled."""
        yield
        clock = asyncio.get_running_loop().time
        deadline, idle_since = clock() + grace_s, clock()
        while clock() < deadline and clock() - idle_since < SETTLE_S:
            await asyncio.sleep(LOOK_S)
            if self._ids:
                idle_since = clock()
        if self._ids:
            logger.warning("stopped in the middle of turns", extra={"turns": len(self._ids)})
