"""`dona route`."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from app.commands.output import out, print_json, read_jsonl
from app.dependencies import build_router
from app.settings import Settings
from graph.context import Context
from graph.routes import RETRIEVAL_ROUTES


def route(
    text: Annotated[str | None, typer.Argument(help="A shopper's message.")] = None,
    previous: Annotated[str | None, typer.Option(help="What was said just before.")] = None,
    input: Annotated[
        Path | None, typer.Option(help='JSON Lines of {"text", "previous"}; `-` is stdin.')
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, one line a message.")] = False,
) -> None:
    """Say which route a message takes.

    Example: [cyan]dona route "hacen envios a rosario?"[/cyan]
    """
    if (text is None) == (input is None):
        raise typer.BadParameter("give a TEXT or --input FILE, not both")
    rows = read_jsonl(input) if input else [{"text": text, "previous": previous}]
    router = build_router(Settings())
    limit = Context().min_confidence

    async def decide() -> None:
        for row in rows:
            decision = await router.route(
                _text(row.get("text")), _text(row.get("previous")) or None, min_confidence=limit
            )
            result: dict[str, Any] = {
                "route": decision.route,
                "confidence": round(decision.confidence, 4),
                "needs_retrieval": decision.route in RETRIEVAL_ROUTES,
            }
            if json:
                print_json(result)
            else:
                out.print(f"{result['route']}  {result['confidence']:.2f}")

    asyncio.run(decide())


def _text(value: Any) -> str:
    """Read a message however it is given: a string, or a list of turns."""
    if isinstance(value, list):
        return "\n".join(_text(item) for item in value)
    if isinstance(value, dict):
        name = {"user": "Cliente: ", "assistant": "DONA: "}.get(str(value.get("role")), "")
        return name + _text(value.get("content") or value.get("text"))
    return "" if value is None else str(value)
