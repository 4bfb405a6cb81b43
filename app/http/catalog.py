"""Live catalog updates: a store's system posts what changed, and it is served at once.

Who may post is in `app/access/paths.py`.
"""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException, Query
from pydantic import BaseModel, Field

from app.runtime import shared_runtime
from ingest.errors import IndexFailure
from ingest.sync.journal import Journal
from ingest.sync.live import KeyReused, apply_live

MAX_ITEMS = 1000
"""Of one request: more is a job for `dona ingest`."""

router = APIRouter(prefix="/catalog")


class Changes(BaseModel):
    """Products whole, or only what changes: `PATCHED` of `ingest/sync/live.py`."""

    products: list[dict[str, Any]] = Field(max_length=MAX_ITEMS, min_length=1)


@router.post("/products")
async def upsert_products(
    changes: Changes, idempotency_key: Annotated[str, Header(max_length=200)] = ""
) -> dict[str, Any]:
    """Insert, replace or patch products; the same key twice changes nothing the second time."""
    return await _apply(changes.products, [], idempotency_key)


@router.delete("/products")
async def delete_products(
    id: Annotated[list[str], Query(min_length=1, max_length=MAX_ITEMS)],
    idempotency_key: Annotated[str, Header(max_length=200)] = "",
) -> dict[str, Any]:
    """Delete products by id."""
    return await _apply([], id, idempotency_key)


@lru_cache(maxsize=1)
def _journal(index: Path) -> Journal:
    """Return the process's one journal: it remembers the keys that it has read."""
    return Journal(index)


async def _apply(items: list[dict[str, Any]], deletions: list[str], key: str) -> dict[str, Any]:
    runtime = await shared_runtime()
    journal = _journal(runtime.settings.index.path)
    try:
        return await apply_live(
            items, deletions, runtime.index.writable, runtime.embedder, journal, key=key
        )
    except KeyReused as error:
        raise HTTPException(422, str(error)) from error
    except IndexFailure as error:
        raise HTTPException(503, str(error)) from error
