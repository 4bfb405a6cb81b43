"""`dona evaluate generator`: what fine-tuning gained, what retrieval is worth, what both cost."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from app.commands.output import err, out, print_json, write_jsonl
from app.commands.training_extra import need_training_extra
from app.dependencies import LOCAL, build_answering, build_model
from app.settings import ROOT, Settings
from graph.composer.composer import Composer
from graph.generators.hybrid import Hybrid
from graph.ports import Generator
from graph.training.evaluate_generator import Report, evaluate
from graph.training.generation.build import build_split
from graph.training.price_change import Follow, follow, write_by_heart

MAX_TOKENS = 200
"""Longest draft: no right answer is longer, and the base model never ends by itself."""

MEASURES = {
    "right": "right as a whole",
    "facts": "facts told",
    "citation_precision": "citation precision",
    "citation_recall": "citation recall",
    "abstention_precision": "abstention precision",
    "abstention_recall": "abstention recall",
    "abstention_f1": "abstention F1",
    "format_kept": "format kept",
    "voseo": "voseo",
    "unsupported_claims": "unsupported claims",
    "first_s": "first sentence, s",
    "whole_s": "whole answer, s",
}


class Model(StrEnum):
    """What can be measured."""

    composer = "composer"
    base = "base"
    fine_tuned = "fine-tuned"
    served = "served"
    """The fine-tuned one with the composer's part: what DONA_GENERATOR__BASE_URL=local answers."""
    endpoint = "endpoint"
    """The one that DONA_GENERATOR__* names."""


class Part(StrEnum):
    """Splits whose answers may be looked at, and the one that is only scored."""

    validation = "validation"
    test = "test"


Models = Annotated[list[Model], typer.Option("--model", help="What to measure; may be repeated.")]
Data = Annotated[Path, typer.Option(help="Folder of the authored parts.")]
Adapter = Annotated[
    str, typer.Option(help="LoRA weights in GGUF of the fine-tuned model; `auto`: the shipped.")
]


def evaluate_generator(
    model: Models = [Model.composer, Model.base, Model.fine_tuned],  # noqa: B006
    data: Data = ROOT / "data" / "generator",
    adapter: Adapter = "auto",
    part: Annotated[Part, typer.Option(help="Split to ask.")] = Part.test,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask only the first so many.")] = None,
    sources: Annotated[
        bool | None,
        typer.Option("--sources-only/--without-sources", help="One of both runs alone."),
    ] = None,
    general: Annotated[
        bool, typer.Option("--general", help="Measure general Spanish before and after instead.")
    ] = False,
    answers: Annotated[
        Path | None, typer.Option(help="Write every answer with its verdict (JSON Lines).")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure generators on held-out questions, with and without sources, before any check.

    Example: [cyan]dona evaluate generator --limit 100 --json[/cyan], or
    [cyan]dona evaluate generator --general[/cyan]
    """
    if general:
        _general(data, adapter, json)
        return
    examples = build_split(data, part.value, size=limit)
    settings = Settings()
    answering = build_answering(settings)
    reports: list[Report] = []
    rows: list[dict[str, Any]] = []
    for name in dict.fromkeys(model):
        with serving(name, adapter) as generator:
            for retrieval in (True, False) if sources is None else (sources,):
                err.print(f"{name}, {'with' if retrieval else 'without'} sources…")
                report, told = asyncio.run(
                    evaluate(
                        name.value, generator, examples, retrieval=retrieval, answering=answering
                    )
                )
                reports.append(report)
                rows += told
    if answers:
        write_jsonl(answers, rows)
    if json:
        print_json([asdict(report) for report in reports])
    else:
        _print(reports)


def evaluate_price_change(
    data: Data = ROOT / "data" / "generator",
    adapter: Adapter = "auto",
    by_heart: Annotated[
        Path | None, typer.Option(help="Adapter trained on what --export writes.")
    ] = None,
    export: Annotated[
        Path | None, typer.Option(help="Write the training that teaches prices by heart, and stop.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Change a fifth of the prices after training, and see which technique follows.

    Example: [cyan]dona evaluate price-change --export by-heart[/cyan], then
    [cyan]dona train generator --data by-heart --output by-heart/model[/cyan], then
    [cyan]dona evaluate price-change --by-heart by-heart/model/adapter.gguf[/cyan]
    """
    if export:
        out.print(f"{write_by_heart(data, export)} conversations in {export}", markup=False)
        return
    results: list[Follow] = []
    with serving(Model.fine_tuned, adapter) as generator:
        for retrieval in (True, False):
            name = f"fine-tuned to answer, {'with' if retrieval else 'without'} sources"
            results.append(asyncio.run(follow(name, generator, data, retrieval=retrieval)))
    if by_heart:
        with serving(Model.fine_tuned, str(by_heart.absolute())) as generator:
            name = "fine-tuned on the prices, without sources"
            results.append(asyncio.run(follow(name, generator, data, retrieval=False)))
    if json:
        print_json([asdict(result) for result in results])
        return
    table = Table("model", "right, unchanged", "right, changed", "old price told", "says it lacks")
    for r in results:
        table.add_row(r.name, *(f"{s:.3f}" for s in (r.unchanged, r.changed, r.stale, r.admits)))
    out.print(table)


@contextmanager
def serving(model: Model, adapter: str) -> Iterator[Generator]:
    """Start what is to be measured, and stop it at the end.

    Raises:
        ModelError: the local model cannot be served.
    """
    settings = Settings()
    composer = Composer(settings.store.name)
    if model is Model.composer:
        yield composer
        return
    changes: dict[str, Any] = {"max_tokens": MAX_TOKENS}
    if model is not Model.endpoint:
        weights = "none" if model is Model.base else adapter
        changes |= {"base_url": LOCAL, "model": "", "adapter": weights}
    chosen = settings.generator.model_copy(update=changes)
    generator = build_model(settings.model_copy(update={"generator": chosen}))
    try:
        yield Hybrid(generator, composer) if model is Model.served else generator
    finally:
        if generator.server:
            generator.server.close()


def _general(data: Path, adapter: str, json: bool) -> None:
    need_training_extra("gguf")
    from graph.training.general_knowledge import measure_general

    path = ROOT / "models" / "generator" / "adapter.gguf" if adapter == "auto" else Path(adapter)
    results = measure_general(data / "general.toml", Settings().cache, path)
    if json:
        print_json([asdict(result) for result in results])
        return
    table = Table("model", "perplexity", "general questions right")
    for result in results:
        table.add_row(result.name, f"{result.perplexity:.1f}", f"{result.answers:.3f}")
    out.print(table)


def _print(reports: Sequence[Report]) -> None:
    names = [f"{r.name}{'' if r.retrieval else ', no sources'}" for r in reports]
    table = Table(f"{reports[0].answers} questions", *names)
    for name, title in MEASURES.items():
        table.add_row(title, *(f"{getattr(report, name):.3f}" for report in reports))
    out.print(table)
    kinds = Table("kind", *names, title="answers right as a whole")
    for kind in reports[0].per_kind:
        kinds.add_row(kind, *(f"{r.per_kind[kind]:.2f}" for r in reports))
    out.print(kinds)
