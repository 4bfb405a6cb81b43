"""What an index holds and how old it is, as an operator asks."""

from dataclasses import dataclass
from datetime import datetime

from ingest.index.port import Index


@dataclass(frozen=True)
class Contents:
    served: str
    generations: list[str]
    """All that are kept, the served one among them."""
    encoder: str
    counts: dict[str, int]
    """Points by kind."""
    undated: int
    """Products without `updated_at`."""
    oldest: datetime | None
    newest: datetime | None
    """The extremes of the products' `updated_at`."""


async def read_contents(index: Index, generations: list[str]) -> Contents:
    """Count and date what is in an open index; closes it."""
    try:
        info = await index.info()
        products = index.scroll("product", fields=("updated_at",))
        stamps = [payload.get("updated_at") async for payload in products]
    finally:
        await index.close()
    dated = [datetime.fromisoformat(stamp) for stamp in stamps if stamp]
    return Contents(
        info.generation, generations, info.encoder, dict(info.counts), len(stamps) - len(dated),
        min(dated, default=None), max(dated, default=None),
    )  # fmt: skip
