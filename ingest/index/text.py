"""The texts of a point: what the encoder embeds and what BM25 indexes."""

from ingest.product import Measure, Passage, Product

TEMPLATE_VERSION = 1
"""Part of the embedding's fingerprint: raise it when `product_text` or `passage_text` changes."""


def attribute_text(name: str, value: object) -> str:
    """Write an attribute as a person would: `capacidad 364 l`, `no frost`, `color rojo`."""
    if isinstance(value, bool):
        return name if value else ""
    if isinstance(value, Measure):
        return f"{name} {value.value:g} {value.unit}"
    if isinstance(value, list):
        return f"{name} {', '.join(map(str, value))}"
    return f"{name} {value}"


def product_text(product: Product) -> str:
    """Return what identifies and describes the product, without price or stock.

    Those change all day; leaving them out is what makes a price change cost no embedding.
    """
    facts = [attribute_text(name, value) for name, value in product.attributes.items()]
    parts = [
        product.title,
        product.brand,
        product.product_type.replace(" > ", ", "),
        " ".join(filter(None, [product.color, product.size, product.material])),
        ", ".join(filter(None, facts)),
        product.description,
    ]
    return ". ".join(part for part in parts if part)


def passage_text(passage: Passage) -> str:
    return f"{passage.title}. {passage.text}"
