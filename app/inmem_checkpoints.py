"""The conversations of the in-memory LangGraph server, on disk: only what goes on is in memory.

Its own checkpointer keeps every state that every conversation ever had in memory, and writes all of
them again every ten seconds. This one is SQLite's, in the server's folder; what a turn has written
survives a kill -9.
"""

import asyncio
import logging
import pickle
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import aiosqlite
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
)
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from app.access.handlers import OWNER
from app.inmem_forgetting import forgetting, list_threads
from app.inmem_logs import look_at_levels_first
from app.settings import Settings

FILE = "conversations.db"
PICKLES = ".langgraph_api/.langgraph_checkpoint.{}.pckl"
"""Where versions before kept them: storage, writes and blobs of an `InMemorySaver`, 1 to 3."""

_log = logging.getLogger("dona.server")


class Conversations(AsyncSqliteSaver):
    """SQLite's saver, with what the server asks of one beyond the common."""

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Keep a state, and whose it is: a change of the state by the store does not say."""
        if OWNER not in metadata:
            before = await self.aget_tuple(config)
            if before and (owner := before.metadata.get(OWNER)):
                metadata = cast(CheckpointMetadata, {**metadata, OWNER: owner})
        return await super().aput(config, checkpoint, metadata, new_versions)

    async def owners(self) -> dict[str, str | None]:
        """Return whose each thread is, by its last state."""
        found = await self.conn.execute_fetchall(
            f"SELECT thread_id, json_extract(CAST(metadata AS TEXT), '$.{OWNER}'), "
            "max(checkpoint_id) FROM checkpoints GROUP BY thread_id"
        )
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
        async with self.lock:
            for table in ("writes", "checkpoints"):
                await self.conn.executemany(
                    f"DELETE FROM {table} WHERE thread_id = ? AND {last.format(table)}", threads
                )
            await self.conn.commit()

    async def adelete_for_runs(self, run_ids: Iterable[str]) -> None:
        """Forget the states that runs left, when they are rolled back."""
        left = "FROM checkpoints WHERE json_extract(CAST(metadata AS TEXT), '$.run_id') = ?"
        key = "thread_id, checkpoint_ns, checkpoint_id"
        runs = [(str(run_id),) for run_id in run_ids]
        async with self.lock:
            await self.conn.executemany(
                f"DELETE FROM writes WHERE ({key}) IN (SELECT {key} {left})", runs
            )
            await self.conn.executemany(f"DELETE {left}", runs)
            await self.conn.commit()


@asynccontextmanager
async def conversations() -> AsyncIterator[Conversations]:
    """Open what the server keeps its conversations in, and forget old ones meanwhile.

    Raises:
        sqlite3.Error: the file is no database, or cannot be written.
    """
    from langgraph_api.serde import Serializer  # what the server reads and writes with

    look_at_levels_first()  # the first of ours that the server calls, its logging set up
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
    async with aiosqlite.connect(FILE) as connection:
        saver = Conversations(connection, serde=serde)
        await saver.setup()
        # In WAL mode this loses nothing to a kill, and the last turns to a power cut.
        await connection.execute("PRAGMA synchronous=NORMAL")
        await adopt([Path(PICKLES.format(number)) for number in (1, 2, 3)], saver)
        yield saver


async def adopt(pickles: Sequence[Path], saver: AsyncSqliteSaver) -> None:
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
