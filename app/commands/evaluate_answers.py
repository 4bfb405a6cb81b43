"""`dona evaluate answers`: whole conversations through the graph, and through a rival."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from langgraph.checkpoint.memory import InMemorySaver
from rich.progress import Progress
from rich.table import Table

from app.commands.evaluation_index import open_evaluation_index
from app.commands.output import err, out, print_json
from app.dependencies import build_deps, chat_model
from app.inbox.store import InboxStore
from app.knowledge import build_embedder
from app.settings import ROOT, Settings
from graph.build import build_graph
from graph.training.answers.conversation import Conversation, read_conversations
from graph.training.answers.evaluate import (
    MEASURES,
    Judged,
    Report,
    converse,
    report,
    write_failures,
)
from graph.training.answers.systems import System, graph_system, langchain_system


class Part(StrEnum):
    """`tune` may be looked at; `test` is only measured."""

    tune = "tune"
    test = "test"
    all = "all"


def evaluate_answers(
    data: Annotated[Path, typer.Option(help="JSON Lines of annotated conversations.")] = ROOT
    / "data"
    / "answers"
    / "conversations.jsonl",
    source: Annotated[str, typer.Option(help="Catalog that they are about.")] = str(
        ROOT / "data" / "store"
    ),
    split: Annotated[Part, typer.Option(help="Half to hold.")] = Part.test,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Hold only the first so many conversations.")
    ] = None,
    failures: Annotated[
        Path | None, typer.Option(help="Write DONA's failed conversations (Markdown).")
    ] = None,
    rival: Annotated[bool, typer.Option(help="Measure the LangChain chain too.")] = True,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Hold conversations with DONA and with a plain retrieval chain, and judge every answer.

    Both write with the generator of the settings, and without one, with the composer.

    Example: [cyan]dona evaluate answers --split tune --failures failures.md[/cyan]
    """
    conversations = [c for c in read_conversations(data) if split in (Part.all, c.split)][:limit]
    if not conversations:
        raise typer.BadParameter(f"{data} has no conversation of the split {split}")
    results = asyncio.run(_measure(conversations, source, rival=rival))
    if failures:
        failures.write_text(write_failures(conversations, results[0][1]), encoding="utf-8")
    reports = [report(name, conversations, held) for name, held in results]
    if json:
        print_json([asdict(each) for each in reports])
    else:
        _print(reports, len(conversations))


async def _measure(
    conversations: list[Conversation], source: str, *, rival: bool
) -> list[tuple[str, list[list[Judged]]]]:
    results = []
    async with _systems(source, rival=rival) as systems:
        for name, system in systems:
            with Progress(console=err, transient=True) as bar:
                task = bar.add_task(name, total=len(conversations))
                held = await converse(
                    system,
                    conversations,
                    lambda done, _: bar.update(task, completed=done),  # noqa: B023
                )
            results.append((name, held))
    return results


@asynccontextmanager
async def _systems(source: str, *, rival: bool) -> AsyncIterator[list[tuple[str, System]]]:
    settings = Settings()
    embedder = build_embedder(settings)
    index = await open_evaluation_index(source, None, settings, embedder)
    # As a server has one: without, DONA says that nobody can come.
    inboxes = TemporaryDirectory(prefix="inbox.")
    inbox = InboxStore(f"sqlite:///{inboxes.name}/inbox.db")
    deps = build_deps(settings, index, embedder, inbox)
    try:
        dona = graph_system(build_graph(deps, checkpointer=InMemorySaver()))
        await dona("warm-up", "hola, tenés heladeras?")
        systems = [("DONA", dona)]
        if rival:
            payloads = [p async for p in index.scroll("product")]
            payloads += [p async for p in index.scroll("policy")]
            systems.append(
                ("LangChain retrieval chain", langchain_system(embedder, payloads, deps.generator))
            )
        yield systems
    finally:
        await index.close()
        inboxes.cleanup()
        model = chat_model(deps.generator)
        if model and model.server:
            model.server.close()


def _print(reports: list[Report], conversations: int) -> None:
    names = [r.name for r in reports]
    table = Table(f"{reports[0].turns} turns of {conversations} conversations", *names)
    table.add_row("turns right as a whole", *(f"{r.right:.3f}" for r in reports))
    table.add_row("conversations right to the end", *(f"{r.conversations:.3f}" for r in reports))
    for measure in MEASURES:
        shares = (r.measures[measure] for r in reports)
        table.add_row(measure, *("" if s is None else f"{s:.3f}" for s in shares))
    for title, name in (("first sentence", "first"), ("whole answer", "whole")):
        told = ((getattr(r, f"{name}_p50_ms"), getattr(r, f"{name}_p95_ms")) for r in reports)
        table.add_row(f"{title}, p50 / p95 ms", *(f"{p50:.1f} / {p95:.1f}" for p50, p95 in told))
    out.print(table)
    kinds = Table("kind", *names, title="turns right")
    for kind in reports[0].per_kind:
        kinds.add_row(kind, *(f"{r.per_kind[kind]:.2f}" for r in reports))
    out.print(kinds)
