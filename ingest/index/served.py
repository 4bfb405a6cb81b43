"""The index that a server reads: always the generation that `CURRENT` names."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from ingest.errors import IndexMismatch, IndexUnavailable, IngestError
from ingest.index.edge import EdgeGeneration
from ingest.index.filters import Filter
from ingest.index.generations import current, pointer_stamp
from ingest.index.holes import give_back_holes
from ingest.index.port import Hit, IndexInfo, Kind, Payload, Query

GRACE_S = 5.0
"""How long a replaced generation stays open for the queries that began on it."""


def open_ahead(path: Path) -> EdgeGeneration | None:
    """Open the generation that is served now, for an `EdgeIndex` to take; blocking.

    The engine reads its files whole as it opens them (`holes.py`): before the models are loaded,
    that is no more than they take later. None where it cannot be opened: the index will say why.
    """
    folder = current(path)
    if folder is None:
        return None
    try:
        opened = EdgeGeneration.load(folder)
    except IngestError:
        return None
    give_back_holes(folder)
    return opened


class EdgeIndex:
    """Follows the pointer: a switch by another process is served from the next call on."""

    def __init__(self, path: Path, *, encoder: str, ahead: EdgeGeneration | None = None) -> None:
        """Read what `path` names; `ahead` is the generation that was opened already."""
        self._path = path
        self._encoder = encoder
        self._ahead = ahead
        self._stamp = -1
        self._open: EdgeGeneration | None = None
        self._opening = asyncio.Lock()
        self._replaced: dict[EdgeGeneration, asyncio.Task[None]] = {}

    async def generation(self) -> EdgeGeneration:
        """Return the served generation, opening it when the pointer has moved.

        Raises:
            IndexUnavailable: nothing was loaded yet.
            IndexMismatch: another encoder filled it.
            IndexLocked: another process has it open.
        """
        if self._open and pointer_stamp(self._path) == self._stamp:
            return self._open
        async with self._opening:
            stamp = pointer_stamp(self._path)
            if self._open and stamp == self._stamp:
                return self._open
            folder = current(self._path)
            if folder is None:
                raise IndexUnavailable(
                    f"no index in {self._path}: load a catalog, `dona ingest SOURCE`"
                )
            if self._open and self._open.folder == folder:  # switched and rolled back unseen
                self._stamp = stamp
                return self._open
            opened = self._take_back(folder) or await self._take_ahead(folder)
            if opened is None:
                opened = await asyncio.to_thread(EdgeGeneration.load, folder)
                await asyncio.to_thread(give_back_holes, folder)
            if opened.manifest["encoder"] != self._encoder:
                await opened.close()
                raise IndexMismatch(
                    f"{self._path} was filled by the encoder {opened.manifest['encoder']}, and the "
                    f"settings name {self._encoder}: load the catalog again, `dona ingest SOURCE`"
                )
            replaced, self._open, self._stamp = self._open, opened, stamp
            if replaced:
                self._replaced[replaced] = asyncio.create_task(self._close_later(replaced))
        return self._open

    async def _take_ahead(self, folder: Path) -> EdgeGeneration | None:
        """Return what was opened ahead; when another is served meanwhile, close it."""
        ahead, self._ahead = self._ahead, None
        if ahead and ahead.folder != folder:
            await ahead.close()
            return None
        return ahead

    def _take_back(self, folder: Path) -> EdgeGeneration | None:
        """Return a replaced generation that is served again before it was closed (a rollback)."""
        for generation, closing in self._replaced.items():
            if generation.folder == folder:
                closing.cancel()
                del self._replaced[generation]
                return generation
        return None

    async def _close_later(self, generation: EdgeGeneration) -> None:
        await asyncio.sleep(GRACE_S)
        del self._replaced[generation]
        await generation.close()

    async def writable(self) -> EdgeGeneration:
        """Return the served generation for live updates; hold the journal's lock around it."""
        return await self.generation()

    async def info(self) -> IndexInfo:
        return await (await self.generation()).info()

    async def revision(self) -> str:
        return await (await self.generation()).revision()

    async def search(self, query: Query) -> list[Hit]:
        return await (await self.generation()).search(query)

    async def search_each(self, queries: Sequence[Query]) -> list[list[Hit]]:
        return await (await self.generation()).search_each(queries)

    async def get(self, kind: Kind, ids: Sequence[str]) -> list[Payload]:
        return await (await self.generation()).get(kind, ids)

    async def facet(self, key: str, *, limit: int = 1000) -> dict[str, int]:
        return await (await self.generation()).facet(key, limit=limit)

    async def scroll(
        self, kind: Kind, filter: Filter | None = None, *, fields: Sequence[str] | None = None
    ) -> AsyncIterator[Payload]:
        async for payload in (await self.generation()).scroll(kind, filter, fields=fields):
            yield payload

    async def close(self) -> None:
        for generation, closing in self._replaced.items():
            closing.cancel()
            await generation.close()
        self._replaced.clear()
        if self._ahead:
            await self._ahead.close()
            self._ahead = None
        if self._open:
            await self._open.close()
            self._open = None
