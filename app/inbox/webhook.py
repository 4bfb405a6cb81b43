"""Tell another system of each handoff, signed, until it has taken it.

What is still to be told is read from the inbox, so a killed server tells it when it is back. One
handoff may be told twice: `webhook-id` is the same.
"""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
from tenacity import AsyncRetrying, before_sleep_log, retry_if_exception_type
from tenacity.wait import wait_base, wait_exponential_jitter

from app.inbox.signing import signed
from app.inbox.store import InboxStore, Kept
from app.settings import HandoffSettings

LOOK_S = 1.0
TIMEOUT_S = 15.0
WAITS = wait_exponential_jitter(initial=1, max=300)
"""Between tries; they go on while nobody has answered the shopper."""

logger = logging.getLogger("dona.inbox")


@asynccontextmanager
async def notifying(
    inbox: InboxStore, settings: HandoffSettings, *, waits: wait_base = WAITS
) -> AsyncIterator[None]:
    """Tell the webhook of what is in the inbox, for as long as the block lasts."""
    if not settings.webhook:
        yield
        return
    task = asyncio.create_task(_notify_all(inbox, settings, waits))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _notify_all(inbox: InboxStore, settings: HandoffSettings, waits: wait_base) -> None:
    running: dict[str, asyncio.Task[None]] = {}
    async with httpx.AsyncClient(timeout=TIMEOUT_S) as client, asyncio.TaskGroup() as group:
        while True:
            async for attempt in _trying(waits):
                with attempt:
                    open_ = {kept.handoff.id: kept for kept in await inbox.to_notify()}
            for id_ in running.keys() - open_.keys():
                running.pop(id_).cancel()  # taken, or answered meanwhile
            for id_ in open_.keys() - running.keys():
                telling = _notify(client, inbox, settings, open_[id_], waits)
                running[id_] = group.create_task(telling)
            await asyncio.sleep(LOOK_S)


async def _notify(
    client: httpx.AsyncClient,
    inbox: InboxStore,
    settings: HandoffSettings,
    kept: Kept,
    waits: wait_base,
) -> None:
    body = json.dumps(told(kept), ensure_ascii=False).encode()
    async for attempt in _trying(waits):
        with attempt:
            headers = signed(body, kept.handoff.id, settings.secret.get_secret_value())
            response = await client.post(settings.webhook, content=body, headers=headers)
            response.raise_for_status()
    async for attempt in _trying(waits):
        with attempt:
            await inbox.notified(kept.handoff.id)


def _trying(waits: wait_base) -> AsyncRetrying:
    """Try until it works, whatever it was: nothing ends this task but the server's end.

    One handoff's trouble must not silence the others, nor a minute's the rest of the day.
    """
    return AsyncRetrying(
        retry=retry_if_exception_type(Exception),
        wait=waits,
        before_sleep=before_sleep_log(logger, logging.WARNING),
    )


def told(kept: Kept) -> dict[str, object]:
    """Return what the webhook is told of a handoff; the conversation is read in the inbox."""
    handoff = kept.handoff
    return {
        "type": "handoff.opened",
        "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(kept.opened_at)),
        "data": {"id": handoff.id, "thread_id": handoff.thread_id, "question": handoff.question},
    }
