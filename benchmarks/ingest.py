"""Time the ingestion job on the supermarket snapshots, beside LangChain's `index()`.

    python -m benchmarks.ingest FOLDER [--limit N]

FOLDER holds `snapshot_*.csv.gz`, in the order of their dates. Each step is a `dona ingest` of its
own, start-up included, as an operator runs it. Prints the README's table.
"""

import argparse
import gzip
import json
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from app.settings import ROOT, Settings
from benchmarks.child import run_child
from ingest.encoder.embedder import E5Embedder, Embedder
from ingest.feeds.products import read_mapping, read_products
from ingest.feeds.rows import read_rows
from ingest.product import Product
from ingest.sync.plan import entry

MAPPING = ROOT / "examples" / "sepa.yaml"
RAW_SAMPLE, RIVAL_SAMPLE = 8000, 1000
"""Products on which the raw encoder, before and after the load, and the rival are timed."""


@dataclass(frozen=True)
class Run:
    """One `dona ingest`: its report, wall clock, CPU time of all cores, and peak memory."""

    report: dict[str, Any]
    seconds: float
    cpu_s: float
    peak_mb: float


def ingest(snapshot: Path, index: Path) -> Run:
    """Bring the index to a snapshot, in a process of its own."""
    command = [
        sys.executable, "-m", "app.cli", "ingest", str(snapshot), "--mapping", str(MAPPING),
        "--json", "--rejects", str(index / "rejected.csv"),
    ]  # fmt: skip
    places = {"DONA_INDEX__PATH": str(index), "DONA_CACHE": str(Settings().cache.absolute())}
    start = time.perf_counter()
    told, usage = run_child(command, f"dona ingest {snapshot} failed", {**os.environ, **places})
    seconds = time.perf_counter() - start
    cpu_s = usage.ru_utime + usage.ru_stime
    return Run(json.loads(told), seconds, cpu_s, usage.ru_maxrss / 1024)


def shortened(snapshot: Path, folder: Path, limit: int) -> Path:
    """Write the first `limit` rows of a snapshot."""
    path = folder / snapshot.name
    with gzip.open(snapshot, "rt") as whole, gzip.open(path, "wt") as part:
        part.writelines(islice(whole, limit + 1))
    return path


def read(snapshot: Path) -> list[Product]:
    found = read_products(read_rows(str(snapshot)), read_mapping(MAPPING))
    return [item for item in found if isinstance(item, Product)]


def raw_throughput(embedder: Embedder, products: list[Product]) -> tuple[float, float]:
    """Return the encoder's passages a second, and a second of CPU, on texts like the feed's."""
    sample = products[:: max(1, len(products) // RAW_SAMPLE)][:RAW_SAMPLE]
    texts = [entry(p, "").text for p in sample]
    start, cpu = time.perf_counter(), time.process_time()
    embedder.embed_passages(texts)
    return len(texts) / (time.perf_counter() - start), len(texts) / (time.process_time() - cpu)


def langchain_index(embedder: Embedder, products: list[Product]) -> tuple[float, float]:
    """Return seconds of LangChain's `index()` for a first load, and after 25 % changed price."""
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings
    from langchain_core.indexing import InMemoryRecordManager, index
    from langchain_core.vectorstores import InMemoryVectorStore

    class Same(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return embedder.embed_passages(texts).tolist()

        def embed_query(self, text: str) -> list[float]:
            return embedder.embed_queries([text])[0].tolist()

    def documents(raised: bool) -> list[Document]:
        return [
            Document(
                entry(p, "").text,
                metadata={
                    "id": p.id,
                    "cents": p.current_price.cents + (100 if raised and n % 4 == 0 else 0),
                },
            )
            for n, p in enumerate(products)
        ]

    records, store = InMemoryRecordManager("dona"), InMemoryVectorStore(Same())
    records.create_schema()
    seconds = []
    for raised in (False, True):
        start = time.perf_counter()
        index(documents(raised), records, store, cleanup="full", source_id_key="id",
              key_encoder="sha256")  # fmt: skip
        seconds.append(time.perf_counter() - start)
    return seconds[0], seconds[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=None, help="Products of each snapshot.")
    arguments = parser.parse_args()
    snapshots = sorted(arguments.folder.glob("snapshot_*.csv.gz"))
    if not snapshots:
        parser.exit(0, f"skipped: no snapshots in {arguments.folder}\n")
    embedder = E5Embedder(Settings().cache)
    rows: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory(dir=ROOT / ".dona") as folder:
        if arguments.limit:
            snapshots = [shortened(s, Path(folder), arguments.limit) for s in snapshots]
        index = Path(folder) / "index"
        index.mkdir()
        products = read(snapshots[0])
        before, cpu_before = raw_throughput(embedder, products)
        first = ingest(snapshots[0], index)
        after, cpu_after = raw_throughput(embedder, products)
        embedded = first.report["embedded"]
        wall = embedded / first.seconds / ((before + after) / 2)
        # Other processes of the machine slow both, not always alike; CPU time tells them apart.
        cpu = embedded / first.cpu_s / ((cpu_before + cpu_after) / 2)
        rows += [
            ("raw encoder, before and after the load", f"{before:.0f}, {after:.0f} passages/s"),
            (f"full load of {first.report['read']:,} products, all included",
             f"{first.seconds:.0f} s, {embedded / first.seconds:.0f} passages/s"),
            ("  of raw throughput by the clock, by CPU time", f"{wall:.0%}, {cpu:.0%}"),
        ]  # fmt: skip
        runs = [first]
        again = ingest(snapshots[0], index)
        rows.append((f"again, {again.report['unchanged']:,} unchanged", f"{again.seconds:.1f} s"))
        runs.append(again)
        for snapshot in snapshots[1:]:
            run = ingest(snapshot, index)
            runs.append(run)
            changed, told = run.report["payload_only"], run.report
            what = f"{changed:,} prices, {told['embedded']:,} embedded, {told['deleted']:,} gone"
            rows += [
                (f"to {snapshot.name[9:19]}: {what}", f"{run.seconds:.1f} s"),
                ("  prices written", f"{changed / told['seconds']['payload']:,.0f} rows/s"),
            ]
            print(json.dumps(told["seconds"]), file=sys.stderr)
        rows.append(("peak memory", f"{max(run.peak_mb for run in runs):,.0f} MB"))
        print(json.dumps(first.report["seconds"]), [int(r.peak_mb) for r in runs], file=sys.stderr)
    loaded, repriced = langchain_index(embedder, products[:RIVAL_SAMPLE])
    sample = min(RIVAL_SAMPLE, len(products))
    rows += [
        (f"LangChain `index()`, {sample:,} products", f"{loaded:.1f} s"),
        (
            f"  after {sample // 4:,} prices changed, embedded again",
            f"{repriced:.1f} s",
        ),
    ]
    print("| what | measured |\n| --- | --- |")
    for what, measured in rows:
        print(f"| {what} | {measured} |")


if __name__ == "__main__":
    main()
