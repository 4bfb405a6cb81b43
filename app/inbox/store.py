"""The handoffs, in a database of their own: SQLite beside the index, or the store's PostgreSQL.

A row is written through before the shopper is told that a person comes. The first answer to it
is the answer.
"""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Float,
    MetaData,
    RowMapping,
    String,
    Table,
    Text,
    create_engine,
    delete,
    insert,
    select,
    update,
)  # fmt: skip
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from app.inbox.errors import InboxUnavailable
from app.settings import Settings
from graph.ports import Handoff

T = TypeVar("T")

CLAIM_S = 120.0
"""An operator who has not delivered by then is taken for gone; longer than any delivery."""

_METADATA = MetaData()
_TABLE = Table(
    "dona_handoffs",
    _METADATA,
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
_CLAIMS = Table(
    "dona_handoff_claims",
    _METADATA,
    Column("id", String(64), primary_key=True),
    Column("claimed_at", Float, nullable=False),
)
"""Who is being answered this moment: the row is the lock, among processes too."""


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
            _METADATA.create_all(self._engine)
        except (SQLAlchemyError, ImportError, OSError) as error:
            raise InboxUnavailable(f"cannot open the inbox: {error}") from error

    async def open(self, handoff: Handoff) -> None:
        row = vars(handoff) | {
            "conversation": json.dumps(list(handoff.conversation), ensure_ascii=False),
            "opened_at": time.time(),
        }
        await self._insert(_TABLE, row)  # there already: a run that was tried again

    async def claim(self, id: str) -> float | None:
        """Take a handoff to answer it; return what releases it, None when somebody else has it."""
        now = time.time()
        gone = (_CLAIMS.c.id == id) & (_CLAIMS.c.claimed_at < now - CLAIM_S)
        await self._run(lambda connection: connection.execute(delete(_CLAIMS).where(gone)))
        return now if await self._insert(_CLAIMS, {"id": id, "claimed_at": now}) else None

    async def release(self, id: str, claim: float) -> None:
        """Let others answer it, unless the claim ran out and somebody else has it by now."""
        mine = (_CLAIMS.c.id == id) & (_CLAIMS.c.claimed_at == claim)
        await self._run(lambda connection: connection.execute(delete(_CLAIMS).where(mine)))

    async def close(self, id: str, answer: str) -> None:
        """Note what the person answered; the first answer stays."""
        await self._set(
            (_TABLE.c.id == id) & _TABLE.c.answered_at.is_(None),
            answered_at=time.time(), answer=answer,
        )  # fmt: skip

    async def notified(self, id: str) -> None:
        """Note that the webhook took it."""
        await self._set(_TABLE.c.id == id, notified_at=time.time())

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

    async def _insert(self, table: Table, row: dict[str, object]) -> bool:
        def write(connection: Connection) -> bool:
            try:
                connection.execute(insert(table).values(row))
            except IntegrityError:
                return False
            return True

        return await self._run(write)

    async def _set(self, rows: ColumnElement[bool], **values: float | str) -> None:
        write = update(_TABLE).where(rows).values(values)
        await self._run(lambda connection: connection.execute(write))

    async def _read(self, *conditions: ColumnElement[bool]) -> list[Kept]:
        query = select(_TABLE).where(*conditions).order_by(_TABLE.c.opened_at)
        return await self._run(
            lambda connection: [_kept(row) for row in connection.execute(query).mappings()]
        )

    async def _run(self, work: Callable[[Connection], T]) -> T:
        """Run one transaction off the event loop.

        Raises:
            InboxUnavailable: the database cannot be read or written.
        """

        def transaction() -> T:
            try:
                with self._engine.begin() as connection:
                    return work(connection)
            except SQLAlchemyError as error:
                raise InboxUnavailable(f"cannot use the inbox: {error}") from error

        return await asyncio.to_thread(transaction)


def _kept(row: RowMapping) -> Kept:
    handoff = Handoff(
        id=row["id"],
        thread_id=row["thread_id"],
        owner=row["owner"],
        question=row["question"],
        conversation=[(role, text) for role, text in json.loads(row["conversation"])],
    )
    return Kept(handoff, row["opened_at"], row["answered_at"], row["answer"])
