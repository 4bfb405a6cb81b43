"""Spare the in-memory LangGraph server a thread for each line of log that nobody reads.

The asynchronous methods of its loggers hand every line to a thread, and only there is its level
looked at: ten a turn, at the level that DONA serves with all for nothing.
"""

import logging
from typing import Any

import structlog


class LevelFirst(structlog.stdlib.BoundLogger):
    """Looks at the level before anything else."""

    async def adebug(self, event: str, *args: Any, **kw: Any) -> None:
        if self.isEnabledFor(logging.DEBUG):
            await super().adebug(event, *args, **kw)

    async def ainfo(self, event: str, *args: Any, **kw: Any) -> None:
        if self.isEnabledFor(logging.INFO):
            await super().ainfo(event, *args, **kw)


def look_at_levels_first() -> None:
    """Have loggers that are not used yet made so; once the server has set its logging up."""
    structlog.configure(wrapper_class=LevelFirst)
