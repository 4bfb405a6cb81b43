"""`dona check`: judge answers against their sources, without index or server."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from app.commands.output import out, print_json, read_jsonl
from app.dependencies import build_checker
from app.settings import Settings
from graph.retrieval.catalog import source_of
from graph.state import Source
from ingest.index.payload import passage_payload, product_payload
from ingest.product import Passage, Product


def check(
    input: Annotated[
        Path, typer.Option(help='JSON Lines of {"question", "answer", "sources"}; `-` is stdin.')
    ],
    json: Annotated[bool, typer.Option("--json", help="Print JSON, one line an answer.")] = False,
) -> None:
    """Say of each claim of each answer whether its source supports it.

    Example: [cyan]dona check --input answers.jsonl --json[/cyan]
    """
    checker = build_checker(Settings())

    async def judge() -> None:
        for number, row in enumerate(read_jsonl(input), 1):
            sources = _sources(row.get("sources") or [], f"{input}, line {number}")
            result = await checker.check(
                str(row.get("question") or ""), str(row.get("answer") or ""), sources
            )
            if json:
                print_json({"supported": result.supported, "claims": result.claims})
                continue
            out.print("[green]supported[/]" if result.supported else "[red]not supported[/]")
            for claim in result.claims:
                told = f"  {claim['verdict']}: {claim['text']}  {claim['reason']}"
                out.print(told, markup=False, style="dim")

    asyncio.run(judge())


def _sources(rows: list[dict[str, Any]], where: str) -> list[Source]:
    """Read sources as feeds write products, or as policy passages; marker n is the nth."""
    sources = []
    for marker, row in enumerate(rows, 1):
        try:
            if row.get("kind") == "policy":
                payload = passage_payload(Passage.model_validate(row))
            else:
                payload = product_payload(Product.model_validate(row))
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"])) or "product"
            raise typer.BadParameter(
                f"{where}, source {marker}: {field}: {first['msg']}"
            ) from error
        sources.append(source_of(payload, marker))
    return sources
