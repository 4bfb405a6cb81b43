"""`dona ingest`: bring the index to a source, and tell what it took."""

import asyncio
import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from app.commands.output import err, out, print_json
from app.commands.progress import progress_bar
from app.knowledge import build_embedder, build_engine, build_story_embedder, ingest_target
from app.settings import Settings
from graph.retrieval.stories import prepare
from ingest.errors import PlanRefused, SourceError
from ingest.feeds.products import Rejected, read_mapping
from ingest.index.generations import current
from ingest.sources import Source
from ingest.sync.job import run
from ingest.sync.report import Report

REJECTED_EXIT = 3
MOST_NAMES = 20
"""Of columns that are told."""


class EngineName(StrEnum):
    local = "local"
    ray = "ray"


def ingest(
    source: Annotated[
        str | None,
        typer.Argument(
            help="Feed file, URL, SQLAlchemy URL, `-`, or a folder; default: the demo store."
        ),
    ] = None,
    mapping: Annotated[Path | None, typer.Option(help="YAML: the feed's columns → fields.")] = None,
    format: Annotated[str | None, typer.Option(help="jsonl, csv, tsv, xml or parquet.")] = None,
    query: Annotated[str | None, typer.Option(help="SQL of a database source.")] = None,
    version: Annotated[
        datetime | None,
        typer.Option(help="When the source was written, UTC: for rows without `updated_at`."),
    ] = None,
    engine: Annotated[
        EngineName, typer.Option(help="`ray` spreads the work over a Ray cluster (`dona[ray]`).")
    ] = EngineName.local,
    rejects: Annotated[
        Path | None,
        typer.Option(help="Where rejected rows are written; default: beside the index."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the plan, write the rejects; change no index.")
    ] = False,
    allow_mass_delete: Annotated[
        bool, typer.Option("--allow-mass-delete", help="Let more than 20 % of the index go.")
    ] = False,
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Do nothing when loaded.")] = False,
    roll_back: Annotated[
        bool, typer.Option("--rollback", help="Serve the generation before this one.")
    ] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for a running job to end.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Make the index equal to a source, with the least work. Exit 3: some rows were rejected.

    Example: [cyan]dona ingest productos.csv --mapping examples/sepa.yaml[/cyan]
    """
    settings = Settings()
    if roll_back:
        target = ingest_target(settings)
        with target.lock(wait=wait):
            served = asyncio.run(target.rollback())
        print_json({"generation": served}) if json else err.print(f"served again: {served}")
        return
    embedder = build_embedder(settings)
    if if_empty and _is_loaded(settings, embedder.fingerprint):
        return
    rejects = rejects or rejects_of(settings)
    where = source or str(settings.store.source)
    dated = version.replace(tzinfo=UTC) if version else None
    what = Source(
        where, read_mapping(mapping), format, query, dated, settings.index.path.absolute()
    )
    try:
        with progress_bar() as progress:
            report = asyncio.run(
                run(
                    build_engine(settings, what, embedder, ray=engine is EngineName.ray),
                    ingest_target(settings),
                    scope=what.speaks_for,
                    dry_run=dry_run,
                    allow_mass_delete=allow_mass_delete,
                    wait=wait,
                    progress=progress,
                )
            )
    except PlanRefused as error:
        _tell_columns(what)
        _tell_rejects(rejects, error.report)
        raise
    if not dry_run:
        prepare(build_story_embedder(settings), settings.cache)
    print_json(report.as_json()) if json else out.print(_table(report))
    _tell_columns(what)
    _tell_kept(what, report)
    _tell_rejects(rejects, report)
    if report.rejected:
        raise typer.Exit(REJECTED_EXIT)


def rejects_of(settings: Settings) -> Path:
    """Return the file of rejected rows: by default the index's name and `.rejected.csv`."""
    return settings.index.path.with_name(f"{settings.index.path.name}.rejected.csv")


def _tell_columns(source: Source) -> None:
    """Tell once the columns that would go, or be missing, in silence."""
    if source.unread:
        err.print(
            f"columns that are no field, not read: {_names([*source.unread])}; a --mapping keeps "
            "them, under `attributes` (examples/sepa.yaml)",
            markup=False,
        )
    if source.absent:
        err.print(
            f"columns that the mapping names and no row has a value of: {_names(source.absent)}",
            markup=False,
        )


def _names(columns: list[str]) -> str:
    return ", ".join(sorted(columns)[:MOST_NAMES]) + (", …" if len(columns) > MOST_NAMES else "")


def _tell_kept(source: Source, report: Report) -> None:
    """Tell that policies of before stay beside a feed of products: they may be another store's."""
    if report.kept and not source.speaks_for("policy", ""):
        err.print(
            f"{report.kept:,} passages of policies held before stay; if they are another store's, "
            "load yours too (a folder with policies/), or use an index of its own "
            "(DONA_INDEX__PATH)",
            markup=False,
        )


def _tell_rejects(path: Path, report: Report) -> None:
    """Write the rows that are no product, and those of which a field is ignored; tell of both."""
    told = [*report.rejected, *report.ignored]
    if not told:
        return
    _write_rejects(path, sorted(told, key=lambda one: (one.source, one.row)))
    if report.rejected:
        err.print(f"{_rows(report.rejected)} rejected: see {path}")
    if report.ignored:
        err.print(f"{_rows(report.ignored)} read without a field: see {path}")


def _rows(rejected: Sequence[Rejected]) -> str:
    return "1 row was" if len(rejected) == 1 else f"{len(rejected):,} rows were"


def _is_loaded(settings: Settings, encoder: str) -> bool:
    """Tell whether a generation of this encoder is served, without opening it."""
    folder = current(settings.index.path)
    try:
        return folder is not None and encoder in (folder / "manifest.json").read_text()
    except OSError:
        return False


def _table(report: Report) -> Table:
    title = "planned only" if report.dry_run else f"generation {report.generation}"
    table = Table("what", "", title=title)
    table.columns[1].justify = "right"
    for name in ("read", "unchanged", "payload_only", "embedded", "deleted", "stale"):
        table.add_row(name.replace("_", "-"), f"{getattr(report, name):,}")
    table.add_row("rejected", f"{len(report.rejected):,}", end_section=not report.ignored)
    if report.ignored:
        table.add_row("with a field ignored", f"{len(report.ignored):,}", end_section=True)
    for stage, seconds in report.seconds.items():
        table.add_row(f"{stage}, s", f"{seconds:.1f}")
    table.add_row("in all, s", f"{sum(report.seconds.values()):.1f}", end_section=True)
    table.add_row("passages/s", f"{report.passages_per_second:,.0f}")
    return table


def _write_rejects(path: Path, rejected: Sequence[Rejected]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["row", "field", "reason", "source"])
            writer.writerows(
                [r.row, *map(_no_formula, (r.field, r.reason, r.source))] for r in rejected
            )
    except OSError as error:
        raise SourceError(f"cannot write {path}: {error.strerror}") from error


def _no_formula(text: str) -> str:
    """Quote what a spreadsheet would run: a feed's id may begin with `=`."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
