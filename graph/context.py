"""What a caller may tune for one run. It arrives over HTTP, so every field is bounded."""

from pydantic import BaseModel, ConfigDict, Field


class Context(BaseModel):
    """Per-run settings; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    top_k: int = Field(default=5, ge=1, le=20, description="Products an answer may use.")
    max_attempts: int = Field(
        default=2, ge=1, le=4, description="Drafts before the composer answers instead."
    )
    min_confidence: float = Field(
        default=0.5, ge=0.0, le=1.0, description="Below it, the router prefers to retrieve."
    )
