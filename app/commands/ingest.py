"""`dona ingest` and `dona index`."""

import asyncio
import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from app.commands.output import err, out, print_json
from app.dependencies import build_embedder, ingest_target, open_index
from app.settings import Settings
from ingest.errors import SourceError
from ingest.feeds.products import Rejected, read_mapping, stamped
from ingest.index.generations import current
from ingest.sync.job import Report, read_source, sync

REJECTED_EXIT = 3

index_app = typer.Typer(no_args_is_help=True, help="Look at the index.")


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
    rejects: Annotated[Path, typer.Option(help="Where rejected rows are written.")] = Path(
        "rejected.csv"
    ),
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the plan; change nothing.")
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
            err.print(f"served again: {asyncio.run(target.rollback())}")
        return
    embedder = build_embedder(settings)
    if if_empty and _is_loaded(settings, embedder.fingerprint):
        return
    where = source or str(settings.store.source)
    items = read_source(where, read_mapping(mapping), format=format, query=query)
    if version:
        items = stamped(items, version.replace(tzinfo=UTC))
    # A single feed speaks for the products only: the policies stay.
    kinds = frozenset({"product", "policy"}) if Path(where).is_dir() else frozenset({"product"})
    with _bar() as bar:
        task = bar.add_task("read", total=None)
        report = asyncio.run(
            sync(
                items,
                ingest_target(settings),
                embedder,
                dry_run=dry_run,
                allow_mass_delete=allow_mass_delete,
                kinds=kinds,  # type: ignore[arg-type]
                wait=wait,
                progress=lambda stage, done, total: bar.update(
                    task, description=stage, completed=done, total=total or None
                ),
            )
        )
    print_json(report.as_json()) if json else out.print(_table(report))
    if report.rejected:
        _write_rejects(rejects, report.rejected)
        err.print(f"{len(report.rejected)} rows were rejected: see {rejects}")
        raise typer.Exit(REJECTED_EXIT)


@index_app.command()
def status(
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what the index holds: generation, encoder, counts, age of the data.

    Example: [cyan]dona index status[/cyan]
    """
    settings = Settings()
    index = open_index(settings, build_embedder(settings))

    async def read() -> dict[str, object]:
        info = await index.info()
        stamps = [p["updated_at"] async for p in index.scroll("product") if p.get("updated_at")]
        await index.close()
        return {
            "generation": info.generation,
            "encoder": info.encoder,
            "counts": dict(info.counts),
            "oldest_update": min(stamps, default=None),
            "newest_update": max(stamps, default=None),
        }

    told = asyncio.run(read())
    if json:
        print_json(told)
        return
    table = Table(show_header=False)
    for name, value in told.items():
        table.add_row(name, str(value))
    out.print(table)


def _is_loaded(settings: Settings, encoder: str) -> bool:
    """Tell whether a generation of this encoder is served, without opening it."""
    folder = current(settings.index.path)
    try:
        return folder is not None and encoder in (folder / "manifest.json").read_text()
    except OSError:
        return False


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=err, transient=True,
    )  # fmt: skip


def _table(report: Report) -> Table:
    table = Table("what", "rows", title=f"generation {report.generation or '—'}")
    for name in ("read", "unchanged", "payload_only", "embedded", "deleted", "stale"):
        table.add_row(name, str(getattr(report, name)))
    table.add_row("rejected", str(len(report.rejected)))
    table.add_row("passages/s", str(report.passages_per_second))
    table.add_row("seconds", str(round(sum(report.seconds.values()), 2)))
    return table


def _write_rejects(path: Path, rejected: list[Rejected]) -> None:
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["row", "field", "reason"])
            writer.writerows([r.row, r.field, r.reason] for r in rejected)
    except OSError as error:
        raise SourceError(f"cannot write {path}: {error.strerror}") from error
