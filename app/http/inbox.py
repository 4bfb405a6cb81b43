"""The inbox over HTTP, for operators: who waits for a person, and what the person answers."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.inbox.address import own_address
from app.inbox.deliver import deliver
from app.inbox.errors import AnsweredAlready, InboxUnavailable, NotDelivered
from app.inbox.store import InboxStore, Kept
from app.runtime import shared_runtime

router = APIRouter(prefix="/inbox")

_log = logging.getLogger("dona.inbox")


class Answer(BaseModel):
    """What a person writes to the shopper."""

    model_config = ConfigDict(extra="forbid")

    answer: Annotated[
        str, StringConstraints(strip_whitespace=True), Field(min_length=1, max_length=4000)
    ]


@router.get("")
async def handoffs(all: bool = False) -> list[dict[str, Any]]:
    """List the handoffs that wait, the oldest first; with `all`, answered ones too."""
    async with _inbox() as inbox:
        return [_told(kept) for kept in await (inbox.everything() if all else inbox.waiting())]


@router.post("/{id}")
async def answer(id: str, body: Answer, request: Request) -> dict[str, Any]:
    """Answer in the shopper's thread; whoever comes second is told that somebody did."""
    async with _inbox() as inbox:
        kept = await inbox.find(id)
        if kept is None:
            raise HTTPException(404, f"no handoff {id}")
        if kept.answered_at:
            raise AnsweredAlready(id, kept.answer or "")
        claim = await inbox.claim(id)
        if claim is None:
            raise HTTPException(409, f"somebody is answering {id} right now")
        try:
            host, port = request.scope["server"]
            await deliver(own_address(host, port), inbox, kept, body.answer)
        finally:
            await _release(inbox, id, claim)
        found = await inbox.find(id)
        assert found is not None
        return _told(found)


async def _release(inbox: InboxStore, id: str, claim: float) -> None:
    """Let others answer; what cannot be let go runs out by itself, and the answer was delivered."""
    try:
        await inbox.release(id, claim)
    except InboxUnavailable:
        _log.warning("the claim of %s could not be released", id, exc_info=True)


@asynccontextmanager
async def _inbox() -> AsyncIterator[InboxStore]:
    """Open the inbox; what goes wrong with it is told as HTTP."""
    inbox = (await shared_runtime()).inbox
    assert inbox is not None  # a server's runtime has one
    try:
        yield inbox
    except AnsweredAlready as error:
        raise HTTPException(409, str(error)) from error
    except NotDelivered as error:
        raise HTTPException(502, str(error)) from error
    except InboxUnavailable as error:
        _log.exception("inbox unavailable")
        raise HTTPException(503, "the inbox is unavailable") from error


def _told(kept: Kept) -> dict[str, Any]:
    handoff = {name: value for name, value in vars(kept.handoff).items() if name != "owner"}
    return handoff | {
        "opened_at": kept.opened_at, "answered_at": kept.answered_at, "answer": kept.answer,
    }  # fmt: skip
