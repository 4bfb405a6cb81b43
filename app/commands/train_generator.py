"""`dona train generator`: on this machine, or by a service."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.commands.output import err, print_json
from app.commands.training_extra import need_training_extra, print_hyperparameters
from app.settings import ROOT, Settings


class Service(StrEnum):
    """APIs that fine-tune; `openai` is also what others imitate."""

    openai = "openai"


def train_generator(
    data: Annotated[Path, typer.Option(help="Folder of train.jsonl and validation.jsonl.")] = ROOT
    / "data"
    / "generator",
    output: Annotated[Path, typer.Option(help="Folder to write.")] = ROOT / "models" / "generator",
    examples: Annotated[
        int | None, typer.Option(min=8, help="Conversations to learn from, at most.")
    ] = None,
    threads: Annotated[int, typer.Option(min=1, help="Processor threads.")] = 1,
    resume: Annotated[
        bool, typer.Option("--resume/--restart", help="Go on from a killed run's checkpoint.")
    ] = True,
    start: Annotated[
        Path | None,
        typer.Option(help="Adapter in GGUF to go on from, instead of the base."),
    ] = None,
    service: Annotated[
        Service | None, typer.Option(help="Have it done by the API that DONA_TRAINING__* names.")
    ] = None,
) -> None:
    """Fine-tune the generator (an hour on one core); a killed run is resumed.

    Example: [cyan]dona train generator --examples 1000 --threads 2[/cyan], or
    [cyan]dona train generator --service openai[/cyan]
    """
    if service:
        from app.commands.tune_service import tune_by_service

        tune_by_service(data, Settings())
        return
    need_training_extra("gguf")
    from graph.training.generator_hyperparameters import Hyperparameters
    from graph.training.train_generator import train_generator as train

    hp = Hyperparameters()
    if examples:
        hp = replace(hp, examples=examples)
    print_hyperparameters(hp)
    print_json(
        train(data, output, Settings().cache, hp, threads=threads, resume=resume, start=start)
    )
    err.print(f"written to {output}: DONA_GENERATOR__BASE_URL=local")
