"""What must change so that the index equals the source, and nothing more."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ingest.errors import PlanRefused
from ingest.index.payload import passage_payload, product_payload
from ingest.index.port import Kind, Payload
from ingest.index.text import TEMPLATE_VERSION, passage_text, product_text
from ingest.product import Passage, Product

MASS_DELETE_SHARE = 0.2
"""Deleting more than this share of the index needs to be asked for."""


@dataclass(frozen=True)
class Entry:
    """Something to be in the index: its payload with fingerprints, and the text to embed."""

    payload: Payload
    text: str

    @property
    def key(self) -> tuple[Kind, str]:
        return self.payload["kind"], self.payload["id"]

    @property
    def words(self) -> str:
        """What BM25 indexes: the embedded text and the product's codes."""
        return " ".join([self.text, *self.payload.get("codes", [])])


@dataclass
class Plan:
    """The work, by kind of work. `stale` are rows older than what the index holds."""

    embed: list[Entry] = field(default_factory=list)
    payload_only: list[Entry] = field(default_factory=list)
    delete: list[tuple[Kind, str]] = field(default_factory=list)
    unchanged: int = 0
    stale: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.embed or self.payload_only or self.delete)


def entry(item: Product | Passage, encoder: str) -> Entry:
    """Lay an item out; the embedding's fingerprint depends on text, model and template only."""
    is_product = isinstance(item, Product)
    text = product_text(item) if is_product else passage_text(item)  # type: ignore[arg-type]
    payload = product_payload(item) if is_product else passage_payload(item)  # type: ignore[arg-type]
    payload["payload_fp"] = _digest(
        json.dumps({**payload, "updated_at": None}, sort_keys=True, default=str)
    )
    payload["embedding_fp"] = _digest(f"{encoder} {TEMPLATE_VERSION} {text}")
    return Entry(payload, text)


def make_plan(
    wanted: Sequence[Entry],
    existing: Mapping[tuple[Kind, str], Mapping[str, Any]],
    *,
    partial: bool = False,
) -> Plan:
    """Compare what should be with the fingerprints of what is.

    A `partial` source says nothing of what it does not name: nothing is deleted.
    """
    plan = Plan()
    keys = set()
    for item in wanted:
        keys.add(item.key)
        held = existing.get(item.key)
        if held is None:
            plan.embed.append(item)
        elif _is_older(item.payload.get("updated_at"), held.get("updated_at")):
            plan.stale += 1
        elif held["embedding_fp"] != item.payload["embedding_fp"]:
            plan.embed.append(item)
        elif held["payload_fp"] != item.payload["payload_fp"]:
            plan.payload_only.append(item)
        else:
            plan.unchanged += 1
    plan.delete = [] if partial else [key for key in existing if key not in keys]
    return plan


def guard(plan: Plan, existing: int, wanted: int) -> None:
    """Refuse a plan that would empty the index or much of it.

    Raises:
        PlanRefused: the source is empty, or more than `MASS_DELETE_SHARE` would go.
    """
    if wanted == 0:
        raise PlanRefused("the source is empty: nothing was changed (--allow-mass-delete insists)")
    if existing and len(plan.delete) > MASS_DELETE_SHARE * existing:
        raise PlanRefused(
            f"{len(plan.delete)} of {existing} would be deleted: nothing was changed "
            "(--allow-mass-delete insists)"
        )


def _is_older(new: str | None, held: str | None) -> bool:
    return bool(new and held) and datetime.fromisoformat(str(new)) < datetime.fromisoformat(
        str(held)
    )


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
