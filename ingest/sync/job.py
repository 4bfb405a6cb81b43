"""The ingestion job: read, plan, build the next generation beside the served one, switch.

Nothing that is served is ever written to: the next generation starts as a copy of the served
folder (its files do not change while no one writes to it), takes the changes, deletions last, and
is served by one rename. Killed at any instant, the job leaves the served generation as it was and
perhaps an unfinished folder, which the next run removes.
"""

import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ingest.encoder.embedder import Embedder
from ingest.errors import IndexFailure, SourceError
from ingest.feeds.products import Mapping, Rejected, read_products
from ingest.feeds.rows import read_rows
from ingest.index.edge import EdgeGeneration
from ingest.index.generations import current, next_folder, sweep, switch
from ingest.index.port import Kind, Point
from ingest.policies import SUFFIXES, read_passages
from ingest.product import Passage, Product
from ingest.sync.lock import exclusive
from ingest.sync.plan import Entry, Plan, entry, guard, make_plan

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
    index: Path,
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
    with exclusive(index / "ingest.lock", wait=wait):
        report = Report(dry_run=dry_run)
        clock = _Clock(report)
        wanted = []
        for item in items:
            if isinstance(item, Rejected):
                report.rejected.append(item)
            else:
                wanted.append(entry(item, embedder.fingerprint))
            progress("read", len(wanted), 0)
        report.read = len(wanted) + len(report.rejected)
        clock.lap("read")
        sweep(index)
        served = current(index)
        report.generation = served.name if served else ""
        building = next_folder(index)
        try:
            generation = await _copy(served, building, embedder) if served else None
            existing = await _fingerprints(generation, kinds) if generation else {}
            plan = make_plan(wanted, existing)
            clock.lap("plan")
            if not allow_mass_delete:
                guard(plan, len(existing), len(wanted))
            report.unchanged, report.stale = plan.unchanged, plan.stale
            report.payload_only, report.embedded = len(plan.payload_only), len(plan.embed)
            report.deleted = len(plan.delete)
            if not (dry_run or plan.is_empty):
                if generation is None:
                    generation = EdgeGeneration.create(
                        building, encoder=embedder.fingerprint, dimension=embedder.dimension
                    )
                await _apply(plan, generation, embedder, clock, progress)
                await generation.close()
                switch(index, building)
                report.generation = building.name
                clock.lap("switch")
            elif generation:
                await generation.close()
        finally:
            sweep(index)
        return report


class _Clock:
    def __init__(self, report: Report) -> None:
        self._seconds, self._last = report.seconds, time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self._seconds[stage] = round(self._seconds.get(stage, 0.0) + now - self._last, 3)
        self._last = now


async def _copy(served: Path, building: Path, embedder: Embedder) -> EdgeGeneration | None:
    """Open a copy of the served generation; None when another encoder filled it.

    The served one may be open in a server, and a shard has one owner: reading goes by copy too.
    """
    try:
        shutil.copytree(served, building)
    except (OSError, shutil.Error) as error:
        raise IndexFailure(f"cannot copy {served} to {building}: {error}") from error
    generation = EdgeGeneration.load(building)
    if generation.manifest["encoder"] == embedder.fingerprint:
        return generation
    await generation.close()
    shutil.rmtree(building)
    return None


async def _fingerprints(
    generation: EdgeGeneration, kinds: frozenset[Kind]
) -> dict[tuple[Kind, str], dict[str, Any]]:
    kept = ("embedding_fp", "payload_fp", "updated_at")
    return {
        (kind, payload["id"]): {name: payload.get(name) for name in kept}
        for kind in kinds
        async for payload in generation.scroll(kind)
    }


async def _apply(
    plan: Plan, generation: EdgeGeneration, embedder: Embedder, clock: _Clock, progress: Progress
) -> None:
    """Carry the plan out on a generation that nobody reads: deletions last."""
    changed = [*plan.embed, *plan.payload_only]
    await generation.ensure_number_keys({k for e in changed for k in e.payload.get("num", {})})
    for start in range(0, len(plan.payload_only), WRITE_CHUNK):
        await generation.set_payload(
            [e.payload for e in plan.payload_only[start : start + WRITE_CHUNK]]
        )
        progress(
            "payload", min(start + WRITE_CHUNK, len(plan.payload_only)), len(plan.payload_only)
        )
    clock.lap("payload")
    # Similar lengths together: less padding within a batch.
    pending = sorted(plan.embed, key=lambda e: len(e.text))
    for start in range(0, len(pending), CHUNK):
        chunk = pending[start : start + CHUNK]
        vectors = embedder.embed_passages([e.text for e in chunk])
        clock.lap("embed")
        await generation.upsert(
            [Point(e.payload, v, _words(e)) for e, v in zip(chunk, vectors, strict=True)]
        )
        clock.lap("write")
        progress("embed", start + len(chunk), len(pending))
    for kind in ("product", "policy"):
        if gone := [id_ for k, id_ in plan.delete if k == kind]:
            await generation.delete(kind, gone)
    await generation.optimise()
    clock.lap("write")


def _words(item: Entry) -> str:
    """Return what BM25 indexes: the embedded text and the product's codes."""
    return " ".join([item.text, *item.payload.get("codes", [])])
