"""Measure what filters cost the index: recall against exact search, and latency.

    python -m benchmarks.filtered_recall SOURCE [--mapping YAML]

SOURCE is a feed, such as a supermarket's 66,000 products. A price range that holds 1 %, 4 %, 20 %
or all of the products filters the dense search for 200 of its titles. Prints the README's table.
"""

import argparse
import asyncio
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from app.commands.evaluation_index import open_evaluation_index
from app.settings import Settings
from ingest.encoder.embedder import E5Embedder
from ingest.index.filters import Filter, Range
from ingest.index.port import Query

SELECTIVITIES = (0.01, 0.04, 0.2, 1.0)
QUERIES, TOP_K = 200, 10
SEED = 5


async def measure(source: str, mapping: Path | None) -> list[tuple[float, float, float, float]]:
    """Return (selectivity, recall@10, p50 ms, p95 ms), one for each selectivity."""
    settings = Settings()
    embedder = E5Embedder(settings.cache)
    index = await open_evaluation_index(source, mapping, settings, embedder)
    products = [payload async for payload in index.scroll("product")]
    rng = np.random.default_rng(SEED)
    chosen = rng.choice(len(products), QUERIES, replace=False)
    vectors = embedder.embed_queries([products[i]["title"] for i in chosen])
    cents = np.sort([payload["current_cents"] for payload in products])
    rows = []
    for selectivity in SELECTIVITIES:
        width = int(selectivity * len(cents))
        found, milliseconds = [], []
        for vector in vectors:
            start = int(rng.integers(0, len(cents) - width + 1))
            low, high = float(cents[start]), float(cents[start + width - 1])
            query = Query(
                "product", TOP_K, dense=vector,
                filter=Filter((Range("current_cents", gte=low, lte=high),)),
            )  # fmt: skip
            began = time.perf_counter()
            hits = await index.search(query)
            milliseconds.append((time.perf_counter() - began) * 1000)
            exact = await index.search(replace(query, exact=True))
            wanted = {hit.payload["id"] for hit in exact}
            found.append(len(wanted & {hit.payload["id"] for hit in hits}) / max(len(wanted), 1))
        p50, p95 = np.percentile(milliseconds, [50, 95])
        rows.append((selectivity, float(np.mean(found)), float(p50), float(p95)))
    await index.close()
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source")
    parser.add_argument("--mapping", type=Path)
    arguments = parser.parse_args()
    if not Path(arguments.source).exists():
        parser.exit(0, f"skipped: no {arguments.source}\n")
    print(
        "| share that the filter keeps | recall@10 | p50 ms | p95 ms |\n| --- | --- | --- | --- |"
    )
    for selectivity, recall, p50, p95 in asyncio.run(measure(arguments.source, arguments.mapping)):
        print(f"| {selectivity:.0%} | {recall:.3f} | {p50:.1f} | {p95:.1f} |")


if __name__ == "__main__":
    main()
