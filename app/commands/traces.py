"""`dona traces`: what Phoenix holds of the turns, from the terminal."""

from collections.abc import Iterable
from json import dumps
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.table import Table

from app.commands.output import err, id_column, out, print_json
from app.settings import Settings
from app.tracing.phoenix import Phoenix
from app.tracing.records import Wanted, example, find, milliseconds, record
from app.tracing.server import DEFAULT, phoenix_server
from graph.routes import Route
from graph.state import Verdict

traces_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode="rich", help="Read the traces of turns from Phoenix."
)

RouteOption = Annotated[Route | None, typer.Option(help="Only turns sent this way.")]
VerdictOption = Annotated[Verdict | None, typer.Option(help="Only turns that ended so.")]
LatencyOption = Annotated[float, typer.Option(min=0, help="Only turns at least this slow, in ms.")]
FeedbackOption = Annotated[
    Literal["up", "down", "any"] | None, typer.Option(help="Only turns with this feedback.")
]
LimitOption = Annotated[int, typer.Option(min=1, help="Most turns, newest first.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, one line an item.")]
OutputOption = Annotated[Path | None, typer.Option(help="File to write; stdout when not given.")]


@traces_app.command("list")
def list_(
    route: RouteOption = None,
    verdict: VerdictOption = None,
    min_ms: LatencyOption = 0,
    feedback: FeedbackOption = None,
    limit: LimitOption = 20,
    json: JsonOption = False,
) -> None:
    """List turns, newest first.

    Example: [cyan]dona traces list --verdict fallback --min-ms 500[/cyan]
    """
    with Phoenix(Settings().traces) as phoenix:
        rows = list(find(phoenix, Wanted(route, verdict, min_ms, feedback, limit)))
    if json:
        for row in rows:
            print_json(row)
        return
    table = Table(id_column("trace"), "time", "ms", "route", "verdict", "", "query")
    for row in rows:
        thumb = {"up": "👍", "down": "👎"}.get(row["feedback"], "")
        ended = "[red]error[/]" if row["error"] else str(row["verdict"])
        table.add_row(
            row["trace_id"], row["time"][:19], f"{row['ms']:.0f}", str(row["route"]), ended, thumb,
            row["query"],
        )  # fmt: skip
    out.print(table)


@traces_app.command()
def show(trace_id: str, json: JsonOption = False) -> None:
    """Show the steps of one turn, with what went in and came out.

    Example: [cyan]dona traces show 0af7651916cd43dd8448eb211c80319c[/cyan]
    """
    with Phoenix(Settings().traces) as phoenix:
        spans = phoenix.spans(trace_id)
    if not spans:
        raise typer.BadParameter(f"no trace {trace_id}")
    for span in spans:
        print_json(span) if json else _print_span(span)


@traces_app.command()
def export(
    route: RouteOption = None,
    verdict: VerdictOption = None,
    min_ms: LatencyOption = 0,
    feedback: FeedbackOption = None,
    limit: LimitOption = 1000,
    output: OutputOption = None,
) -> None:
    """Write whole traces as JSON Lines, one turn a line with its spans.

    Example: [cyan]dona traces export --feedback down --output bad.jsonl[/cyan]
    """
    with Phoenix(Settings().traces) as phoenix:
        rows = find(phoenix, Wanted(route, verdict, min_ms, feedback, limit))
        _write(({**row, "spans": phoenix.spans(row["trace_id"])} for row in rows), output)


@traces_app.command("to-dataset")
def to_dataset(
    trace_ids: Annotated[list[str] | None, typer.Argument(help="The turns; or filter.")] = None,
    route: RouteOption = None,
    verdict: VerdictOption = None,
    feedback: FeedbackOption = None,
    limit: LimitOption = 100,
    output: OutputOption = None,
    name: Annotated[str, typer.Option(help="Also add them to this dataset of Phoenix.")] = "",
) -> None:
    """Turn chosen turns into rows of an evaluation set, to be corrected by hand.

    Example: [cyan]dona traces to-dataset --feedback down --output bad.jsonl --name malas[/cyan]
    """
    with Phoenix(Settings().traces) as phoenix:
        if trace_ids:
            rows = [_chosen(phoenix, trace_id) for trace_id in trace_ids]
        else:
            found = find(phoenix, Wanted(route, verdict, 0, feedback, limit))
            rows = [example(row, phoenix.spans(row["trace_id"])) for row in found]
        _write(rows, output)
        if name and rows:
            phoenix.upload_dataset(name, rows)
            err.print(f"{len(rows)} rows added to the dataset {name}")


@traces_app.command()
def serve() -> None:
    """Start Phoenix on this machine, offline, until Ctrl-C; `make phoenix` installs it first.

    Example: [cyan]dona traces serve[/cyan]
    """
    settings = Settings()
    endpoint = settings.traces.endpoint or DEFAULT
    err.print(f"Phoenix: [bold cyan]{endpoint}[/]  (12 s to start; Ctrl-C stops it)")
    with phoenix_server(endpoint, settings.cache.parent / "phoenix") as run:
        try:
            raise typer.Exit(run.wait())
        except KeyboardInterrupt:
            err.print("stopped")


def _chosen(phoenix: Phoenix, trace_id: str) -> dict[str, Any]:
    spans = phoenix.spans(trace_id)
    root = next((span for span in spans if span["parent_id"] is None), None)
    if root is None:
        raise typer.BadParameter(f"no trace {trace_id}")
    return example(record(root, phoenix.feedback([trace_id]).get(trace_id, {})), spans)


def _write(rows: Iterable[dict[str, Any]], output: Path | None) -> None:
    if output is None:
        for row in rows:
            print_json(row)
        return
    with output.open("w", encoding="utf-8") as file:
        file.writelines(dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _print_span(span: dict[str, Any]) -> None:
    said = span["attributes"]
    error = f"  [red]{span['status_message']}[/]" if span["status_code"] == "ERROR" else ""
    out.print(f"[bold]{span['name']}[/] {span['span_kind']} {milliseconds(span):.0f} ms{error}")
    for name in sorted(said):
        if name not in ("openinference.span.kind", "output.mime_type"):
            out.print(f"  {name}: {said[name]}", style="dim", markup=False, highlight=False)
