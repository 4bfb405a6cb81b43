"""Rows of a feed → products, and the rows that are none, with the reason."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from ingest.errors import SourceError
from ingest.feeds.rows import Row
from ingest.orders import order_in, without_orders
from ingest.product import SALE_ABOVE_PRICE, Product
from ingest.text import plain

MAX_DESCRIPTION = 20_000
MAX_REASON = 300
"""Characters of why a row is rejected."""
MERCHANTS = {name: name for name in Product.model_fields}
"""The columns of a feed that bears Merchant's names, as `Mapping.fields` would write them."""
SECTIONS = ("fields", "attributes", "defaults")
"""Of a mapping file."""
_COLUMN = re.compile(r"\{([^{}]+)\}")
_TEXTS = ("title", "description", "brand", "product_type", "color", "size", "material")
_OTHER_SCHEME = re.compile(r"[\s\x00-\x1f]*(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
"""`javascript:`, `data:`, `file:`: nothing that a shopper's browser should open."""
MAX_DEPTH = 4
"""Of lists and objects in `attributes`: a list of details of texts needs three."""
_AVAILABILITY = {"in stock": "in_stock", "out of stock": "out_of_stock", "preorder": "preorder",
                 "backorder": "backorder", "true": "in_stock", "false": "out_of_stock",
                 "disponible": "in_stock", "agotado": "out_of_stock", "sin stock": "out_of_stock",
                 "en stock": "in_stock"}  # fmt: skip
_TRUTHS = {"sí": True, "si": True, "true": True, "verdadero": True,
           "no": False, "false": False, "falso": False}  # fmt: skip
"""What a cell says of an attribute that a product has or lacks: a CSV or XML has no booleans."""


@dataclass(frozen=True)
class Rejected:
    """A row that is no product: its number (1 = the first), the field, and what is wrong."""

    row: int
    field: str
    reason: str
    source: str = ""
    """Which feed, when there are several."""


class Ignored(Rejected):
    """A field of a row that is not read: the row is a product without it."""


@dataclass(frozen=True)
class Mapping:
    """How a feed's columns become product fields: a column's name, or a `{template}` of several."""

    fields: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)

    def apply(self, row: Row) -> Row:
        """Rename the columns of a row; without `fields` they have Merchant's names already."""
        if not (self.fields or self.attributes or self.defaults):
            return row
        rules = self.fields or MERCHANTS
        mapped = dict(self.defaults)
        mapped |= {n: v for n, rule in rules.items() if (v := _value(rule, row)) not in (None, "")}
        named = {
            n: v
            for n, rule in self.attributes.items()
            if (v := _value(rule, row, whole=True)) not in (None, "")
        }
        return mapped | ({"attributes": named} if named else {})

    @cached_property
    def columns(self) -> frozenset[str]:
        """The columns of a feed that this names, alone or in templates."""
        rules = (*self.fields.values(), *self.attributes.values())
        return frozenset(c for r in rules for c in (_template(r)[1::2] if "{" in r else [r]))


def read_mapping(path: Path | None) -> Mapping:
    """Read a mapping file: `fields`, `attributes` and `defaults`, each of which may be left out.

    Raises:
        SourceError: the file is missing or is not such a mapping.
    """
    if path is None:
        return Mapping()
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
        mapping = Mapping(*(dict(loaded.get(section) or {}) for section in SECTIONS))
    except OSError as error:
        raise SourceError(f"cannot read {path}: {error.strerror}") from error
    except (yaml.YAMLError, AttributeError, TypeError, ValueError) as error:
        raise SourceError(f"{path} is not a mapping: {error}") from error
    if beyond := sorted(map(str, loaded.keys() - {*SECTIONS})):
        raise SourceError(
            f"{path} has sections that a mapping lacks: {', '.join(beyond)} (it has "
            f"{', '.join(SECTIONS)})"
        )
    if not all(
        isinstance(r, str) for r in (*mapping.fields.values(), *mapping.attributes.values())
    ):
        raise SourceError(f"{path} is not a mapping: a column is a name or a template")
    if unknown := sorted({*mapping.fields, *mapping.defaults} - Product.model_fields.keys()):
        raise SourceError(f"{path} maps to fields that a product lacks: {', '.join(unknown)}")
    return mapping


def read_products(rows: Iterable[Row], mapping: Mapping) -> Iterator[Product | Rejected]:
    """Turn rows into products, in order; a repeated id is rejected, the first one stands."""
    first = FirstOnly()
    for number, row in enumerate(rows, 1):
        for item in read_row(row, mapping, number):
            yield item if isinstance(item, Rejected) else first.checked(item.id, number) or item


def read_row(
    row: Row, mapping: Mapping, number: int, source: str = ""
) -> Iterator[Product | Rejected]:
    """Yield the product that the row of this number is, or why it is none.

    A sale price above the price is told and ignored: what the shopper pays is known all the same.
    So is what a description orders whoever answers to do, with all that follows it.
    """
    if "" in row:
        yield Rejected(number, "", str(row[""]), source)
        return
    told = clean(mapping.apply(row))
    if isinstance(told.get("description"), str) and (order := order_in(told["description"])):
        told["description"] = without_orders(told["description"])
        reason = f"gives orders, and is not told from there on: «{order}»"
        yield Ignored(number, "description", reason[:MAX_REASON], source)
    try:
        yield Product.model_validate(told)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        if first["type"] == SALE_ABOVE_PRICE:
            yield Ignored(number, "sale_price", f"{first['msg']}: the price alone is told", source)
            yield Product.model_validate(told | {"sale_price": None})
            return
        where = ".".join(map(str, first["loc"])) or "product"
        yield Rejected(number, where[:MAX_REASON], why(first["msg"]), source)


def why(message: str) -> str:
    """Return a validator's message as a reason: it may quote a megabyte of price."""
    return message.removeprefix("Value error, ")[:MAX_REASON]


class FirstOnly:
    """Remembers ids, and rejects the second row of one."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def checked(self, id_: str, row: int, source: str = "") -> Rejected | None:
        if id_ in self._seen:
            return Rejected(row, "id", f"{id_} was already read", source)
        self._seen.add(id_)
        return None


def stamped(product: Product, version: datetime) -> Product:
    """Give the source's own date to a product that has none: an older file then loses."""
    return product if product.updated_at else product.model_copy(update={"updated_at": version})


@cache
def _template(rule: str) -> list[str]:
    """Cut a template into literal, column, literal, and so on."""
    return _COLUMN.split(rule)


def _value(rule: str, row: Row, *, whole: bool = False) -> Any:
    """Return what a rule makes of a row; nothing, of a template whose columns are all empty.

    A `whole` one wants every column, since half of "60 x 40 cm" would be told as a fact. A path,
    `{a} > {b}`, goes without its empty levels.
    """
    if "{" not in rule:
        return row.get(rule)
    parts = list(_template(rule))
    parts[1::2] = cells = ["" if (v := row.get(c)) is None else str(v).strip() for c in parts[1::2]]
    is_path = ">" in rule
    if cells and not (all(cells) if whole and not is_path else any(cells)):
        return None
    text = "".join(parts)
    if is_path:
        return " > ".join(p for part in text.split(">") if (p := part.strip()))
    return text.strip()


def clean(row: Row) -> Row:
    """Make texts plain, spell availability as Merchant's schema does, drop what is no web link."""
    cleaned = {key: value for key, value in row.items() if value is not None}
    for name in _TEXTS:
        if isinstance(cleaned.get(name), str):
            cleaned[name] = plain(cleaned[name][: 4 * MAX_DESCRIPTION])
    if "attributes" in cleaned:
        cleaned["attributes"] = _as_told(_plain_all(cleaned["attributes"]))
    for name in ("link", "image_link"):
        if _OTHER_SCHEME.match(str(cleaned.get(name, ""))):
            del cleaned[name]
    if isinstance(cleaned.get("description"), str):
        cleaned["description"] = cleaned["description"][:MAX_DESCRIPTION]
    if "availability" in cleaned:
        told = str(cleaned["availability"]).strip().lower().replace("_", " ")
        cleaned["availability"] = _AVAILABILITY.get(told, cleaned["availability"])
    return cleaned


def _plain_all(value: Any, depth: int = 0) -> Any:
    if isinstance(value, str):
        return plain(value[:MAX_DESCRIPTION])
    if depth == MAX_DEPTH:
        return value
    if isinstance(value, list):
        return [_plain_all(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {
            plain(k) if isinstance(k, str) else k: _plain_all(v, depth + 1)
            for k, v in value.items()
        }
    return value


def _as_told(attributes: Any) -> Any:
    """Read what says yes or no as a boolean, and columns' names as words: `apta_mascotas`.

    Of an object, or of Merchant's list.
    """
    if isinstance(attributes, dict):
        return {_words(name): _boolean(value) for name, value in attributes.items()}
    if isinstance(attributes, list):
        return [
            {
                key: _words(told)
                if key == "name"
                else told
                if detail.get("unit")
                else _boolean(told)
                for key, told in detail.items()
            }
            if isinstance(detail, dict)
            else detail
            for detail in attributes
        ]
    return attributes


def _words(name: Any) -> Any:
    return name.replace("_", " ").strip() if isinstance(name, str) else name


def _boolean(value: Any) -> Any:
    return _TRUTHS.get(value.lower(), value) if isinstance(value, str) else value
