"""Ingestion and retrieval as the catalog grows, on Qdrant Edge.

    python -m benchmarks.scale --sizes 1000 10000                 # with the encoder's own vectors
    python -m benchmarks.scale --sizes 100000 --vectors composed  # with composed ones: composed.py
    python -m benchmarks.scale --print                            # the tables of what was measured

Each stage runs in a process of its own, and its figures are kept in `figures.jsonl`: what was
measured is not measured again, so a stopped run goes on where it was (`--again STAGE` forgets one).
With composed vectors the ingestion job is all there but its encoder, which is timed apart. Up to
`EXACT_BELOW` products DONA builds no graph (HNSW), and it is a stage of its own; above, it is part
of the load, and `--ways graph+turbo4` measures that one.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from app.settings import ROOT
from benchmarks.child import run_child
from benchmarks.scale_stages import JOBS, WAYS
from benchmarks.scaling_document import put_table
from benchmarks.synthetic import catalog

Figures = dict[str, Any]
Key = tuple[int, str, str]
"""Size, vectors, stage."""

DAYS = {"0.jsonl": 0, "1.jsonl": 1}


def stages(size: int, vectors: str, ways: Iterable[str]) -> Iterator[Key]:
    """Yield what is measured, in order: a stage needs what those before it left."""
    yield 0, "real", "encoder"
    if vectors == "composed":
        yield 0, "composed", "likeness"
    for stage in (*JOBS, "retriever"):
        yield size, vectors, stage
    for way in ways:
        yield size, vectors, f"build:{way}"
        yield size, vectors, f"search:{way}"


def measure(folder: Path, key: Key) -> Figures:
    """Run a stage in a process of its own, and add its peak memory.

    Raises:
        SystemExit: it failed.
    """
    size, vectors, stage = key
    place = folder / str(size)
    place.mkdir(parents=True, exist_ok=True)
    if stage in JOBS:
        for name, day in DAYS.items():
            _feed(place / name, size, day)
    command = [sys.executable, "-m", "benchmarks.scale_stages", place, str(size), vectors, stage]
    failing = f"{stage} at {size:,} products failed: run it again, and it goes on here"
    told, usage = run_child(command, failing)
    return {**json.loads(told), "peak_mb": usage.ru_maxrss / 1024}


def _feed(path: Path, size: int, day: int) -> None:
    """Write the catalog as it is on a day; a half-written one is not taken for whole."""
    if path.exists():
        return
    writing = path.with_suffix(".part")
    with writing.open("wb") as file:
        for row in catalog(size, day=day):
            file.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
    writing.rename(path)


class Kept:
    """Figures on disk, a line each; the last of a key counts."""

    def __init__(self, path: Path) -> None:
        self._path = path
        lines = path.read_text().splitlines() if path.exists() else []
        self.figures: dict[Key, Figures] = {}
        for line in lines:
            told = json.loads(line)
            self.figures[told["size"], told["vectors"], told["stage"]] = told["figures"]

    def add(self, key: Key, figures: Figures) -> None:
        self.figures[key] = figures
        size, vectors, stage = key
        told = {"size": size, "vectors": vectors, "stage": stage, "figures": figures}
        with self._path.open("a") as file:
            file.write(json.dumps(told) + "\n")


def tables(figures: dict[Key, Figures]) -> Iterator[str]:
    """Yield the tables of what was measured, as the docs quote them."""
    catalogs = sorted({(s, v) for s, v, stage in figures if stage == "load"})
    for title, rows in (("ingestion", _INGESTION), ("a request", _REQUEST)):
        yield f"| {title} | " + " | ".join(f"{s:,} {v}" for s, v in catalogs) + " |"
        yield "| --- " * (1 + len(catalogs)) + "|"
        for name, stage, show in rows:
            cells = [_cell(figures.get((s, v, stage)), show) for s, v in catalogs]
            yield f"| {name} | " + " | ".join(cells) + " |"
        yield ""
    yield (
        "| products | vectors | way | build s | disk MB | resident MB | recall@10 | p50 ms | "
        "p95 ms | filtered recall@10 | p50 ms | p95 ms |"
    )
    yield "| --- " * 12 + "|"
    for (size, vectors, stage), found in sorted(figures.items()):
        if stage.startswith("search:"):
            way = stage.partition(":")[2]
            built = figures[size, vectors, f"build:{way}"]
            yield (
                f"| {size:,} | {vectors} | {way} | {built['cpu_s']:.0f} | {built['disk_mb']:.0f} | "
                f"{found['resident_mb']:.0f} | {found['all_recall']:.3f} | "
                f"{found['all_p50_ms']:.1f} | {found['all_p95_ms']:.1f} | "
                f"{found['filtered_recall']:.3f} | {found['filtered_p50_ms']:.1f} | "
                f"{found['filtered_p95_ms']:.1f} |"
            )
    for key in ((0, "real", "encoder"), (0, "composed", "likeness")):
        if key in figures:
            told = ", ".join(f"{name} {value:.3g}" for name, value in figures[key].items())
            yield f"\n{key[2]}: {told}"


Row = tuple[str, str, Callable[[Figures], str]]

_INGESTION: list[Row] = [
    ("load, s", "load", lambda f: f"{f['wall_s']:.1f}"),
    ("products/s", "load", lambda f: f"{f['embedded'] / f['wall_s']:,.0f}"),
    ("  of CPU time", "load", lambda f: f"{f['embedded'] / f['cpu_s']:,.0f}"),
    ("peak memory, MB", "load", lambda f: f"{f['peak_mb']:,.0f}"),
    ("disk, MB", "load", lambda f: f"{f['disk_mb']:,.0f}"),
    ("again, nothing changed, s", "again", lambda f: f"{f['wall_s']:.1f}"),
    ("a day's prices, s", "prices", lambda f: f"{f['wall_s']:.1f}"),
    ("  changed", "prices", lambda f: f"{f['payload_only']:,}"),
    ("  written/s", "prices", lambda f: f"{f['payload_only'] / f['stages_s']['payload']:,.0f}"),
    ("  peak memory, MB", "prices", lambda f: f"{f['peak_mb']:,.0f}"),
]
_REQUEST: list[Row] = [
    ("p50, ms", "retriever", lambda f: f"{f['request_p50_ms']:.1f}"),
    ("p95, ms", "retriever", lambda f: f"{f['request_p95_ms']:.1f}"),
    ("vocabulary read, s", "retriever", lambda f: f"{f['vocabulary_s']:.1f}"),
    ("resident beside the encoder, MB", "retriever", lambda f: f"{f['resident_mb']:,.0f}"),
]


def _cell(found: Figures | None, show: Callable[[Figures], str]) -> str:
    return show(found) if found else ""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--vectors", choices=("real", "composed"), default="real")
    parser.add_argument("--ways", nargs="*", choices=WAYS, default=list(WAYS))
    parser.add_argument("--folder", type=Path, default=ROOT / ".dona" / "scale")
    parser.add_argument("--again", nargs="*", default=[], help="Stages to measure again.")
    parser.add_argument("--print", action="store_true", help="Measure nothing.")
    parser.add_argument("--write", action="store_true", help="Put the tables into the docs.")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    kept = Kept(given.folder / "figures.jsonl")
    for size in [] if given.print else given.sizes:
        for key in stages(size, given.vectors, given.ways):
            if key in kept.figures and key[2] not in given.again:
                continue
            start = time.perf_counter()
            kept.add(key, measure(given.folder.absolute(), key))
            taken = time.perf_counter() - start
            print(f"{key[2]} at {size:,}, {given.vectors}: {taken:.0f} s", file=sys.stderr)
    told = "\n".join(tables(kept.figures)) + "\n"
    print(told)
    if given.write:
        put_table("curves", told)


if __name__ == "__main__":
    main()
