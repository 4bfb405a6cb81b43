"""Spare the in-memory LangGraph server a thread for each line of log that nobody reads.

The asynchronous methods of its loggers hand every line to a thread, and only there is its level
looked at: a dozen a turn, at the level that DONA serves with all for nothing.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from structlog.stdlib import BoundLogger

Write = Callable[..., Awaitable[None]]


def look_at_levels_first() -> None:
    """Have every logger do so, those that were used already too."""
    for name, level in (("adebug", logging.DEBUG), ("ainfo", logging.INFO)):
        setattr(BoundLogger, name, at(level, getattr(BoundLogger, name)))


def at(level: int, write: Write) -> Write:
    """Return the method, doing nothing below the logger's level."""

    async def written(self: BoundLogger, event: str, *args: Any, **kw: Any) -> None:
        if self.isEnabledFor(level):
            await write(self, event, *args, **kw)

    return written
