"""`dona evaluate retrieval`: needs no training extra, only the rival it compares with."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from app.commands.evaluation_index import open_evaluation_index
from app.commands.output import out, print_json
from app.knowledge import build_embedder, build_story_embedder
from app.settings import ROOT, Settings
from graph.retrieval.stories import Stories
from graph.training.evaluate_retrieval import Report, evaluate_all


def evaluate_retrieval(
    data: Annotated[Path, typer.Option(help="JSON Lines of judged queries.")] = ROOT
    / "data"
    / "retrieval"
    / "test.jsonl",
    source: Annotated[str, typer.Option(help="Catalog that the queries are about.")] = str(
        ROOT / "data" / "store"
    ),
    mapping: Annotated[Path | None, typer.Option(help="YAML: the feed's columns → fields.")] = None,
    missed: Annotated[
        bool, typer.Option("--missed", help="Name the queries that went wrong; not of a test set.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure the retriever, its legs and a rival on judged queries, in one run.

    The catalog is loaded into an index of its own in the cache; a second run finds it there.

    Example: [cyan]dona evaluate retrieval --data data/retrieval/tune.jsonl[/cyan]
    """
    settings = Settings()
    embedder = build_embedder(settings)
    stories = partial(Stories, build_story_embedder(settings), settings.cache)

    async def run() -> list[Report]:
        index = await open_evaluation_index(source, mapping, settings, embedder)
        try:
            return await evaluate_all(data, index, embedder, stories=stories)
        finally:
            await index.close()

    reports = asyncio.run(run())
    if json:
        print_json([vars(r) | ({} if missed else {"missed": len(r.missed)}) for r in reports])
        return
    table = Table("way", "recall@5", "nDCG@10", "MRR", "first right", "constraints",
                  "right empties", "p50 ms", "p95 ms")  # fmt: skip
    for r in reports:
        shares = (r.recall_at_5, r.ndcg_at_10, r.mrr, r.first_right, r.satisfied, r.right_empties)
        table.add_row(r.name, *(f"{s:.3f}" for s in shares), f"{r.p50_ms:.1f}", f"{r.p95_ms:.1f}")
    out.print(table)
    kinds = Table("kind", *(r.name for r in reports), title="nDCG@10, or right empties")
    for kind in reports[0].per_kind:
        kinds.add_row(kind, *(f"{r.per_kind[kind]:.2f}" for r in reports))
    out.print(kinds)
    if missed:
        out.print(f"poor: {'; '.join(reports[0].missed)}", markup=False)
