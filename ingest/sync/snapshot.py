"""Copies of the served generation: a server may have it open, and a shard has one owner."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import IndexFailure, IndexUnavailable
from ingest.index.edge import EdgeGeneration
from ingest.index.generations import current
from ingest.sync.journal import Journal


def copy_generation(served: Path, folder: Path, journal: Journal) -> int:
    """Copy a generation between two live updates; return the journal's size at that moment.

    Raises:
        IndexFailure: it cannot be copied: the disk is full, for one.
    """
    try:
        with journal.exclusive():
            size = journal.size()
            shutil.copytree(served, folder)
    except (OSError, shutil.Error) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise IndexFailure(f"cannot copy {served} to {folder}: {error}") from error
    return size


@contextmanager
def snapshot(index: Path) -> Iterator[EdgeGeneration]:
    """Open a temporary copy of what is served.

    Raises:
        IndexUnavailable: nothing was ever loaded.
        IndexFailure: it cannot be copied.
    """
    served = current(index)
    if served is None:
        raise IndexUnavailable(f"no index in {index}: load a catalog, `dona ingest SOURCE`")
    try:
        # Beside the index: the system's folder for temporary files may be small, or memory.
        holder = tempfile.TemporaryDirectory(prefix="snapshot.", dir=index)
    except OSError as error:
        raise IndexFailure(f"cannot write {index}: {error.strerror}") from error
    with holder as folder:
        copy = Path(folder) / served.name
        copy_generation(served, copy, Journal(index))
        yield EdgeGeneration.load(copy, unserved=True)
