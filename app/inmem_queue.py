"""Wake the in-memory LangGraph server as soon as a run is queued, and have it write its threads.

Its queue sleeps 0.5 s when idle, before it looks for work, so a lone run waits up to a second.
This replaces that sleep by a wait for the next run. And what it writes every ten seconds leaves out
for good a dictionary that is empty the first time, since an empty one is false. Both touch private
parts of one pinned version; with any other nothing is replaced, and the server is slower.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from typing import Any

PINNED = "0.36.7"
IDLE_S = 0.5
"""How long the original sleeps: what no new run tells, one that waits for its thread, is looked for
that often, and the caller's periodic work gets its turn as before."""

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
    from langgraph_runtime_inmem.ops import Runs

    look, put = Runs.next, Runs.put
    queued = asyncio.Event()

    async def put_run(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        runs: AsyncIterator[Any] = await put(*args, **kwargs)
        queued.set()
        return runs

    async def next_run(wait: bool, limit: int = 1) -> AsyncIterator[tuple[Any, int]]:
        if wait:
            with suppress(TimeoutError):
                async with asyncio.timeout(IDLE_S):
                    await queued.wait()
        queued.clear()
        async for item in look(False, limit):
            yield item

    Runs.put = staticmethod(put_run)
    Runs.next = staticmethod(next_run)
    PersistentDict.__bool__ = lambda self: True  # type: ignore[attr-defined]
    return True
