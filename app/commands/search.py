"""`dona search`: what the retriever understands and finds, and why."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from app.commands.output import out, print_json, read_jsonl
from app.knowledge import build_embedder, build_stories, open_index
from app.settings import Settings
from graph.retrieval.constraints import build_filter
from graph.retrieval.search import ProductSearch
from graph.wording import write_offer
from ingest.index.offers import CurrentOffers
from ingest.index.port import Hit


def search(
    query: Annotated[str | None, typer.Argument(help="What the shopper writes.")] = None,
    k: Annotated[int, typer.Option("--k", min=1, max=100, help="Hits to show.")] = 5,
    input: Annotated[
        Path | None, typer.Option(help='JSON Lines of {"query", "previous"}; `-` is stdin.')
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, one line a query.")] = False,
) -> None:
    """Search the products of the index.

    Example: [cyan]dona search "lavarropas de 8 kg que no sea samsung" --k 3 --json[/cyan]
    """
    if (query is None) == (input is None):
        raise typer.BadParameter("give a QUERY or --input FILE, not both")
    settings = Settings()
    embedder = build_embedder(settings)
    index = open_index(settings, embedder)
    products = ProductSearch(CurrentOffers(index), embedder, stories=build_stories(settings))
    rows = read_jsonl(input) if input else [{"query": query, "previous": None}]

    async def run() -> None:
        for row in rows:
            earlier = _text(row.get("previous"))
            previous = (await products.search(earlier, top_k=1))[0] if earlier else None
            text = str(row.get("query") or "")
            request, hits, notes = await products.search(text, previous=previous, top_k=k)
            if json:
                print_json(
                    {
                        "request": request.model_dump(mode="json"),
                        "filters": str(build_filter(request)),
                        "notes": notes,
                        "hits": [_hit(hit) for hit in hits],
                    }
                )
                continue
            for note in notes:
                out.print(note, style="yellow", markup=False)
            for hit in hits:
                told = write_offer(hit.payload)
                why = f"dense {hit.dense_rank}, BM25 {hit.text_rank}"
                out.print(
                    f"{hit.payload['id']:16} {hit.payload['title']}  {told}  ({why})", markup=False
                )
        await index.close()

    asyncio.run(run())


def _text(previous: Any) -> str:
    if isinstance(previous, dict):
        return str(previous.get("query") or previous.get("text") or "")
    if isinstance(previous, list):
        return _text(previous[-1]) if previous else ""
    return str(previous or "")


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.payload["id"],
        "score": round(hit.score, 5),
        "title": hit.payload["title"],
        "price": hit.payload["current_cents"] / 100,
        "availability": hit.payload["availability"],
        "dense_rank": hit.dense_rank,
        "dense_score": hit.dense_score,
        "text_rank": hit.text_rank,
        "text_score": hit.text_score,
    }
