"""Time the ingestion job on the supermarket snapshots, beside LangChain's `index()`.

    python -m benchmarks.ingest FOLDER [--limit N]

FOLDER holds `snapshot_*.csv.gz`, in the order of their dates. Prints the README's table.
"""

import argparse
import asyncio
import resource
import tempfile
import time
from pathlib import Path

from app.settings import Settings
from ingest.encoder.embedder import E5Embedder, Embedder
from ingest.feeds.products import read_mapping, read_products
from ingest.feeds.rows import read_rows
from ingest.product import Product
from ingest.sync.job import Report, sync
from ingest.sync.plan import entry
from ingest.sync.target import EdgeTarget

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = 1000
"""Products on which the raw encoder and the rival are timed."""


def read(snapshot: Path, limit: int | None) -> list[Product]:
    """Return the products of a snapshot, at most `limit`."""
    rows = read_rows(str(snapshot))
    found = read_products(rows, read_mapping(ROOT / "examples" / "sepa.yaml"))
    products = [item for item in found if isinstance(item, Product)]
    return products[:limit]


def load(
    snapshot: Path, index: Path, embedder: Embedder, limit: int | None
) -> tuple[Report, float]:
    """Bring the index to a snapshot; return the report and the seconds it took."""
    start = time.perf_counter()
    products = read(snapshot, limit)
    report = asyncio.run(sync(products, EdgeTarget(index), embedder, allow_mass_delete=True))
    return report, time.perf_counter() - start


def raw_throughput(embedder: Embedder, products: list[Product]) -> float:
    """Return passages a second of the encoder alone, on texts like those of the whole feed."""
    texts = [entry(p, "").text for p in products[:: max(1, len(products) // SAMPLE)][:SAMPLE]]
    start = time.perf_counter()
    embedder.embed_passages(sorted(texts, key=len))
    return len(texts) / (time.perf_counter() - start)


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
    products = read(snapshots[0], arguments.limit)
    raw = raw_throughput(embedder, products)
    rows: list[tuple[str, str]] = [("raw encoder, passages/s", f"{raw:.0f}")]
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder)
        report, seconds = load(snapshots[0], index, embedder, arguments.limit)
        share = report.passages_per_second / raw
        busy = report.embedded / seconds / raw
        rows += [
            (f"full load of {report.read:,}, s", f"{seconds:.0f}"),
            ("  encoder while loading, share of raw", f"{share:.2f}"),
            ("  whole job, share of raw", f"{busy:.2f}"),
        ]
        report, seconds = load(snapshots[0], index, embedder, arguments.limit)
        rows.append((f"no-op re-run ({report.unchanged:,} unchanged), s", f"{seconds:.1f}"))
        for snapshot in snapshots[1:]:
            report, seconds = load(snapshot, index, embedder, arguments.limit)
            rate = report.payload_only / max(report.seconds.get("payload", 0), 1e-9)
            what = f"{report.payload_only:,} payloads, {report.embedded:,} embedded"
            rows += [
                (f"delta {snapshot.stem[9:19]} ({what}, {report.deleted:,} gone), s",
                 f"{seconds:.1f}"),
                ("  payload changes/s", f"{rate:,.0f}"),
            ]  # fmt: skip
    first, again = langchain_index(embedder, products[:SAMPLE])
    rows += [
        (f"LangChain index(), {SAMPLE:,} products, s", f"{first:.1f}"),
        ("  after 25 % of prices changed, s", f"{again:.1f}"),
        ("peak memory, MB", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}"),
    ]
    print("| what | measured |\n| --- | --- |")
    for what, measured in rows:
        print(f"| {what} | {measured} |")


if __name__ == "__main__":
    main()
