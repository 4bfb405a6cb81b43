"""Wake the in-memory LangGraph server as soon as a run is queued, and have it write its threads.

Its queue sleeps 0.5 s when idle, before it looks for work, so a lone run waits up to a second.
This replaces that sleep by a look every 20 ms. And what it writes every ten seconds leaves out for
good a dictionary that is empty the first time, since an empty one is false. Both touch private
parts of one pinned version; with any other nothing is replaced, and the server is slower.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from typing import Any

PINNED = "0.36.7"
POLL_S = 0.02
NEWEST = 100
"""Runs that are looked at: the store keeps those of the last minutes. Older ones that still wait,
for their thread, are found when the original looks, at the end of `IDLE_S`."""
IDLE_S = 0.5
"""How long the original sleeps; after it the caller's periodic work gets its turn as before."""

logger = logging.getLogger(__name__)


def is_pinned() -> bool:
    """Say whether the server's runtime is the version whose private parts are known."""
    try:
        return version("langgraph-runtime-inmem") == PINNED
    except PackageNotFoundError:
        return False


def install() -> bool:
    """Install the shim; return whether it was."""
    if not is_pinned():
        logger.warning(
            "langgraph-runtime-inmem is not %s: runs start slower, and nothing is forgotten", PINNED
        )
        return False
    from langgraph.checkpoint.memory import PersistentDict
    from langgraph_runtime_inmem.database import connect
    from langgraph_runtime_inmem.ops import Runs

    original = Runs.next

    async def next_run(wait: bool, limit: int = 1) -> AsyncIterator[tuple[Any, int]]:
        if wait:
            deadline = asyncio.get_running_loop().time() + IDLE_S
            while asyncio.get_running_loop().time() < deadline:
                async with connect() as connection:
                    newest = islice(reversed(connection.store["runs"]), NEWEST)
                    if any(run["status"] == "pending" for run in newest):
                        break
                await asyncio.sleep(POLL_S)
        async for item in original(False, limit):
            yield item

    Runs.next = staticmethod(next_run)
    PersistentDict.__bool__ = lambda self: True  # type: ignore[attr-defined]
    return True
