"""The plan's target on disk: generations beside each other, and a pointer to the served one."""

import asyncio
import shutil
from contextlib import AbstractContextManager
from pathlib import Path

from ingest.encoder.embedder import Embedder
from ingest.index.contents import Contents, read_contents
from ingest.index.edge import EdgeGeneration
from ingest.index.generations import current, names, next_folder, rollback, sweep, switch
from ingest.sync.journal import Journal
from ingest.sync.lock import exclusive
from ingest.sync.snapshot import copy_generation, snapshot


class EdgeTarget:
    """Generations on disk: a copy of the served one takes the changes, a rename serves it.

    Nothing that is served is written to. Killed at any instant, the job leaves at most an
    unfinished folder, which the next run removes.
    """

    def __init__(self, path: Path) -> None:
        self.folder = path
        self._journal = Journal(path)
        self._building: EdgeGeneration | None = None
        self._journaled = 0
        served = current(path)
        self.served = served.name if served else ""
        self.fits = True

    def lock(self, *, wait: bool) -> AbstractContextManager[None]:
        return exclusive(self.folder / "ingest.lock", wait=wait)

    async def open(self, embedder: Embedder) -> EdgeGeneration | None:
        """Copy the served folder; a server may have it open, and a shard has one owner.

        Raises:
            IndexFailure: it cannot be copied: the disk is full, for one.
        """
        sweep(self.folder)
        served = current(self.folder)
        self.served = served.name if served else ""
        if served is None:
            return None
        folder = next_folder(self.folder)
        self._journaled = await asyncio.to_thread(copy_generation, served, folder, self._journal)
        self._building = await asyncio.to_thread(EdgeGeneration.load, folder, unserved=True)
        self.fits = self._building.manifest["encoder"] == embedder.fingerprint
        return self._building

    async def create(self, embedder: Embedder) -> EdgeGeneration:
        if self._building:  # another encoder's; what came since it was copied is replayed
            await self._discard()
        else:
            self._journaled = self._journal.size()
        self._building = EdgeGeneration.create(
            next_folder(self.folder), encoder=embedder.fingerprint, dimension=embedder.dimension
        )
        return self._building

    async def commit(self, embedder: Embedder) -> str:
        """Apply the live updates that came meanwhile, then switch.

        Raises:
            IndexFailure: the pointer cannot be written; what was served still is.
        """
        building = self._building
        assert building is not None
        await building.finish()
        with self._journal.exclusive():
            await self._journal.replay(building, embedder, since=self._journaled)
            await building.flush()
            await building.close()
            switch(self.folder, building.folder)
            self._journal.trim()
        self._building = None
        return building.folder.name

    async def close(self) -> None:
        await self._discard()
        sweep(self.folder)

    async def rollback(self) -> str:
        """Serve the generation before the served one, and return its name.

        Raises:
            IndexFailure: there is none.
        """
        return rollback(self.folder).name

    async def contents(self) -> Contents:
        """Say what is served, from a copy: a running server holds the original open.

        Raises:
            IndexFailure: nothing was ever loaded, or it cannot be copied.
        """
        with snapshot(self.folder) as generation:
            return await read_contents(generation, names(self.folder))

    async def _discard(self) -> None:
        if self._building:
            await self._building.close()
            shutil.rmtree(self._building.folder, ignore_errors=True)
            self._building = None
