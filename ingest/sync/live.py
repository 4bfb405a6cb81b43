"""Live updates: a batch of upserts, patches or deletions, planned and applied in place."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from ingest.encoder.embedder import Embedder
from ingest.errors import IngestError
from ingest.feeds.products import clean, why
from ingest.index.payload import product_of
from ingest.index.port import Kind, Payload, Point, WritableIndex
from ingest.product import Product
from ingest.sync.journal import Batch, Journal
from ingest.sync.plan import Entry, Held, entry, held_of, make_plan

PATCHED = frozenset(
    {"id", "price", "sale_price", "sale_price_effective_date", "availability", "quantity",
     "updated_at"}
)  # fmt: skip
"""An item with these fields only changes an existing product; any other field makes it a whole."""


class KeyReused(IngestError):
    """An idempotency key came back with another body."""


@dataclass
class LiveReport:
    """What a batch did."""

    embedded: int = 0
    payload_only: int = 0
    unchanged: int = 0
    stale: int = 0
    deleted: int = 0
    rejected: list[dict[str, str]] = field(default_factory=list)


async def apply_live(
    items: Sequence[dict[str, Any]],
    deletions: Sequence[str],
    served: Callable[[], Awaitable[WritableIndex]],
    embedder: Embedder,
    journal: Journal,
    *,
    key: str = "",
) -> dict[str, Any]:
    """Bring a batch into the served index; a repeated `key` answers what was answered before.

    `served` is asked under the journal's lock: no job switches generations meanwhile.

    Raises:
        KeyReused: the key was used for another body.
        IndexFailure: the index or the journal cannot be written; nothing was acknowledged.
    """
    body = hashlib.sha256(json.dumps([list(items), list(deletions)]).encode()).hexdigest()
    with ExitStack() as stack:
        await asyncio.to_thread(stack.enter_context, journal.exclusive())
        if key and (done := await asyncio.to_thread(journal.find, key)):
            if done.body != body:
                raise KeyReused(f"the key {key} was used for another request")
            return done.report
        index = await served()
        report = LiveReport()
        ids = [str(item.get("id", "")) for item in items]
        held = {payload["id"]: payload for payload in await index.get("product", ids)}
        wanted = _entries(items, held, embedder, report)
        known: dict[tuple[Kind, str], Held] = {
            ("product", id_): held_of(p) for id_, p in held.items()
        }
        plan = make_plan(wanted, known, partial=True)
        texts = [e.text for e in plan.embed]
        points = []
        if texts:
            vectors = await asyncio.to_thread(embedder.embed_passages, texts)
            points = [
                Point(e.payload, v, e.words) for e, v in zip(plan.embed, vectors, strict=True)
            ]
        present = [p["id"] for p in await index.get("product", list(deletions))]
        if points:
            await index.ensure_number_keys({k for p in points for k in p.payload["num"]})
            await index.upsert(points)
        offers = [e.payload for e in plan.offers]
        if offers:
            await index.merge_payload(offers)
        if plan.payload_only:
            await index.set_payload([e.payload for e in plan.payload_only])
        if present:
            await index.delete("product", present)
        report.embedded = len(points)
        report.payload_only = len(offers) + len(plan.payload_only)
        report.unchanged, report.stale = plan.unchanged, plan.stale
        report.deleted = len(present)
        told = asdict(report)
        batch = Batch(
            key, body, embedder.fingerprint,
            [(p.payload, p.text, p.dense.tolist()) for p in points],
            [e.payload for e in plan.payload_only], offers, present, told,
        )  # fmt: skip
        await asyncio.to_thread(journal.append, batch)
        return told


def _entries(
    items: Sequence[dict[str, Any]], held: dict[str, Payload], embedder: Embedder,
    report: LiveReport,
) -> list[Entry]:  # fmt: skip
    """Complete the patches from what is held, and validate; bad items are reported."""
    entries = []
    for item in items:
        id_ = str(item.get("id", ""))
        changed = {"updated_at": datetime.now(UTC).isoformat(), **item}
        if item.keys() <= PATCHED:
            if id_ not in held:
                report.rejected.append({"id": id_, "field": "id", "reason": "no such product"})
                continue
            changed = {**_patched(product_of(held[id_]), changed), **changed}
        try:
            entries.append(entry(Product.model_validate(clean(changed)), embedder.fingerprint))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"])) or "product"
            reason = first["msg"]
            if first["type"] == "missing" and (beyond := sorted(item.keys() - PATCHED)):
                reason += f": with {', '.join(beyond)} it is a whole product, no patch"
            report.rejected.append({"id": id_, "field": where, "reason": why(reason)})
    return entries


def _patched(product: Product, patch: dict[str, Any]) -> dict[str, Any]:
    """Return what a patch leaves of what is held.

    Units that arrive where none was left are for sale; a sale price without dates holds at once.
    """
    held = product.model_dump()
    if "sale_price" in patch:
        held["sale_price_effective_date"] = ""
    if product.quantity == 0 and product.availability == "out_of_stock" and patch.get("quantity"):
        held["availability"] = "in_stock"
    return held
