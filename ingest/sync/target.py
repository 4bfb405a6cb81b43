"""Where a plan is applied, so that readers see the whole of it or nothing."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from ingest.encoder.embedder import Embedder
from ingest.index.contents import Contents
from ingest.index.port import WritableIndex


class Target(Protocol):
    """One job's view of the index, from `open` to `commit`."""

    folder: Path
    """Of this machine, for what the job puts aside while it runs; it holds the lock."""
    served: str
    """Name of what is served; empty when nothing was ever loaded."""
    fits: bool
    """Whether what was opened is of the job's encoder: else it is read only, and replaced."""

    def lock(self, *, wait: bool) -> AbstractContextManager[None]:
        """Keep other jobs out. Raises IndexLocked when one is running and `wait` is false."""
        ...

    async def open(self, embedder: Embedder) -> WritableIndex | None:
        """Return what is served, ready to be changed when it `fits`; None when nothing is."""
        ...

    async def create(self, embedder: Embedder) -> WritableIndex:
        """Return an empty index of this encoder."""
        ...

    async def commit(self, embedder: Embedder) -> str:
        """Serve what was opened or created, and return its name."""
        ...

    async def close(self) -> None:
        """Give up what was not committed; always called."""
        ...

    async def rollback(self) -> str:
        """Serve what was served before, and return its name.

        Raises:
            IndexFailure: there is none.
        """
        ...

    async def contents(self) -> Contents:
        """Say what is served.

        Raises:
            IndexFailure: nothing was ever loaded, or it cannot be read.
        """
        ...
