"""Copies of the served generation: a server may have it open, and a shard has one owner."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import IndexFailure, IndexUnavailable
from ingest.index.edge import EdgeGeneration
from ingest.index.generations import current
from ingest.sync.journal import Journal

PIECE = 1 << 16
"""Bytes copied at a time."""
UNTOLD = (None, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)
"""What asking for holes gives where there is no such question: network and FUSE folders, systems
whose Python does not know it."""


def copy_generation(served: Path, folder: Path, journal: Journal) -> int:
    """Copy a generation between two live updates; return the journal's size at that moment.

    Raises:
        IndexFailure: it cannot be copied: the disk is full, for one.
    """
    try:
        with journal.exclusive():
            size = journal.size()
            shutil.copytree(served, folder, copy_function=copy_sparse)
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


def copy_sparse(source: str, target: str) -> None:
    """Copy a file and leave its holes holes.

    A shard's files are pages of 32 MB, mostly holes: written out, a thousand products take 440 MB
    of the disk instead of 10.
    """
    with open(source, "rb", buffering=0) as held, open(target, "wb") as copy:
        size = os.fstat(held.fileno()).st_size
        copy.truncate(size)
        for start, end in _written(held.fileno(), size):
            held.seek(start)
            while start < end and (piece := held.read(min(PIECE, end - start))):
                if piece.count(0) < len(piece):  # nothing is a hole, where none are told
                    copy.seek(start)
                    copy.write(piece)
                start += len(piece)


def _written(file: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield where a file's data starts and ends; all of it where the filesystem tells no holes."""
    end = 0
    while end < size:
        try:
            start = os.lseek(file, end, os.SEEK_DATA)
            end = os.lseek(file, start, os.SEEK_HOLE)
        except (AttributeError, OSError) as error:
            if getattr(error, "errno", None) == errno.ENXIO:
                return  # the rest is a hole
            if getattr(error, "errno", None) not in UNTOLD:
                raise
            start, end = end, size
        yield start, end
