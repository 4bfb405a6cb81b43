"""Thumbs of shoppers, as annotations of their turn's trace."""

from typing import Annotated

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from app.access.visit import current
from app.settings import Settings
from app.tracing.personal_data import redact
from app.tracing.phoenix import Phoenix, PhoenixError

router = APIRouter(prefix="/feedback")


class Feedback(BaseModel):
    """What a shopper thinks of one answer."""

    model_config = ConfigDict(extra="forbid")

    trace_id: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
    score: Annotated[float, Field(ge=0, le=1)]
    """1: thumb up, 0: thumb down."""
    comment: Annotated[str, Field(max_length=1000)] = ""


@router.get("")
async def accepted() -> dict[str, bool | str | None]:
    """Say whether feedback has somewhere to go, and to operators where a trace is read.

    Source: https://arize.com/docs/phoenix/tracing/how-to-tracing/advanced/constructing-urls
    """
    endpoint = Settings().traces.endpoint.rstrip("/")
    visit = current.get()
    operates = visit and (visit.caller.kind == "loopback" or visit.caller.may("admin"))
    traces = f"{endpoint}/redirects/traces/" if endpoint and operates else None
    return {"enabled": bool(endpoint), "traces": traces}


@router.post("", status_code=202)
def give(feedback: Feedback) -> dict[str, str]:
    """Annotate the trace; plain `def`, for the round trip is made in a thread."""
    traces = Settings().traces
    if not traces.endpoint:
        raise HTTPException(404, "feedback is off: set DONA_TRACES__ENDPOINT")
    comment = redact(feedback.comment) if traces.content else ""
    try:
        with Phoenix(traces) as phoenix:
            phoenix.annotate(feedback.trace_id, feedback.score, comment)
    except PhoenixError as error:
        raise HTTPException(502, "the trace server did not take it") from error
    return {"status": "accepted"}
