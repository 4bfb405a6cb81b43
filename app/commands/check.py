"""`dona check`: judge answers against their sources, without index or server."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from app.commands.output import out, print_json, read_jsonl
from app.dependencies import build_checker
from app.settings import Settings, VerifierSettings
from graph.checking.sources import read_sources


def check(
    input: Annotated[
        Path, typer.Option(help='JSON Lines of {"question", "answer", "sources"}; `-` is stdin.')
    ],
    rules_only: Annotated[
        bool, typer.Option("--rules-only", help="Leave the verifier out.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, one line an answer.")] = False,
) -> None:
    """Say of each claim of each answer whether its source supports it. Exit 1: some do not.

    Example: [cyan]dona check --input answers.jsonl --json[/cyan]

    An answer of DONA's own: [cyan]dona ask "…" --sources | dona check --input -[/cyan]
    """
    settings = Settings(verifier=VerifierSettings(model="none")) if rules_only else Settings()
    checker = build_checker(settings)

    async def judge() -> bool:
        number, supported = 0, True
        for number, row in enumerate(read_jsonl(input), 1):
            try:
                sources = read_sources(row.get("sources") or [])
            except ValueError as error:
                raise typer.BadParameter(f"{input}, line {number}, {error}") from error
            if "sources" not in row and row.get("citations"):
                raise typer.BadParameter(
                    f"{input}, line {number}, cites sources that are not given: of `dona ask`, "
                    "`--sources` tells them"
                )
            result = await checker.check(
                str(row.get("question") or ""), str(row.get("answer") or ""), sources
            )
            supported = supported and result.supported
            if json:
                print_json({"supported": result.supported, "claims": result.claims})
                continue
            out.print("[green]supported[/]" if result.supported else "[red]not supported[/]")
            for claim in result.claims:
                why = f"{claim['reason']} ({claim['rule']})" if claim["reason"] else ""
                told = f"  {claim['verdict']}: {claim['text']}  {why}"
                out.print(told, markup=False, style="dim")
        if not number:  # of a pipe, what was before it failed: that must not pass for supported
            raise typer.BadParameter(f"nothing was read from {input}: no answer is judged")
        return supported

    if not asyncio.run(judge()):
        raise typer.Exit(1)
