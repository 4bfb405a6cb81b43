"""What a run of the ingestion job did."""

from dataclasses import asdict, dataclass, field
from typing import Any

from ingest.feeds.products import Ignored, Rejected


@dataclass
class Report:
    """Counts of rows, and durations in seconds."""

    generation: str = ""
    read: int = 0
    unchanged: int = 0
    payload_only: int = 0
    embedded: int = 0
    deleted: int = 0
    stale: int = 0
    kept: int = 0
    """Held before, and none of what the source speaks of: policies, beside a feed of products."""
    rejected: list[Rejected] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    dry_run: bool = False

    @property
    def passages_per_second(self) -> float:
        return round(self.embedded / self.seconds["embed"], 1) if self.seconds.get("embed") else 0.0

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "rejected": len(self.rejected), "ignored": len(self.ignored),
                "passages_per_second": self.passages_per_second}  # fmt: skip
