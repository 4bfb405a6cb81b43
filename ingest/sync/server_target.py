"""The plan's target on a Qdrant server: a collection, and an alias to the served one."""

from contextlib import AbstractContextManager
from pathlib import Path

from qdrant_client import AsyncQdrantClient, models

from ingest.encoder.embedder import Embedder
from ingest.errors import IndexUnavailable
from ingest.index.contents import Contents, read_contents
from ingest.index.server import QdrantIndex, asked
from ingest.sync.journal import Journal
from ingest.sync.lock import exclusive


class ServerTarget:
    """A Qdrant server: changes go to the served collection point by point, each one whole.

    Another encoder or schema fills a new collection beside it, and the alias moves in one call.
    """

    def __init__(self, client: AsyncQdrantClient, alias: str, path: Path) -> None:
        """Write through `client`; `path` is the folder of the job's lock and the journal."""
        self._client, self._alias, self.folder = client, alias, path
        self._journal = Journal(path)
        self._journaled = 0
        self._collection = ""
        self.served = ""
        self.fits = True

    def lock(self, *, wait: bool) -> AbstractContextManager[None]:
        return exclusive(self.folder / "ingest.lock", wait=wait)

    async def open(self, embedder: Embedder) -> QdrantIndex | None:
        self._journaled = self._journal.size()
        self.served = await self._aliased()
        if not self.served:
            return None
        index = self._index(self.served, embedder)
        self.fits = await index.filled_by() == embedder.fingerprint
        if self.fits:
            self._collection = self.served
        return index

    async def create(self, embedder: Embedder) -> QdrantIndex:
        last = max((int(n) for n in await self._numbers()), default=0)
        self._collection = f"{self._alias}-{last + 1:04d}"
        index = self._index(self._collection, embedder)
        await index.create(embedder.dimension)
        return index

    async def commit(self, embedder: Embedder) -> str:
        """Move the alias; the live updates that came meanwhile went to the old collection."""
        if self._collection != self.served:
            with self._journal.exclusive():
                building = self._index(self._collection, embedder)
                await self._journal.replay(building, embedder, since=self._journaled)
                await move_alias(self._client, self._alias, self._collection, bool(self.served))
                self._journal.trim()
            for number in (await self._numbers())[:-2]:  # the served one, and one to go back to
                await asked(self._client.delete_collection(f"{self._alias}-{number}"))
        self.served = self._collection
        return self.served

    async def close(self) -> None:
        if self._collection not in ("", self.served):
            await asked(self._client.delete_collection(self._collection))

    async def rollback(self) -> str:
        """Serve the collection before the served one, and return its name.

        Raises:
            IndexFailure: there is none.
        """
        served = await self._aliased()
        before = [n for n in await self._numbers() if f"{self._alias}-{n}" < served]
        if not before:
            raise IndexUnavailable(f"{self._alias} keeps no earlier collection to go back to")
        await move_alias(self._client, self._alias, f"{self._alias}-{before[-1]}", True)
        return f"{self._alias}-{before[-1]}"

    async def contents(self) -> Contents:
        """Say what is served.

        Raises:
            IndexFailure: nothing was ever loaded, or the server does not answer.
        """
        served = await self._aliased()
        if not served:
            raise IndexUnavailable(f"no collection behind {self._alias}: `dona ingest SOURCE`")
        encoder = await QdrantIndex(self._client, collection=served, encoder="").filled_by()
        index = QdrantIndex(self._client, collection=served, encoder=encoder or "")
        return await read_contents(index, [f"{self._alias}-{n}" for n in await self._numbers()])

    def _index(self, collection: str, embedder: Embedder) -> QdrantIndex:
        return QdrantIndex(self._client, collection=collection, encoder=embedder.fingerprint)

    async def _aliased(self) -> str:
        aliases = (await asked(self._client.get_aliases())).aliases
        return next((a.collection_name for a in aliases if a.alias_name == self._alias), "")

    async def _numbers(self) -> list[str]:
        found = (await asked(self._client.get_collections())).collections
        prefix = f"{self._alias}-"
        names = [c.name.removeprefix(prefix) for c in found if c.name.startswith(prefix)]
        return sorted(name for name in names if name.isdigit())


async def move_alias(client: AsyncQdrantClient, alias: str, collection: str, exists: bool) -> None:
    """Point the alias elsewhere in one atomic call."""
    actions: list[models.AliasOperations] = []
    if exists:
        gone = models.DeleteAlias(alias_name=alias)
        actions.append(models.DeleteAliasOperation(delete_alias=gone))
    made = models.CreateAlias(collection_name=collection, alias_name=alias)
    actions.append(models.CreateAliasOperation(create_alias=made))
    await asked(client.update_collection_aliases(change_aliases_operations=actions))
