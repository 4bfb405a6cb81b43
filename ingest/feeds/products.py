"""Rows of a feed → products, and the rows that are none, with the reason."""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from ingest.errors import SourceError
from ingest.feeds.rows import Row
from ingest.product import Passage, Product

MAX_DESCRIPTION = 20_000
_TAG = re.compile(r"<[^<>]{1,500}>")
_TEXTS = ("title", "description", "brand", "product_type", "color", "size", "material")
_AVAILABILITY = {"in stock": "in_stock", "out of stock": "out_of_stock", "preorder": "preorder",
                 "backorder": "backorder", "true": "in_stock", "false": "out_of_stock",
                 "disponible": "in_stock", "agotado": "out_of_stock", "sin stock": "out_of_stock",
                 "en stock": "in_stock"}  # fmt: skip


@dataclass(frozen=True)
class Rejected:
    """A row that is no product: its number (1 = the first), the field, and what is wrong."""

    row: int
    field: str
    reason: str


@dataclass(frozen=True)
class Mapping:
    """How a feed's columns become product fields: a column's name, or a `{template}` of several."""

    fields: dict[str, str]
    attributes: dict[str, str]
    defaults: dict[str, Any]

    def apply(self, row: Row) -> Row:
        """Rename the columns of a row; without a mapping the row is Merchant's already."""
        if not self.fields:
            return row
        mapped = dict(self.defaults)
        mapped |= {
            n: v for n, rule in self.fields.items() if (v := _value(rule, row)) not in (None, "")
        }
        named = {
            n: v
            for n, rule in self.attributes.items()
            if (v := _value(rule, row)) not in (None, "")
        }
        return mapped | ({"attributes": named} if named else {})


def read_mapping(path: Path | None) -> Mapping:
    """Read a mapping file: `fields`, `attributes` and `defaults`.

    Raises:
        SourceError: the file is missing or is not such a mapping.
    """
    if path is None:
        return Mapping({}, {}, {})
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Mapping(dict(loaded["fields"]), dict(loaded.get("attributes") or {}),
                       dict(loaded.get("defaults") or {}))  # fmt: skip
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise SourceError(f"{path} is not a mapping: {error}") from error


def read_products(rows: Iterable[Row], mapping: Mapping) -> Iterator[Product | Rejected]:
    """Turn rows into products, in order; a repeated id is rejected, the first one stands."""
    seen: set[str] = set()
    for number, raw in enumerate(rows, 1):
        if "" in raw:
            yield Rejected(number, "", str(raw[""]))
            continue
        try:
            product = Product.model_validate(clean(mapping.apply(raw)))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(map(str, first["loc"])) or "product"
            yield Rejected(number, field, first["msg"].removeprefix("Value error, "))
            continue
        if product.id in seen:
            yield Rejected(number, "id", f"{product.id} was already read")
            continue
        seen.add(product.id)
        yield product


def stamped(
    items: Iterable[Product | Passage | Rejected], version: datetime
) -> Iterator[Product | Passage | Rejected]:
    """Give the source's own date to products that have none: an older file then loses."""
    for item in items:
        undated = isinstance(item, Product) and item.updated_at is None
        yield item.model_copy(update={"updated_at": version}) if undated else item  # type: ignore[union-attr]


def _value(rule: str, row: Row) -> Any:
    if "{" not in rule:
        return row.get(rule)
    text = re.sub(r"\{(\w+)\}", lambda m: str(row.get(m.group(1), "")), rule)
    return (
        " > ".join(p for part in text.split(">") if (p := part.strip()))
        if ">" in rule
        else text.strip()
    )


def clean(row: Row) -> Row:
    """Strip HTML and white space from texts, spell availability as Merchant's schema does.

    Letters are composed: some feeds write ñ as n and a tilde, which no search for ñ finds.
    """
    cleaned = {key: value for key, value in row.items() if value is not None}
    for name in _TEXTS:
        if isinstance(cleaned.get(name), str):
            plain = html.unescape(_TAG.sub(" ", cleaned[name][: 4 * MAX_DESCRIPTION]))
            cleaned[name] = unicodedata.normalize("NFC", " ".join(plain.split()))
    if isinstance(cleaned.get("description"), str):
        cleaned["description"] = cleaned["description"][:MAX_DESCRIPTION]
    if "availability" in cleaned:
        told = str(cleaned["availability"]).strip().lower().replace("_", " ")
        cleaned["availability"] = _AVAILABILITY.get(told, cleaned["availability"])
    if cleaned.get("quantity") == 0:
        cleaned.setdefault("availability", "out_of_stock")
    return cleaned
