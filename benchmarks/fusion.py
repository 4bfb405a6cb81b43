"""Choose how the dense and the BM25 leg are fused: their weights, and the constant of the ranks.

    python -m benchmarks.fusion SOURCE QUERIES… [--mapping YAML]

SOURCE is a feed and QUERIES judged ones about it; give it tune sets, for what is chosen on a set
cannot be measured on it. Prints a row for each way of fusing, over all the queries.
"""

import argparse
import asyncio
from pathlib import Path

from app.commands.evaluation_index import open_evaluation_index
from app.knowledge import build_story_embedder
from app.settings import Settings
from graph.retrieval.search import ProductSearch, Weights
from graph.retrieval.stories import Stories
from graph.training.evaluate_retrieval import Report, evaluate
from graph.training.retrieval_data import read_queries
from graph.training.retrieval_rivals import Understood
from ingest.encoder.embedder import E5Embedder

WAYS = (
    *(Weights(dense, text) for dense, text in ((1, 0), (1, 0.5), (1, 1), (0.5, 1), (0, 1))),
    Weights(rrf_k=10),
    Weights(rrf_k=20),
)


async def measure(source: str, mapping: Path | None, files: list[Path]) -> list[Report]:
    """Return a report for each of `WAYS`, of all the files' queries together."""
    settings = Settings()
    embedder = E5Embedder(settings.cache)
    story_embedder = build_story_embedder(settings)
    index = await open_evaluation_index(source, mapping, settings, embedder)
    products = [payload async for payload in index.scroll("product")]
    groups = {payload["id"]: payload["group_key"] for payload in products}
    queries = [query for file in files for query in read_queries(file, products)]
    reports = []
    for weights in WAYS:
        stories = Stories(story_embedder, settings.cache)
        search = Understood(ProductSearch(index, embedder, weights, stories=stories))
        name = f"{weights.dense:g} | {weights.text:g} | {weights.rrf_k}"
        reports.append(await evaluate(name, search, queries, groups))
    await index.close()
    return reports


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source")
    parser.add_argument("queries", nargs="+", type=Path)
    parser.add_argument("--mapping", type=Path)
    arguments = parser.parse_args()
    if not Path(arguments.source).exists():
        parser.exit(0, f"skipped: no {arguments.source}\n")
    print("| dense | BM25 | k | nDCG@10 | recall@5 | first right | right empties |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for r in asyncio.run(measure(arguments.source, arguments.mapping, arguments.queries)):
        shares = (r.ndcg_at_10, r.recall_at_5, r.first_right, r.right_empties)
        print(f"| {r.name} | " + " | ".join(f"{share:.3f}" for share in shares) + " |")


if __name__ == "__main__":
    main()
