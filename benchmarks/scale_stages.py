"""What `python -m benchmarks.scale` measures, each stage in a process of its own.

    python -m benchmarks.scale_stages FOLDER 10000 real load      # prints a line of JSON

FOLDER holds the catalog of two days (`0.jsonl`, `1.jsonl`) and what the stages before left.
"""

import argparse
import asyncio
import json
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import qdrant_edge as edge
from numpy.typing import NDArray

import ingest.index.edge as edge_index
import ingest.index.edge_engine as edge_engine
from app.knowledge import build_stories
from app.settings import Settings
from benchmarks.composed import ComposedEmbedder, texts
from benchmarks.synthetic import catalog
from graph.retrieval.search import ProductSearch
from ingest.encoder.embedder import E5Embedder, Embedder
from ingest.index.edge_engine import DENSE
from ingest.index.generations import current
from ingest.index.payload import category_keys
from ingest.index.served import EdgeIndex
from ingest.money import parse_money
from ingest.sources import Source
from ingest.sync.edge_target import EdgeTarget
from ingest.sync.engine import LocalEngine
from ingest.sync.job import run
from ingest.sync.snapshot import copy_sparse

Figures = dict[str, Any]

QUERIES, TOP_K = 200, 10
E5_WIDTH = 384
ENCODED = 2000
"""Passages on which the encoder is timed."""
JOBS = {"load": "0.jsonl", "again": "0.jsonl", "prices": "1.jsonl"}
HALF = edge.VectorStorageDatatype.Float16
TURBO8 = edge.TurboQuantQuantizationConfig(bits=edge.TurboQuantBitSize.Bits8, always_ram=True)
TURBO4 = edge.TurboQuantQuantizationConfig(bits=edge.TurboQuantBitSize.Bits4, always_ram=True)
RESCORED = edge.QuantizationSearchParams(rescore=True, oversampling=3.0)
WAYS = {
    "scan": (None, None),
    "turbo8": (TURBO8, None),
    "turbo4": (TURBO4, RESCORED),
    "graph": (None, None),
    "graph+turbo8": (TURBO8, RESCORED),
    "graph+turbo4": (TURBO4, RESCORED),
}
"""How vectors are searched: quantisation, and how it is searched."""


def encoder(folder: Path) -> Figures:
    """Time the encoder alone, by the clock and by the CPU it took."""
    real, sample = E5Embedder(Settings().cache), texts(ENCODED)
    real.embed_passages(sample[:64])
    start, cpu = time.perf_counter(), time.process_time()
    real.embed_passages(sample)
    taken, cpu = time.perf_counter() - start, time.process_time() - cpu
    singles = _milliseconds(lambda text: real.embed_queries([text]), sample[:100])
    return {"passages_s": ENCODED / taken, "passages_cpu_s": ENCODED / cpu} | _named(
        "query", singles
    )


def likeness(folder: Path) -> Figures:
    """Tell how near composed vectors come to real ones, on products they were not fitted to."""
    real = E5Embedder(Settings().cache)
    composed = ComposedEmbedder(real, folder.parent / "composed.npz")
    sample = texts(ENCODED, skip=ENCODED)
    ours, theirs = composed.embed_passages(sample), real.embed_passages(sample)
    composed.save()
    return {"cosine": float((ours * theirs).sum(axis=1).mean())} | {
        f"{name}_{place}": cosine
        for name, vectors in (("real", theirs), ("composed", ours))
        for place, cosine in _neighbours(vectors).items()
    }


def _neighbours(vectors: NDArray[np.float32]) -> dict[str, float]:
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1)
    best = -np.sort(-cosines, axis=1)
    return {"nearest": float(best[:, 0].mean()), "hundredth": float(best[:, 99].mean())}


def job(folder: Path, size: int, vectors: str, stage: str) -> Figures:
    """Run the ingestion job as `dona ingest` does: above `EXACT_BELOW` it builds a graph too."""
    embedder = _embedder(folder, vectors)
    index = folder / f"index-{vectors}"
    if stage == "load":
        shutil.rmtree(index, ignore_errors=True)
        index.mkdir()
    source = Source(str(folder / JOBS[stage]))
    start, cpu = time.perf_counter(), time.process_time()
    report = asyncio.run(
        run(LocalEngine(source.items(), embedder), EdgeTarget(index), scope=source.speaks_for)
    )
    taken = {"wall_s": time.perf_counter() - start, "cpu_s": time.process_time() - cpu}
    if isinstance(embedder, ComposedEmbedder):
        embedder.save()
    counts = {n: getattr(report, n) for n in ("unchanged", "payload_only", "embedded")}
    served = current(index)
    assert served
    return taken | counts | {"stages_s": report.seconds, "disk_mb": _disk_mb(served)}


def build(folder: Path, size: int, vectors: str, way: str) -> Figures:
    """Give a copy of the shard another way to search: quantise it, or build its graph."""
    served, made = current(folder / f"index-{vectors}"), folder / f"{vectors}-{way}"
    assert served
    shutil.rmtree(made, ignore_errors=True)
    shutil.copytree(served / edge_index.SHARD, made, copy_function=copy_sparse)
    quantisation, _ = WAYS[way]
    threshold = 1000 if way.startswith("graph") else 2 * size * E5_WIDTH * 4 // 1024
    config = edge.EdgeConfig(
        vectors={DENSE: edge.EdgeVectorParams(
            size=E5_WIDTH, distance=edge.Distance.Cosine, datatype=HALF,
            quantization_config=quantisation,
        )},
        sparse_vectors={edge_engine.TEXT: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf)},
        optimizers=edge.EdgeOptimizersConfig(indexing_threshold=threshold),
    )  # fmt: skip
    shard = edge.EdgeShard.load(str(made), config)
    start, cpu = time.perf_counter(), time.process_time()
    shard.optimize()
    shard.flush()
    taken = {"wall_s": time.perf_counter() - start, "cpu_s": time.process_time() - cpu}
    shard.close()
    return taken | {"disk_mb": _disk_mb(made)}


def search(folder: Path, size: int, vectors: str, way: str) -> Figures:
    """Time the dense search of a built way, with and without filter, and its recall."""
    asked = E5Embedder(Settings().cache).embed_queries(questions(size))
    filters = _filters(size)
    before = _resident_mb()
    shard = edge.EdgeShard.load(str(folder / f"{vectors}-{way}"))
    plain = edge.SearchParams(quantization=WAYS[way][1])
    whole = edge.SearchParams(exact=True, quantization=edge.QuantizationSearchParams(ignore=True))
    figures: Figures = {}
    for name, conditions in (("all", [None] * QUERIES), ("filtered", filters)):
        cases = list(zip(asked.tolist(), conditions, strict=True))

        def ask(case: Any, params: edge.SearchParams = plain) -> set[Any]:
            vector, condition = case
            nearest = edge.Query.Nearest(vector, using=DENSE)
            request = edge.QueryRequest(TOP_K, query=nearest, filter=condition, params=params)
            return {point.id for point in shard.query(request)}

        for case in cases[:20]:
            ask(case)
        figures |= _named(name, _milliseconds(ask, cases))
        if name == "all":
            figures["resident_mb"] = _resident_mb() - before
        exact = [ask(case, whole) for case in cases]
        shares = [
            len(ask(c) & found) / len(found) for c, found in zip(cases, exact, strict=True) if found
        ]
        figures |= {f"{name}_recall": float(np.mean(shares)), f"{name}_judged": len(shares)}
    shard.close()
    return figures


def retriever(folder: Path, size: int, vectors: str) -> Figures:
    """Time whole requests: read, embedded, searched by both legs, filtered, scored."""
    real = E5Embedder(Settings().cache)
    fingerprint = _embedder(folder, vectors).fingerprint
    before = _resident_mb()

    async def requests() -> Figures:
        index = EdgeIndex(folder / f"index-{vectors}", encoder=fingerprint)
        products = ProductSearch(index, real, stories=build_stories(Settings()))
        start = time.perf_counter()
        await products.vocabulary.read()
        vocabulary_s, taken, empty = time.perf_counter() - start, [], 0
        asked = questions(size)
        for text in (*asked[:10], *asked):
            start = time.perf_counter()
            _, hits, _ = await products.search(text)
            taken.append((time.perf_counter() - start) * 1000)
            empty += not hits
        resident = _resident_mb() - before
        await index.close()
        return _named("request", taken[10:]) | {
            "vocabulary_s": vocabulary_s, "resident_mb": resident, "empty": empty,
        }  # fmt: skip

    return asyncio.run(requests())


def questions(size: int) -> list[str]:
    """Return messages of shoppers, each about a product of the catalog."""
    ways = ("tenes {}?", "busco {}", "{}", "cuanto sale una {}", "hola, necesito {} por favor")
    asked = []
    for number, row in enumerate(_spread(size)):
        thing = row["title"].split(row["mpn"])[0].strip().lower()
        asked.append(ways[number % len(ways)].format(thing))
    return asked


def _filters(size: int) -> list[edge.Filter]:
    """Return, for each question, its product's category, in stock, at most its price and 10 %."""
    return [
        edge.Filter(
            must=[
                _one_of("kind", "product"),
                _one_of("category_keys", category_keys(row["product_type"])[-1]),
                _one_of("availability", "in_stock"),
                edge.FieldCondition("current_cents", range=edge.RangeFloat(lte=1.1 * cents)),
            ]
        )
        for row in _spread(size)
        for cents in [parse_money(row["price"]).cents]
    ]


def _one_of(field: str, value: str) -> edge.FieldCondition:
    return edge.FieldCondition(field, match=edge.MatchAny([value]))


def _spread(size: int) -> list[dict[str, Any]]:
    """Return products of the catalog, spread over it."""
    step = max(1, min(size, 100_000) // QUERIES)
    return [row for n, row in enumerate(catalog(step * QUERIES)) if n % step == 0]


def _embedder(folder: Path, vectors: str) -> Embedder:
    real = E5Embedder(Settings().cache)
    return real if vectors == "real" else ComposedEmbedder(real, folder.parent / "composed.npz")


def _milliseconds(call: Callable[[Any], object], cases: list[Any]) -> list[float]:
    taken = []
    for case in cases:
        start = time.perf_counter()
        call(case)
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def _named(name: str, taken: list[float]) -> Figures:
    p50, p95 = np.percentile(taken, [50, 95])
    return {f"{name}_p50_ms": float(p50), f"{name}_p95_ms": float(p95)}


def _disk_mb(folder: Path) -> float:
    """Return what a folder takes of the disk: files of a shard are larger than what is written."""
    return sum(f.stat().st_blocks * 512 for f in folder.rglob("*") if f.is_file()) / 2**20


def _resident_mb() -> float:
    return int(re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024  # type: ignore[index]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("size", type=int)
    parser.add_argument("vectors", choices=("real", "composed"))
    parser.add_argument("stage")
    given = parser.parse_args()
    what, _, way = given.stage.partition(":")
    of = (given.folder, given.size, given.vectors)
    if what in JOBS:
        figures = job(*of, what)
    elif what in ("build", "search"):
        figures = {"build": build, "search": search}[what](*of, way)
    elif what == "retriever":
        figures = retriever(*of)
    else:
        figures = {"encoder": encoder, "likeness": likeness}[what](given.folder)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
