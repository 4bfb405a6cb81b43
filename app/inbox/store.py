"""The handoffs, in a database of their own: SQLite beside the index, or the store's PostgreSQL.

A row is written through before the shopper is told that a person comes.
"""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import (
    Column,
    ColumnElement,
    Engine,
    Float,
    MetaData,
    RowMapping,
    String,
    Table,
    Text,
    create_engine,
    insert,
    select,
    update,
)  # fmt: skip
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from app.inbox.errors import InboxUnavailable
from app.settings import Settings
from graph.ports import Handoff

_TABLE = Table(
    "dona_handoffs",
    MetaData(),
    Column("id", String(64), primary_key=True),
    Column("thread_id", String(64), nullable=False),
    Column("owner", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("conversation", Text, nullable=False),
    Column("opened_at", Float, nullable=False, index=True),
    Column("notified_at", Float),
    Column("answered_at", Float, index=True),
    Column("answer", Text),
)


@dataclass(frozen=True)
class Kept:
    """A handoff as it is kept."""

    handoff: Handoff
    opened_at: float
    """Unix time, seconds; so is `answered_at`."""
    answered_at: float | None
    answer: str | None


def inbox_url(settings: Settings) -> str:
    """Return the SQLAlchemy URL of the database: the setting's, or a file beside the index."""
    index = settings.index.path
    return settings.handoff.database or f"sqlite:///{index.with_name(f'{index.name}.inbox.db')}"


class InboxStore:
    """The `Inbox` of the graph, and what operators and the webhook read."""

    def __init__(self, url: str) -> None:
        """Open the database and create the table when it is missing; blocking.

        Raises:
            InboxUnavailable: it cannot be opened, or its driver is not installed.
        """
        try:
            if url.startswith("sqlite:///"):
                Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
            self._engine: Engine = create_engine(url, pool_pre_ping=True)
            _TABLE.metadata.create_all(self._engine)
        except (SQLAlchemyError, ImportError, OSError) as error:
            raise InboxUnavailable(f"cannot open the inbox: {error}") from error

    async def open(self, handoff: Handoff) -> None:
        await asyncio.to_thread(self._insert, handoff)

    def _insert(self, handoff: Handoff) -> None:
        row = vars(handoff) | {
            "conversation": json.dumps(list(handoff.conversation), ensure_ascii=False),
            "opened_at": time.time(),
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(_TABLE).values(row))
        except IntegrityError:
            return  # a run that was tried again
        except SQLAlchemyError as error:
            raise InboxUnavailable(f"cannot write the inbox: {error}") from error

    async def close(self, id: str, answer: str) -> None:
        await self._set(id, answered_at=time.time(), answer=answer)

    async def notified(self, id: str) -> None:
        """Note that the webhook took it."""
        await self._set(id, notified_at=time.time())

    async def _set(self, id_: str, **values: float | str) -> None:
        def write() -> None:
            with self._engine.begin() as connection:
                connection.execute(update(_TABLE).where(_TABLE.c.id == id_).values(values))

        await asyncio.to_thread(write)

    async def find(self, id: str) -> Kept | None:
        found = await self._read(_TABLE.c.id == id)
        return found[0] if found else None

    async def waiting(self) -> Sequence[Kept]:
        """Return those that nobody answered, the oldest first."""
        return await self._read(_TABLE.c.answered_at.is_(None))

    async def everything(self) -> Sequence[Kept]:
        return await self._read()

    async def to_notify(self) -> Sequence[Kept]:
        """Return those that nobody answered and the webhook has not taken."""
        return await self._read(_TABLE.c.answered_at.is_(None), _TABLE.c.notified_at.is_(None))

    async def _read(self, *conditions: ColumnElement[bool]) -> list[Kept]:
        def read() -> list[Kept]:
            query = select(_TABLE).where(*conditions).order_by(_TABLE.c.opened_at)
            with self._engine.connect() as connection:
                return [_kept(row) for row in connection.execute(query).mappings()]

        return await asyncio.to_thread(read)


def _kept(row: RowMapping) -> Kept:
    handoff = Handoff(
        id=row["id"],
        thread_id=row["thread_id"],
        owner=row["owner"],
        question=row["question"],
        conversation=[(role, text) for role, text in json.loads(row["conversation"])],
    )
    return Kept(handoff, row["opened_at"], row["answered_at"], row["answer"])
