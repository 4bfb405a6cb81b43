"""API keys: shown once, kept as hashes in a file.

A key is `dona_<id>_<secret>`, its secret 256 random bits. SHA-256 is what it needs: slow hashes
(scrypt, argon2) protect words that people choose, which can be guessed; nobody guesses 256 bits,
and a slow hash would let every wrong key cost the server tens of milliseconds.
"""

import asyncio
import hashlib
import hmac
import json
import os
import secrets
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from app.access.caller import Scope
from app.access.errors import AccessUnavailable
from app.settings import Settings
from ingest.sync.lock import exclusive

PREFIX = "dona_"
REREAD_S = 1.0
"""How long a running server may not notice a revocation."""


class ApiKey(BaseModel):
    """What is kept of a key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    scopes: tuple[Scope, ...]
    sha256: str
    """Of the whole key, hexadecimal."""
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def valid(self) -> bool:
        """Say whether it is neither revoked nor expired."""
        now = datetime.now(UTC)
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    keys: list[ApiKey] = []


def keys_path(settings: Settings) -> Path:
    """Return the keys file that the settings name: by default the index's name and `.keys.json`."""
    index = settings.index.path
    return settings.access.keys or index.with_name(f"{index.name}.keys.json")


class KeyFile:
    """The keys on disk; safe among processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = path.with_name(f"{path.name}.lock")
        self._known: dict[str, ApiKey] = {}
        self._read_at = float("-inf")
        self._reading = asyncio.Lock()

    def all(self) -> list[ApiKey]:
        """Read every key, revoked ones too; a missing file holds none.

        Raises:
            AccessUnavailable: the file cannot be read or is not ours.
        """
        try:
            return _File.model_validate_json(self._path.read_bytes()).keys
        except FileNotFoundError:
            return []
        except OSError as error:
            raise AccessUnavailable(f"cannot read {self._path}: {error.strerror}") from error
        except ValidationError as error:
            raise AccessUnavailable(f"{self._path} is not a keys file: {error}") from error

    def create(
        self, name: str, scopes: tuple[Scope, ...], *, lasts: timedelta | None = None
    ) -> tuple[str, ApiKey]:
        """Add a key; return it, for the only time, and what is kept of it.

        Raises:
            AccessUnavailable: the file cannot be read.
            IndexFailure: its lock cannot be created.
            OSError: it cannot be written.
        """
        now = datetime.now(UTC)
        id_ = secrets.token_hex(4)
        text = f"{PREFIX}{id_}_{secrets.token_urlsafe(32)}"
        key = ApiKey(
            id=id_, name=name, scopes=scopes, sha256=_digest(text), created_at=now,
            expires_at=None if lasts is None else now + lasts,
        )  # fmt: skip
        self._change(lambda keys: [*keys, key])
        return text, key

    def revoke(self, id_: str) -> bool:
        """Revoke a key; return whether there was one to revoke.

        Raises:
            AccessUnavailable: the file cannot be read.
            OSError: it cannot be written.
        """
        found = False

        def revoked(keys: list[ApiKey]) -> list[ApiKey]:
            nonlocal found
            now = {"revoked_at": datetime.now(UTC)}
            targets = [key for key in keys if key.id == id_ and key.revoked_at is None]
            found = bool(targets)
            return [key.model_copy(update=now) if key in targets else key for key in keys]

        self._change(revoked)
        return found

    async def find(self, text: str) -> ApiKey | None:
        """Return the valid key that the text is, from a file read at most `REREAD_S` ago.

        An id that is not known is looked for in the file at once: a new key works when it is made.

        Raises:
            AccessUnavailable: the file cannot be read.
        """
        id_ = text.removeprefix(PREFIX).partition("_")[0]
        async with self._reading:
            if id_ not in self._known or time.monotonic() - self._read_at > REREAD_S:
                keys = await asyncio.to_thread(self.all)
                self._known = {key.id: key for key in keys}
                self._read_at = time.monotonic()
        key = self._known.get(id_)
        if key is None or not hmac.compare_digest(key.sha256, _digest(text)):
            return None
        return key if key.valid else None

    def _change(self, change: Callable[[list[ApiKey]], list[ApiKey]]) -> None:
        with exclusive(self._lock, wait=True):
            keys = [key.model_dump(mode="json") for key in change(self.all())]
            # mkstemp's files are readable by their owner alone.
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=self._path.name)
            with os.fdopen(handle, "w") as file:
                json.dump({"keys": keys}, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._path)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
