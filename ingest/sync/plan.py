"""What must change so that the index equals the source, and nothing more."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from ingest.errors import PlanRefused
from ingest.index.payload import OFFER_FIELDS, passage_payload, product_of, product_payload
from ingest.index.port import Kind, Payload
from ingest.index.text import TEMPLATE_VERSION, passage_text, product_text
from ingest.product import Passage, Product

MASS_DELETE_SHARE = 0.2
"""Deleting more than this share of the index needs to be asked for."""


PLANNED = ("kind", "id", "embedding_fp", "payload_fp", "offer_fp", *OFFER_FIELDS)
"""What planning needs of a payload."""


@dataclass(frozen=True)
class Entry:
    """Something to be in the index: its payload with fingerprints, and the text to embed."""

    payload: Payload
    text: str

    @property
    def key(self) -> tuple[Kind, str]:
        return self.payload["kind"], self.payload["id"]

    @property
    def offer(self) -> Payload:
        """The part of the payload that holds price and stock, with what finds the point.

        Without nulls: merged into a payload, they would remove their fields.
        """
        names = ("kind", "id", "offer_fp", *OFFER_FIELDS)
        return {name: v for name in names if (v := self.payload[name]) is not None}

    @property
    def words(self) -> str:
        """What BM25 indexes: the embedded text and the product's codes."""
        return " ".join([self.text, *self.payload.get("codes", [])])


@dataclass
class Plan:
    """The work, by kind of work. `stale` are rows older than what the index holds."""

    embed: list[Entry] = field(default_factory=list)
    offers: list[Entry] = field(default_factory=list)
    """Only price or stock changed."""
    payload_only: list[Entry] = field(default_factory=list)
    delete: list[tuple[Kind, str]] = field(default_factory=list)
    unchanged: int = 0
    stale: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.embed or self.offers or self.payload_only or self.delete)


def entry(item: Product | Passage, encoder: str) -> Entry:
    """Lay an item out with three fingerprints: of what is embedded, of its offer, of the rest.

    The embedding's depends on text, model and template only; none depends on `updated_at`.
    """
    is_product = isinstance(item, Product)
    text = product_text(item) if is_product else passage_text(item)  # type: ignore[arg-type]
    payload = product_payload(item) if is_product else passage_payload(item)  # type: ignore[arg-type]
    offer = {name: payload.get(name) for name in OFFER_FIELDS if name != "updated_at"}
    rest = {name: value for name, value in payload.items() if name not in OFFER_FIELDS}
    payload["offer_fp"] = _digest(_canonical(offer))
    payload["payload_fp"] = _digest(_canonical(rest))
    payload["embedding_fp"] = _digest(f"{encoder} {TEMPLATE_VERSION} {text}".encode())
    return Entry(payload, text)


def item_of(payload: Payload) -> Product | Passage:
    """Return what `entry` laid out as this payload."""
    return product_of(payload) if payload["kind"] == "product" else Passage.model_validate(payload)


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
        elif held.get("offer_fp") != item.payload["offer_fp"]:
            mergeable = _nulls(held) == _nulls(item.payload)
            (plan.offers if mergeable else plan.payload_only).append(item)
        else:
            plan.unchanged += 1
    plan.delete = [] if partial else [key for key in existing if key not in keys]
    return plan


def guard(plan: Plan, existing: int, wanted: int, rejected: int) -> None:
    """Refuse a plan that would empty the index or much of it.

    Raises:
        PlanRefused: the source is empty, or more than `MASS_DELETE_SHARE` would go.
    """
    if wanted == 0:
        why = (
            f"all {rejected} rows of the source were rejected"
            if rejected
            else "the source is empty"
        )
        remedy = "are its columns others? see --mapping; " if rejected else ""
        raise PlanRefused(f"{why}: nothing was changed ({remedy}--allow-mass-delete insists)")
    if existing and len(plan.delete) > MASS_DELETE_SHARE * existing:
        raise PlanRefused(
            f"{len(plan.delete)} of {existing} would be deleted: nothing was changed "
            "(--allow-mass-delete insists; another store wants its own DONA_INDEX__PATH)"
        )


def _nulls(payload: Mapping[str, Any]) -> list[str]:
    return [name for name in OFFER_FIELDS if payload.get(name) is None]


def _is_older(new: str | None, held: str | None) -> bool:
    return bool(new and held) and datetime.fromisoformat(str(new)) < datetime.fromisoformat(
        str(held)
    )


def _canonical(payload: Payload) -> bytes:
    return orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=12).hexdigest()
