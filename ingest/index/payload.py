"""The layout of a point's payload: the product as it is shown, and keys that filters use.

    kind, id, title, description, brand, product_type, link, image_link, gtin, mpn,
    item_group_id, color, size, material, attributes, availability, quantity, updated_at   shown
    price_cents, sale_price_cents (or null), current_cents, currency                       shown
    dated_sale: {cents, dates} of a sale that begins or ends (or null)                 `offers.py`
    brand_key, category_keys, color_keys, size_key, tags, codes, group_key                 filters
    title_words, number_keys                                                               filters
    num.<attribute>_<unit>                                                    numeric filters

Keys are folded (`fold`: lower case, no accents). `number_keys` names the entries of `num`, so that
a facet tells which attributes a catalog has; a text that is a measure, "1.0 kg", counts as one, and
what a title says of its content, "x 500 gr", fills in where no attribute does. `tags` holds
`name=value` for texts and lists, `name` alone for attributes that are true, and `name=no` for those
that are false. `title_words` holds in full too what a title cuts short (`shortened.py`).
`codes` holds id, mpn and gtin without separators.
"""

import re
from functools import lru_cache
from itertools import pairwise
from typing import Any

from ingest.index.port import Payload
from ingest.index.shortened import in_full
from ingest.product import Measure, Passage, Product
from ingest.units import canonical, fold, parse_quantities, whole_quantity

SHOWN_FIELDS = (
    "id", "title", "description", "brand", "product_type", "link", "image_link", "gtin", "mpn",
    "item_group_id", "color", "size", "material", "availability", "quantity",
)  # fmt: skip

KEYWORD_FIELDS = (
    "kind", "id", "brand_key", "category_keys", "color_keys", "size_key", "tags", "feature_keys",
    "codes", "group_key", "availability", "title_words", "number_keys",
)  # fmt: skip
"""Payload fields with a keyword index; created before any point is loaded."""

OFFER_FIELDS = (
    "price_cents", "sale_price_cents", "current_cents", "dated_sale", "currency", "availability",
    "quantity", "updated_at",
)  # fmt: skip
"""What changes all day: written alone, so that no other field is indexed again."""

NUMBER_FIELDS = ("current_cents", "sale_price_cents", "quantity")
"""Payload fields with a numeric index, beside every `num.*` that a catalog turns out to have."""

DENIED = "=no"
"""How the tag of an attribute that is false ends."""
_LISTED = re.compile(r"\s*[,;]\s+|\s*(?<!\d)/\s*|\s+[yoe]\s+")
CONTENT = ("mass", "volume", "count")
"""Dimensions of what a package holds."""


def product_payload(product: Product) -> Payload:
    """Lay a product out as a payload (see the module's docstring)."""
    payload: Payload = {name: getattr(product, name) for name in SHOWN_FIELDS}
    tags, numbers = _attribute_keys(product)
    words = re.findall(r"\w+", fold(product.title))
    whole = in_full(product.title, product.description)
    numbers = _content_told(product.title, numbers) | numbers
    sale, dates = product.sale_price, product.sale_price_effective_date
    payload |= {
        "kind": "product",
        "attributes": product.model_dump(mode="json", include={"attributes"})["attributes"],
        "updated_at": product.updated_at.isoformat() if product.updated_at else None,
        "price_cents": product.price.cents,
        "sale_price_cents": product.sale_now.cents if product.sale_now else None,
        "current_cents": product.current_price.cents,
        "dated_sale": {"cents": sale.cents, "dates": dates} if sale and dates else None,
        "currency": product.price.currency,
        "brand_key": fold(product.brand),
        "category_keys": category_keys(product.product_type),
        "color_keys": [fold(part).strip() for part in re.split(r"[/,]| y ", product.color) if part],
        "size_key": fold(product.size),
        "tags": tags,
        "feature_keys": _feature_keys(tags, words),
        "num": numbers,
        "number_keys": sorted(numbers),
        "title_words": sorted({*words, *re.findall(r"\w+", whole)}),
        "codes": sorted({code_key(c) for c in (product.id, product.mpn, product.gtin) if c}),
        "group_key": product.item_group_id or product.id,
    }
    return payload


def product_of(payload: Payload) -> Product:
    """Return the product that a payload was laid out from."""
    currency = payload["currency"]
    dated = payload.get("dated_sale") or {}
    sale = dated.get("cents", payload["sale_price_cents"])
    return Product.model_validate(
        {name: payload[name] for name in SHOWN_FIELDS}
        | {
            "attributes": payload["attributes"],
            "updated_at": payload["updated_at"],
            "price": {"cents": payload["price_cents"], "currency": currency},
            "sale_price": None if sale is None else {"cents": sale, "currency": currency},
            "sale_price_effective_date": dated.get("dates", ""),
        }
    )


def passage_payload(passage: Passage) -> Payload:
    payload = passage.model_dump(mode="json")
    return payload | {"kind": "policy"}


@lru_cache(10_000)
def category_keys(product_type: str) -> list[str]:
    """Return every level of `Rubro > Familia > Tipo`, folded: filters match any of them.

    One list a category, shared by its products.
    """
    return [fold(level).strip() for level in product_type.split(">") if level.strip()]


def code_key(code: str) -> str:
    """Fold a product code so that `GSB 13-RE` and `gsb13re` meet; an EAN's padding goes."""
    key = re.sub(r"[^a-z0-9]", "", fold(code))
    return key.lstrip("0") or key if key.isdigit() else key


@lru_cache(10_000)
def number_key(name: str, unit: str | None) -> str:
    """Name the payload number of an attribute: `capacidad total`, `l` → `capacidad_total_l`."""
    return re.sub(r"[^a-z0-9]+", "_", fold(f"{name} {unit or ''}")).strip("_")


def _feature_keys(tags: list[str], words: list[str]) -> list[str]:
    """Return what a feature named in a request may match: true attributes, values, title words.

    "auriculares bluetooth" finds `bluetooth: true`, `conexión: bluetooth` and a title that says so.
    What an attribute denies is not matched, whatever the title says.
    """
    pairs = [f"{first} {second}" for first, second in pairwise(words)]
    keys = {*words, *pairs}
    for name, is_text, value in (tag.partition("=") for tag in tags if not tag.endswith(DENIED)):
        keys |= {name} if not is_text else {f"{name}={value}", value}
        for part in values_of(value):
            keys |= {f"{name}={part}", part}
    return sorted(keys - {tag.removesuffix(DENIED) for tag in tags if tag.endswith(DENIED)})


@lru_cache(10_000)
def values_of(value: str) -> tuple[str, ...]:
    """Cut a folded text into the values that it lists: "sol pleno o media sombra"."""
    return tuple(part for part in _LISTED.split(value) if part)


def _content_told(title: str, numbers: dict[str, float]) -> dict[str, float]:
    """Return the weight, volume or count that a title ends with, where no attribute tells one."""
    told = {}
    for quantity in parse_quantities(title):
        key = number_key("contenido", quantity.unit)
        known = any(name.endswith(f"_{number_key('', quantity.unit)}") for name in numbers)
        if quantity.dimension in CONTENT and not known:
            told[key] = quantity.value
    return told


def _attribute_keys(product: Product) -> tuple[list[str], dict[str, float]]:
    tags: list[str] = []
    numbers: dict[str, float] = {}

    def add(name: str, value: Any) -> None:
        if isinstance(value, bool):
            tags.append(fold(name) if value else f"{fold(name)}{DENIED}")
        elif isinstance(value, Measure):
            quantity = canonical(value.value, value.unit)
            unit = quantity.unit if quantity else value.unit
            numbers[number_key(name, unit)] = quantity.value if quantity else value.value
        elif isinstance(value, int | float):
            numbers[number_key(name, None)] = float(value)
        elif isinstance(value, list):
            for item in value:
                add(name, item)
        else:
            tags.append(f"{fold(name)}={fold(str(value))}")
            if quantity := whole_quantity(str(value)):
                numbers[number_key(name, quantity.unit)] = quantity.value

    for name, value in product.attributes.items():
        add(name, value)
    return sorted(set(tags)), numbers
