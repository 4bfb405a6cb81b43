"""Sources as callers write them: products of a feed and policy passages, without an index."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from graph.retrieval.catalog import source_of
from graph.state import Source
from ingest.index.payload import passage_payload, product_payload
from ingest.product import Passage, Product


def read_sources(rows: Sequence[dict[str, Any]]) -> list[Source]:
    """Return the sources; marker n is the nth row.

    Raises:
        ValueError: a row is neither a product nor a passage; the message says which and why.
    """
    sources = []
    for marker, row in enumerate(rows, 1):
        try:
            if row.get("kind") == "policy":
                payload = passage_payload(Passage.model_validate(row))
            else:
                payload = product_payload(Product.model_validate(row))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(map(str, first["loc"])) or "product"
            raise ValueError(f"source {marker}: {field}: {first['msg']}") from error
        sources.append(source_of(payload, marker))
    return sources
