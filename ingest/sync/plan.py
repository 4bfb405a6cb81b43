"""What must change so that the index equals the source, and nothing more."""

import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol

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
        return {name: v for name in names if (v := self.payload.get(name)) is not None}

    @property
    def words(self) -> str:
        """What BM25 indexes: the embedded text and the product's codes."""
        return " ".join([self.text, *self.payload.get("codes", [])])


class Entries(Protocol):
    """Entries that wait for their turn: a list, or a `Spool` where they may be a million."""

    def append(self, entry: Entry, /) -> None: ...

    def __len__(self) -> int: ...

    def __getitem__(self, place: int, /) -> Entry: ...

    def __iter__(self) -> Iterator[Entry]: ...


class Held(NamedTuple):
    """What planning needs of a payload that is held: of a whole catalog, it stays in memory."""

    embedding_fp: str
    payload_fp: str
    offer_fp: str | None
    updated_at: str | None
    nulls: str
    """Names of the offer's fields that have no value."""


@dataclass
class Plan:
    """The work, by kind of work. `stale` are rows older than what the index holds."""

    embed: Entries = field(default_factory=list[Entry])
    offers: Entries = field(default_factory=list[Entry])
    """Only price or stock changed: their payloads hold no more."""
    payload_only: Entries = field(default_factory=list[Entry])
    delete: list[tuple[Kind, str]] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    """Characters of each text of `embed`."""
    numbers: set[str] = field(default_factory=set)
    """Numeric attributes of what is written whole."""
    unchanged: int = 0
    stale: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.embed or self.offers or self.payload_only or self.delete)

    def place(self, item: Entry, held: Held | None) -> None:
        """Put what should be where its work is, by what is held of it."""
        if held is None:
            self.add(item)
        elif _is_older(item.payload.get("updated_at"), held.updated_at):
            self.stale += 1
        elif held.embedding_fp != item.payload["embedding_fp"]:
            self.add(item)
        elif held.payload_fp != item.payload["payload_fp"]:
            self._replace(item)
        elif held.offer_fp == item.payload["offer_fp"]:
            self.unchanged += 1
        elif held.nulls == _nulls(item.payload):
            self.offers.append(Entry(item.offer, ""))
        else:  # merged, it would not take a field away
            self._replace(item)

    def add(self, item: Entry) -> None:
        """Have an entry embedded and written whole."""
        self.embed.append(item)
        self.lengths.append(len(item.text))
        self.numbers.update(item.payload.get("num") or ())

    def _replace(self, item: Entry) -> None:
        self.payload_only.append(item)
        self.numbers.update(item.payload.get("num") or ())


def entry(item: Product | Passage, encoder: str) -> Entry:
    """Lay an item out with three fingerprints: of what is embedded, of its offer, of the rest.

    The embedding's depends on text, model and template only; none depends on `updated_at`.
    """
    is_product = isinstance(item, Product)
    text = product_text(item) if is_product else passage_text(item)  # type: ignore[arg-type]
    payload = product_payload(item) if is_product else passage_payload(item)  # type: ignore[arg-type]
    offer = {name: payload.get(name) for name in OFFER_FIELDS if name != "updated_at"}
    if not offer["dated_sale"]:  # few have one: what was indexed before there were any is the same
        del offer["dated_sale"]
    rest = {name: value for name, value in payload.items() if name not in OFFER_FIELDS}
    payload["offer_fp"] = _digest(_canonical(offer))
    payload["payload_fp"] = _digest(_canonical(rest))
    payload["embedding_fp"] = _digest(f"{encoder} {TEMPLATE_VERSION} {text}".encode())
    return Entry(payload, text)


def item_of(payload: Payload) -> Product | Passage:
    """Return what `entry` laid out as this payload."""
    return product_of(payload) if payload["kind"] == "product" else Passage.model_validate(payload)


def held_of(payload: Payload) -> Held:
    """Return what planning needs of a payload, of which the fields `PLANNED` are enough."""
    return Held(
        payload["embedding_fp"], payload["payload_fp"], payload.get("offer_fp"),
        payload.get("updated_at"), _nulls(payload),
    )  # fmt: skip


def make_plan(
    wanted: Iterable[Entry],
    existing: Mapping[tuple[Kind, str], Held],
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
        plan.place(item, existing.get(item.key))
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


def _nulls(payload: Mapping[str, Any]) -> str:
    return sys.intern(" ".join(name for name in OFFER_FIELDS if payload.get(name) is None))


def _is_older(new: str | None, held: str | None) -> bool:
    return bool(new and held) and datetime.fromisoformat(str(new)) < datetime.fromisoformat(
        str(held)
    )


def _canonical(payload: Payload) -> bytes:
    return orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=12).hexdigest()
