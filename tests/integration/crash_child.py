"""Loads version N of a catalog; `test_crash.py` kills it on the way."""

import asyncio
import sys
from pathlib import Path

from ingest.sync.edge_target import EdgeTarget
from ingest.sync.job import sync
from tests.fakes.embedder import WordEmbedder
from tests.fakes.products import product

SIZE = 600


def catalog(version: int):
    """Every version reprices all, renames a third, and replaces a tenth."""
    for i in range(SIZE):
        name = f"Producto {i} edición {version}" if i % 3 == 0 else f"Producto {i}"
        id_ = f"N{i}-{version}" if i % 10 == 0 else f"P{i}"
        yield product(id_, name, f"{version * 100 + 1} ARS")


def main(path: Path, version: int) -> None:
    items = list(catalog(version))
    sys.stdout.write("begin\n")
    sys.stdout.flush()
    asyncio.run(sync(items, EdgeTarget(path), WordEmbedder()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
