"""Tell another system of each handoff, signed, until it has taken it.

What is still to be told is read from the inbox, so a killed server tells it when it is back. One
handoff may be told twice: `webhook-id` is the same. Source: the Standard Webhooks specification,
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import asyncio
import base64
import hashlib
import hmac
import json
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
from tenacity import AsyncRetrying, before_sleep_log, retry_if_exception_type
from tenacity.wait import wait_base, wait_exponential_jitter

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
    retrying = AsyncRetrying(
        retry=retry_if_exception_type(httpx.HTTPError),
        wait=waits,
        before_sleep=before_sleep_log(logger, logging.WARNING),
    )
    async for attempt in retrying:
        with attempt:
            headers = signed(body, kept.handoff.id, settings.secret.get_secret_value())
            response = await client.post(settings.webhook, content=body, headers=headers)
            response.raise_for_status()
    await inbox.notified(kept.handoff.id)


def told(kept: Kept) -> dict[str, object]:
    """Return what the webhook is told of a handoff; the conversation is read in the inbox."""
    handoff = kept.handoff
    return {
        "type": "handoff.opened",
        "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(kept.opened_at)),
        "data": {"id": handoff.id, "thread_id": handoff.thread_id, "question": handoff.question},
    }


def signed(body: bytes, id_: str, secret: str, at: int | None = None) -> dict[str, str]:
    """Return the headers of a request: its id, time and HMAC-SHA256 over both and the body."""
    at = int(time.time()) if at is None else at
    key = (
        base64.b64decode(secret.removeprefix("whsec_"))
        if secret.startswith("whsec_")
        else secret.encode()
    )
    message_id = f"msg_{id_}"
    digest = hmac.digest(key, f"{message_id}.{at}.".encode() + body, hashlib.sha256)
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
