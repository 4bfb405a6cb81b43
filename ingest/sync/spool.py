"""Entries that wait on disk for their turn: laid out, a catalog is ten times its feed."""

import os
import tempfile
from array import array
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import orjson

from ingest.errors import IndexFailure
from ingest.sync.plan import Entry, Plan


class Spool:
    """A list of entries in a temporary file without a name: a killed job leaves nothing of it."""

    def __init__(self, folder: Path) -> None:
        """Open it in a folder; the system's own for temporary files may be small, or memory.

        Raises:
            IndexFailure: the folder cannot be written.
        """
        self._folder = folder
        with self._told():
            self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        self._ends = array("q", [0])
        """Bytes at which each entry ends, after those at which the first begins."""

    def append(self, entry: Entry, /) -> None:
        """Put an entry at the end.

        Raises:
            IndexFailure: the disk is full.
        """
        line = orjson.dumps((entry.payload, entry.text))
        with self._told():
            self._file.write(line)
        self._ends.append(self._ends[-1] + len(line))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place: int, /) -> Entry:
        with self._told():
            self._file.flush()
            start, end = self._ends[place : place + 2]
            payload, text = orjson.loads(os.pread(self._file.fileno(), end - start, start))
        return Entry(payload, text)

    def __iter__(self) -> Iterator[Entry]:
        return map(self.__getitem__, range(len(self)))

    def close(self) -> None:
        with suppress(OSError):  # what a full disk could not take is not needed any more
            self._file.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise IndexFailure(f"cannot write {self._folder}: {error.strerror}") from error


@contextmanager
def spooled_plan(folder: Path) -> Iterator[Plan]:
    """Open an empty plan whose entries wait in a folder, as long as the context lasts.

    Raises:
        IndexFailure: the folder cannot be written.
    """
    with ExitStack() as stack:
        embed, offers, payload_only = (
            stack.enter_context(closing(Spool(folder))) for _ in range(3)
        )
        yield Plan(embed, offers, payload_only)
