"""A few sources for tests."""

from graph.retrieval.catalog import source_of
from graph.state import Source
from ingest.index.payload import passage_payload, product_payload
from ingest.product import Passage, Product


def product(
    id="HEL-1", title="Heladera Samsung RT38 382 L", price="1099999.00 ARS", **fields
) -> Product:
    row = {"id": id, "title": title, "price": price, "brand": "Samsung",
           "link": f"https://nandu.example/p/{id}",
           "availability": "in_stock", **fields}  # fmt: skip
    return Product.model_validate(row)


def product_source(marker=1, **fields) -> Source:
    return source_of(product_payload(product(**fields)), marker)


def policy_source(
    marker=1, text="El envío a Rosario sale $ 12.000.", title="Envíos > Interior"
) -> Source:
    return source_of(passage_payload(Passage(id="envios#interior", title=title, text=text)), marker)
