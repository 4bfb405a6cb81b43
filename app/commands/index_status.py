"""`dona index status`: what the index holds, and how old it is."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.table import Table

from app.commands.output import out, print_json
from app.knowledge import ingest_target
from app.settings import Settings
from ingest.index.contents import Contents

index_app = typer.Typer(no_args_is_help=True, help="Look at the index.")


@index_app.command()
def status(
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what the index holds: generations, encoder, counts, age of the data.

    It works beside a running server too, and whatever encoder the settings name.

    Example: [cyan]dona index status --json[/cyan]
    """
    contents = asyncio.run(ingest_target(Settings()).contents())
    now = datetime.now(UTC)
    if json:
        print_json(_told(contents, now))
        return
    table = Table(show_header=False)
    table.add_row("served", contents.served)
    table.add_row("generations", ", ".join(contents.generations))
    table.add_row("encoder", contents.encoder)
    for kind, count in contents.counts.items():
        table.add_row(kind, f"{count:,}")
    table.add_row("undated products", f"{contents.undated:,}")
    for name, stamp in (("oldest", contents.oldest), ("newest", contents.newest)):
        age = "—" if stamp is None else f"{stamp.isoformat()} ({_age(now - stamp)} ago)"
        table.add_row(f"{name} update", age)
    out.print(table)


def _told(contents: Contents, now: datetime) -> dict[str, Any]:
    def seconds(stamp: datetime | None) -> int | None:
        return None if stamp is None else int((now - stamp).total_seconds())

    return {
        "generation": contents.served,
        "generations": contents.generations,
        "encoder": contents.encoder,
        "counts": contents.counts,
        "undated": contents.undated,
        "oldest_update": contents.oldest and contents.oldest.isoformat(),
        "newest_update": contents.newest and contents.newest.isoformat(),
        "oldest_age_s": seconds(contents.oldest),
        "newest_age_s": seconds(contents.newest),
    }


def _age(age: timedelta) -> str:
    """Write an age in its largest unit: `3 days`, `5 hours`, `40 s`."""
    seconds = age.total_seconds()
    for unit, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
