"""The conversations of the in-memory LangGraph server, on disk: only what goes on is in memory.

Its own checkpointer keeps every state that every conversation ever had in memory, and writes all of
them again every ten seconds. This one is SQLite's, in the server's folder; what a turn has written
survives a kill -9.
"""

import asyncio
import logging
import pickle
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.sqlite import SqliteSaver

from app.access.handlers import OWNER
from app.inmem_forgetting import forgetting, list_threads
from app.settings import Settings

T = TypeVar("T")

FILE = "conversations.db"
PICKLES = ".langgraph_api/.langgraph_checkpoint.{}.pckl"
"""Where versions before kept them: storage, writes and blobs of an `InMemorySaver`, 1 to 3."""

_log = logging.getLogger("dona.server")


class Conversations(SqliteSaver):
    """SQLite's saver, with what the server asks of one beyond the common.

    All of it runs in one thread of its own, and each call goes there once: `AsyncSqliteSaver` goes
    there and back for every statement, every row read and every cursor closed.
    """

    def __init__(self, conn: sqlite3.Connection, *, serde: SerializerProtocol | None) -> None:
        super().__init__(conn, serde=serde)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="conversations")

    async def open(self) -> None:
        """Make the tables where there are none.

        Raises:
            sqlite3.Error: the file is no database, or cannot be written.
        """
        await self._there(self.setup)
        # In WAL mode this loses nothing to a kill, and the last turns to a power cut.
        await self._there(self.conn.execute, "PRAGMA synchronous=NORMAL")

    @contextmanager
    def cursor(self, transaction: bool = True) -> Iterator[sqlite3.Cursor]:
        """Open a cursor; what an error interrupts is taken back, where the library commits it."""
        with super().cursor(transaction) as cursor:
            try:
                yield cursor
            except BaseException:
                self.conn.rollback()
                raise

    async def _there(self, call: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call, *args)

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        return await self._there(self.get_tuple, config)

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        def read() -> tuple[CheckpointTuple, ...]:
            return tuple(self.list(config, filter=filter, before=before, limit=limit))

        for each in await self._there(read):
            yield each

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Keep a state, and whose it is: a change of the state by the store does not say."""

        def write() -> RunnableConfig:
            told = metadata
            if OWNER not in told:
                before = self.get_tuple(config)
                if before and (owner := before.metadata.get(OWNER)):
                    told = cast(CheckpointMetadata, {**told, OWNER: owner})
            return self.put(config, checkpoint, told, new_versions)

        return await self._there(write)

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        await self._there(self.put_writes, config, writes, task_id, task_path)

    async def adelete_thread(self, thread_id: str) -> None:
        await self._there(self.delete_thread, thread_id)

    async def owners(self) -> dict[str, str | None]:
        """Return whose each thread is, by its last state."""
        query = (
            f"SELECT thread_id, json_extract(CAST(metadata AS TEXT), '$.{OWNER}'), "
            "max(checkpoint_id) FROM checkpoints GROUP BY thread_id"
        )
        found = await self._there(lambda: self.conn.execute(query).fetchall())
        return {thread_id: owner for thread_id, owner, _ in found}

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Forget all but the last state of threads; with `delete`, that one too."""
        if strategy == "keep_latest":
            last = (
                "checkpoint_id < (SELECT max(checkpoint_id) FROM checkpoints AS other WHERE "
                "other.thread_id = ? AND other.checkpoint_ns = {0}.checkpoint_ns)"
            )
        else:
            last = "? IS NOT NULL"
        threads = [(str(id_), str(id_)) for id_ in thread_ids]

        def prune() -> None:
            with self.cursor() as cursor:
                for table in ("writes", "checkpoints"):
                    which = f"thread_id = ? AND {last.format(table)}"
                    cursor.executemany(f"DELETE FROM {table} WHERE {which}", threads)

        await self._there(prune)

    async def adelete_for_runs(self, run_ids: Iterable[str]) -> None:
        """Forget the states that runs left, when they are rolled back."""
        left = "FROM checkpoints WHERE json_extract(CAST(metadata AS TEXT), '$.run_id') = ?"
        key = "thread_id, checkpoint_ns, checkpoint_id"
        runs = [(str(run_id),) for run_id in run_ids]

        def forget() -> None:
            with self.cursor() as cursor:
                cursor.executemany(
                    f"DELETE FROM writes WHERE ({key}) IN (SELECT {key} {left})", runs
                )
                cursor.executemany(f"DELETE {left}", runs)

        await self._there(forget)

    async def aclose(self) -> None:
        """Close the file once what was asked is done."""
        await self._there(self.conn.close)
        self._thread.shutdown()


@asynccontextmanager
async def conversations() -> AsyncIterator[Conversations]:
    """Open what the server keeps its conversations in, and forget old ones meanwhile.

    Raises:
        sqlite3.Error: the file is no database, or cannot be written.
    """
    from langgraph_api.serde import Serializer  # what the server reads and writes with

    async with opened(Serializer()) as saver:
        list_threads(await saver.owners(), datetime.now(UTC))
        idle_days = Settings().server.forget_after_days
        task = asyncio.create_task(forgetting(saver, idle_days))
        try:
            yield saver
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


@asynccontextmanager
async def opened(serde: SerializerProtocol | None = None) -> AsyncIterator[Conversations]:
    """Open the file in the folder where the process stands."""
    # What follows the first call to it is the saver's thread's alone.
    connection = await asyncio.to_thread(sqlite3.connect, FILE, check_same_thread=False)
    saver = Conversations(connection, serde=serde)
    try:
        await saver.open()
        await adopt([Path(PICKLES.format(number)) for number in (1, 2, 3)], saver)
        yield saver
    finally:
        await saver.aclose()


async def adopt(pickles: Sequence[Path], saver: Conversations) -> None:
    """Take over the last states of conversations that a version before kept as pickles."""
    if not pickles[0].exists():
        return
    before = InMemorySaver(serde=saver.serde)
    held: tuple[dict[Any, Any], ...] = (before.storage, before.writes, before.blobs)
    try:
        read = await asyncio.to_thread(lambda: [pickle.loads(p.read_bytes()) for p in pickles])
        for kept, found in zip(held, read, strict=True):
            kept.update(found)
    except Exception:  # cut by a kill, or of classes that are no more: the server starts without
        _log.exception("the conversations of a version before cannot be read: left in %s",
                       pickles[0].parent)  # fmt: skip
        return
    lost = 0
    for thread_id in list(before.storage):
        try:
            await copy_last(before, saver, thread_id)
        except Exception:  # one that is broken keeps no other
            lost += 1
            _log.exception("the conversation %s of a version before cannot be read", thread_id)
    if lost:
        _log.error("%d conversations are left in %s", lost, pickles[0].parent)
        return
    if before.storage:  # the server writes its own checkpointer's, of nothing, when it stops
        _log.warning("%d conversations of a version before taken over", len(before.storage))
    for pickled in pickles:
        pickled.unlink()


async def copy_last(
    source: BaseCheckpointSaver[str], target: BaseCheckpointSaver[str], thread_id: str
) -> None:
    """Copy the last state of a thread, with what waits there, from one saver to another."""
    found = await source.aget_tuple({"configurable": {"thread_id": thread_id}})
    if found is None:
        return
    versions = found.checkpoint["channel_versions"]
    there: RunnableConfig = {"configurable": {"thread_id": thread_id, "checkpoint_ns": ""}}
    config = await target.aput(there, found.checkpoint, found.metadata, versions)
    for task_id, channel, value in found.pending_writes or ():
        await target.aput_writes(config, [(channel, value)], task_id)
