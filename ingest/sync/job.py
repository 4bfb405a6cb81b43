"""The ingestion job: read, plan, apply, serve."""

import asyncio
import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from ingest.encoder.embedder import Embedder
from ingest.errors import PlanRefused
from ingest.feeds.products import Rejected
from ingest.index.port import Kind, Payload, WritableIndex
from ingest.sources import Item, Scope, everything
from ingest.sync.engine import Engine, LocalEngine, Progress
from ingest.sync.plan import PLANNED, Entry, Plan, entry, guard, item_of, make_plan
from ingest.sync.report import Report
from ingest.sync.stages import Stages
from ingest.sync.target import Target

READ_STEP = 500
"""Rows between two reports of progress while reading."""
KINDS: tuple[Kind, ...] = ("product", "policy")


async def sync(
    items: Iterable[Item], target: Target, embedder: Embedder, **options: object
) -> Report:
    """Make the index equal to `items`, on this machine: see `run`."""
    return await run(LocalEngine(items, embedder), target, **options)  # type: ignore[arg-type]


async def run(
    engine: Engine,
    target: Target,
    *,
    scope: Scope = everything,
    dry_run: bool = False,
    allow_mass_delete: bool = False,
    wait: bool = False,
    progress: Progress = lambda stage, done, total: None,
) -> Report:
    """Make the index equal to what the engine reads, in the `scope` that the source speaks of.

    Raises:
        SourceError: the source cannot be read.
        PlanRefused: too much would be deleted; its `report` says what was read.
        IndexLocked: another job is running.
        IndexFailure: the index cannot be read or written; what was served still is.
    """
    with target.lock(wait=wait):
        report = Report(dry_run=dry_run)
        stages = Stages(report.seconds)
        try:
            # What is held is opened and read by other threads, while this one reads the source.
            opening = asyncio.create_task(_open(target, engine.embedder, scope))
            try:
                wanted = await _read(engine, report, progress)
            finally:
                index, existing, report.kept = await opening
            stages.lap("read")
            plan = make_plan(wanted, existing)
            report.generation = target.served
            report.unchanged, report.stale = plan.unchanged, plan.stale
            report.payload_only = len(plan.offers) + len(plan.payload_only)
            report.deleted = len(plan.delete)
            if index and not target.fits:
                await _carry_over(plan, index, engine.embedder.fingerprint)
            report.embedded = len(plan.embed)
            stages.lap("plan")
            if not allow_mass_delete:
                try:
                    guard(plan, len(existing), len(wanted), len(report.rejected))
                except PlanRefused as error:
                    raise PlanRefused(str(error), report) from None
            del wanted
            if not (dry_run or plan.is_empty):
                if index is None or not target.fits:
                    index, plan.delete = await target.create(engine.embedder), []
                await _apply(plan, index, engine, stages, progress)
                report.generation = await target.commit(engine.embedder)
                stages.lap("switch")
        finally:
            await target.close()
        stages.trace(report.as_json())
        return report


async def _read(engine: Engine, report: Report, progress: Progress) -> list[Entry]:
    """Read the source whole; what is no product goes to the report."""
    wanted = []
    with _nothing_is_garbage():
        for item in engine.read():
            if isinstance(item, Rejected):
                report.rejected.append(item)
            else:
                wanted.append(item)
            report.read += 1
            if report.read % READ_STEP == 0:
                progress("read", report.read, 0)
                await asyncio.sleep(0)
    return wanted


async def _open(
    target: Target, embedder: Embedder, scope: Scope
) -> tuple[WritableIndex | None, dict[tuple[Kind, str], Payload], int]:
    """Open what is held: with the fingerprints that a plan compares, and how many it leaves out."""
    index = await target.open(embedder)
    return index, *(await _fingerprints(index, scope) if index else ({}, 0))


@contextmanager
def _nothing_is_garbage() -> Iterator[None]:
    """Keep what is read out of the garbage collector: walking it takes a third of the reading."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


async def _fingerprints(
    index: WritableIndex, scope: Scope
) -> tuple[dict[tuple[Kind, str], Payload], int]:
    """Return what the plan compares, by (kind, id), of what the source speaks for; and the rest."""
    found: dict[tuple[Kind, str], Payload] = {}
    beyond = 0
    for kind in KINDS:
        async for payload in index.scroll(kind, fields=PLANNED):
            if scope(kind, payload["id"]):
                found[kind, payload["id"]] = {name: payload.get(name) for name in PLANNED}
            else:
                beyond += 1
    return found, beyond


async def _carry_over(plan: Plan, held: WritableIndex, encoder: str) -> None:
    """Add to the plan what another encoder's index holds and the source does not replace.

    That is what the source does not speak of, and what is newer than the source's.
    """
    settled = {e.key for e in plan.embed} | set(plan.delete)
    carried: list[Entry] = []
    for kind in KINDS:
        async for payload in held.scroll(kind):
            if (kind, payload["id"]) not in settled:
                carried.append(entry(item_of(payload), encoder))
    plan.embed += carried


async def _apply(
    plan: Plan, index: WritableIndex, engine: Engine, stages: Stages, progress: Progress
) -> None:
    """Carry the plan out: deletions last."""
    numbers = {k for e in (*plan.embed, *plan.payload_only) for k in e.payload.get("num") or {}}
    await index.ensure_number_keys(numbers)
    stages.lap("open")
    await engine.apply(plan, index, stages, progress)
    for kind in KINDS:
        if gone := [id_ for k, id_ in plan.delete if k == kind]:
            await index.delete(kind, gone)
    stages.lap("delete")
