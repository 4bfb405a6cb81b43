"""The ingestion job: read, plan, apply, serve."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ingest.encoder.embedder import Embedder
from ingest.errors import SourceError
from ingest.feeds.products import Mapping, Rejected, read_products
from ingest.feeds.rows import read_rows
from ingest.index.port import Kind, Point, WritableIndex
from ingest.policies import SUFFIXES, read_passages
from ingest.product import Passage, Product
from ingest.sync.plan import Plan, entry, guard, make_plan
from ingest.sync.stages import Stages
from ingest.sync.target import Target

CHUNK = 512
"""Texts embedded and written at a time: bounds the memory, and lets progress be shown."""
WRITE_CHUNK = 2000

Progress = Callable[[str, int, int], None]
"""Called with (stage, done, total)."""


@dataclass
class Report:
    """What a run did. Durations in seconds."""

    generation: str = ""
    read: int = 0
    unchanged: int = 0
    payload_only: int = 0
    embedded: int = 0
    deleted: int = 0
    stale: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    dry_run: bool = False

    @property
    def passages_per_second(self) -> float:
        return round(self.embedded / self.seconds["embed"], 1) if self.seconds.get("embed") else 0.0

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "rejected": len(self.rejected),
                "passages_per_second": self.passages_per_second}  # fmt: skip


def read_source(
    source: str, mapping: Mapping, *, format: str | None = None, query: str | None = None
) -> Iterator[Product | Passage | Rejected]:
    """Yield the items of a feed, or of a folder of `products/*` feeds and `policies/*` documents.

    Raises:
        SourceError: there is nothing that can be read.
    """
    folder = Path(source)
    if not folder.is_dir():
        if folder.suffix in SUFFIXES:
            yield from read_passages(folder)
        else:
            yield from read_products(read_rows(source, format=format, query=query), mapping)
        return
    feeds = sorted(p for p in (folder / "products").glob("*") if p.is_file())
    documents = sorted(p for p in (folder / "policies").glob("*") if p.suffix in SUFFIXES)
    if not feeds and not documents:
        raise SourceError(f"{folder} holds neither products/ nor policies/")
    yield from read_products((row for feed in feeds for row in read_rows(str(feed))), mapping)
    for document in documents:
        yield from read_passages(document)


async def sync(
    items: Iterable[Product | Passage | Rejected],
    target: Target,
    embedder: Embedder,
    *,
    dry_run: bool = False,
    allow_mass_delete: bool = False,
    kinds: frozenset[Kind] = frozenset({"product", "policy"}),
    wait: bool = False,
    progress: Progress = lambda stage, done, total: None,
) -> Report:
    """Make the index equal to `items`, among the `kinds` that the source speaks for.

    Raises:
        SourceError: the source cannot be read.
        PlanRefused: too much would be deleted.
        IndexLocked: another job is running.
        IndexFailure: the index cannot be read or written; what was served still is.
    """
    with target.lock(wait=wait):
        report = Report(dry_run=dry_run)
        stages = Stages(report.seconds)
        wanted = []
        for item in items:
            if isinstance(item, Rejected):
                report.rejected.append(item)
            else:
                wanted.append(entry(item, embedder.fingerprint))
            progress("read", len(wanted), 0)
        report.read = len(wanted) + len(report.rejected)
        stages.lap("read")
        try:
            index = await target.open(embedder)
            existing = await _fingerprints(index, kinds) if index else {}
            plan = make_plan(wanted, existing)
            stages.lap("plan")
            report.generation = target.served
            report.unchanged, report.stale = plan.unchanged, plan.stale
            report.payload_only, report.embedded = len(plan.payload_only), len(plan.embed)
            report.deleted = len(plan.delete)
            if not allow_mass_delete:
                guard(plan, len(existing), len(wanted))
            if not (dry_run or plan.is_empty):
                await _apply(
                    plan, index or await target.create(embedder), embedder, stages, progress
                )
                report.generation = await target.commit()
                stages.lap("switch")
        finally:
            await target.close()
        stages.trace(report.as_json())
        return report


async def _fingerprints(
    index: WritableIndex, kinds: frozenset[Kind]
) -> dict[tuple[Kind, str], dict[str, Any]]:
    kept = ("embedding_fp", "payload_fp", "updated_at")
    return {
        (kind, payload["id"]): {name: payload.get(name) for name in kept}
        for kind in kinds
        async for payload in index.scroll(kind)
    }


async def _apply(
    plan: Plan, index: WritableIndex, embedder: Embedder, stages: Stages, progress: Progress
) -> None:
    """Carry the plan out: deletions last."""
    changed = [*plan.embed, *plan.payload_only]
    await index.ensure_number_keys({k for e in changed for k in e.payload.get("num", {})})
    for start in range(0, len(plan.payload_only), WRITE_CHUNK):
        chunk = plan.payload_only[start : start + WRITE_CHUNK]
        await index.set_payload([e.payload for e in chunk])
        progress("payload", start + len(chunk), len(plan.payload_only))
    stages.lap("payload")
    # Similar lengths together: less padding within a batch.
    pending = sorted(plan.embed, key=lambda e: len(e.text))
    for start in range(0, len(pending), CHUNK):
        chunk = pending[start : start + CHUNK]
        vectors = embedder.embed_passages([e.text for e in chunk])
        stages.lap("embed")
        await index.upsert(
            [Point(e.payload, v, e.words) for e, v in zip(chunk, vectors, strict=True)]
        )
        stages.lap("write")
        progress("embed", start + len(chunk), len(pending))
    for kind in ("product", "policy"):
        if gone := [id_ for k, id_ in plan.delete if k == kind]:
            await index.delete(kind, gone)
    stages.lap("write")
