"""Thumbs of shoppers, as annotations of their turn's trace."""

from typing import Annotated

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field

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
def accepted() -> dict[str, bool]:
    """Say whether feedback has somewhere to go: the page shows its thumbs then."""
    return {"enabled": bool(Settings().traces.endpoint)}


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
