"""Misspell the queries of judged sets by program, and measure what the retriever still finds.

    python -m benchmarks.misspelt SOURCE QUERIES… [--mapping YAML] [--unsold FILE]

SOURCE is a feed and QUERIES judged ones about it: tune sets, for spelling is tuned on them. Prints
a row for each way of misspelling (`graph/training/noise.py`, a fixed seed). FILE holds messages
that name what no store of ours sells, one JSON object a line with `message` and `name`: the share
whose name stays as it was written, and the share to whom it is told that it was not found.
"""

import argparse
import asyncio
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from app.commands.evaluation_index import open_evaluation_index
from app.knowledge import build_stories
from app.settings import Settings
from graph.retrieval.search import ProductSearch
from graph.training.evaluate_retrieval import Report, evaluate
from graph.training.noise import add_typos, misspell
from graph.training.retrieval_data import read_queries
from graph.training.retrieval_rivals import Understood
from graph.understanding.plain import in_plain_words
from ingest.encoder.embedder import E5Embedder
from ingest.index.port import Index
from ingest.units import fold

SEED = 20
WAYS: Sequence[tuple[str, Callable[[str, random.Random], str]]] = (
    ("as they are", lambda text, rng: text),
    ("by ear", misspell),
    ("by thumb", add_typos),
    ("by both", lambda text, rng: add_typos(misspell(text, rng), rng)),
)


async def measure(index: Index, search: ProductSearch, files: Sequence[Path]) -> list[Report]:
    """Return a report for each of `WAYS`, of all the files' queries together."""
    products = [payload async for payload in index.scroll("product")]
    groups = {payload["id"]: payload["group_key"] for payload in products}
    queries = [query for file in files for query in read_queries(file, products)]
    reports = []
    for name, spoil in WAYS:
        rng = random.Random(SEED)
        spoilt = [replace(query, query=spoil(query.query, rng)) for query in queries]
        reports.append(await evaluate(name, Understood(search), spoilt, groups))
    return reports


async def unsold(search: ProductSearch, file: Path) -> tuple[int, int, int]:
    """Return how many of the names the catalog has not, stay as they are, and are told."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    vocabulary = await search.vocabulary.read()
    names = [(r["message"], fold(r["name"])) for r in rows]
    names = [(said, name) for said, name in names if not vocabulary.is_title_word(name)]
    kept = told = 0
    for said, name in names:
        kept += name in fold(in_plain_words(said, vocabulary))
        _, hits, notes = await search.search(said)
        told += not hits or any(name in fold(note) for note in notes)
    return len(names), kept, told


async def report(arguments: argparse.Namespace) -> None:
    settings = Settings()
    embedder = E5Embedder(settings.cache)
    source, mapping = arguments.source, arguments.mapping
    index = await open_evaluation_index(source, mapping, settings, embedder)
    search = ProductSearch(index, embedder, stories=build_stories(settings))
    print("| misspelt | nDCG@10 | recall@5 | first right | constraints | right empties |")
    print("| --- | --- | --- | --- | --- | --- |")
    for r in await measure(index, search, arguments.queries):
        shares = (r.ndcg_at_10, r.recall_at_5, r.first_right, r.satisfied, r.right_empties)
        print(f"| {r.name} | " + " | ".join(f"{share:.3f}" for share in shares) + " |")
    if arguments.unsold:
        names, kept, told = await unsold(search, arguments.unsold)
        print(f"\n{names} names of what is not sold: {kept} stay as written, {told} are told.")
    await index.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source")
    parser.add_argument("queries", nargs="+", type=Path)
    parser.add_argument("--mapping", type=Path)
    parser.add_argument("--unsold", type=Path)
    arguments = parser.parse_args()
    if not Path(arguments.source).exists():
        parser.exit(0, f"skipped: no {arguments.source}\n")
    asyncio.run(report(arguments))


if __name__ == "__main__":
    main()
