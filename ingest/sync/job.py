"""The ingestion job: read, plan, apply, serve."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import ExitStack

from ingest.encoder.embedder import Embedder
from ingest.errors import PlanRefused
from ingest.feeds.products import Ignored, Rejected
from ingest.index.port import Kind, WritableIndex
from ingest.sources import Item, Scope, everything
from ingest.sync.engine import Engine, LocalEngine, Progress
from ingest.sync.plan import PLANNED, Held, Plan, entry, guard, held_of, item_of
from ingest.sync.report import Report
from ingest.sync.spool import spooled_plan
from ingest.sync.stages import Stages
from ingest.sync.target import Target

READ_STEP = 500
"""Rows between two reports of progress while reading."""
KINDS: tuple[Kind, ...] = ("product", "policy")
Key = tuple[Kind, str]


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
    with ExitStack() as stack:
        stack.enter_context(target.lock(wait=wait))
        plan = stack.enter_context(spooled_plan(target.folder))
        report = Report(dry_run=dry_run)
        stages = Stages(report.seconds)
        try:
            index = await target.open(engine.embedder)
            existing: dict[Key, Held] = {}
            if index:
                existing, report.kept = await _fingerprints(index, scope)
            stages.lap("open")
            await _read(engine, plan, existing, report, progress)
            stages.lap("read")
            report.generation = target.served
            report.unchanged, report.stale = plan.unchanged, plan.stale
            report.payload_only = len(plan.offers) + len(plan.payload_only)
            report.deleted = len(plan.delete)
            if index and not target.fits:
                await _carry_over(plan, index, engine.embedder.fingerprint)
            report.embedded = len(plan.embed)
            stages.lap("plan")
            if not allow_mass_delete:
                wanted, rejected = report.read - len(report.rejected), len(report.rejected)
                try:
                    guard(plan, len(existing), wanted, rejected)
                except PlanRefused as error:
                    raise PlanRefused(str(error), report) from None
            del existing
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


async def _fingerprints(index: WritableIndex, scope: Scope) -> tuple[dict[Key, Held], int]:
    """Return what the plan compares, of what the source speaks for; and how many are the rest."""
    found: dict[Key, Held] = {}
    beyond = 0
    for kind in KINDS:
        async for payload in index.scroll(kind, fields=PLANNED):
            if scope(kind, payload["id"]):
                found[kind, payload["id"]] = held_of(payload)
            else:
                beyond += 1
    return found, beyond


async def _read(
    engine: Engine, plan: Plan, existing: Mapping[Key, Held], report: Report, progress: Progress
) -> None:
    """Read the source whole, and plan as it is read; what is no product goes to the report."""
    keys = set()
    for item in engine.read():
        if isinstance(item, Ignored):
            report.ignored.append(item)
            continue
        if isinstance(item, Rejected):
            report.rejected.append(item)
        else:
            keys.add(item.key)
            plan.place(item, existing.get(item.key))
        report.read += 1
        if report.read % READ_STEP == 0:
            progress("read", report.read, 0)
            await asyncio.sleep(0)  # for Ctrl-C to be heard
    plan.delete = [key for key in existing if key not in keys]


async def _carry_over(plan: Plan, held: WritableIndex, encoder: str) -> None:
    """Add to the plan what another encoder's index holds and the source does not replace.

    That is what the source does not speak of, and what is newer than the source's.
    """
    settled = {e.key for e in plan.embed} | set(plan.delete)
    for kind in KINDS:
        async for payload in held.scroll(kind):
            if (kind, payload["id"]) not in settled:
                plan.add(entry(item_of(payload), encoder))


async def _apply(
    plan: Plan, index: WritableIndex, engine: Engine, stages: Stages, progress: Progress
) -> None:
    """Carry the plan out: deletions last."""
    await index.ensure_number_keys(plan.numbers)
    stages.lap("open")
    await engine.apply(plan, index, stages, progress)
    for kind in KINDS:
        if gone := [id_ for k, id_ in plan.delete if k == kind]:
            await index.delete(kind, gone)
    stages.lap("delete")
