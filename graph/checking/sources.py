"""Sources as callers write them: products of a feed and policy passages, without an index."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from graph.retrieval.catalog import source_of
from graph.state import Source
from ingest.index.payload import passage_payload, product_of, product_payload
from ingest.product import Passage, Product


def read_sources(rows: Sequence[dict[str, Any]]) -> list[Source]:
    """Return the sources; marker n is the nth row, unless the row tells its own.

    Raises:
        ValueError: a row is neither a product nor a passage; the message says which and why.
    """
    sources = []
    for number, row in enumerate(rows, 1):
        marker = row.get("marker", number)
        if not isinstance(marker, int):
            raise ValueError(f"source {number}: marker: {marker!r} is no number")
        try:
            if row.get("kind") == "policy":
                payload = passage_payload(Passage.model_validate(row))
            else:
                payload = product_payload(Product.model_validate(row))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(map(str, first["loc"])) or "product"
            raise ValueError(f"source {number}: {field}: {first['msg']}") from error
        sources.append(source_of(payload, marker))
    return sources


def write_sources(sources: Sequence[Source]) -> list[dict[str, Any]]:
    """Return sources as `read_sources` reads them: JSON, without what the index made of them."""
    rows = []
    for source in sources:
        payload = source["payload"]
        if source["kind"] == "policy":
            row = {name: payload.get(name) for name in Passage.model_fields}
            row = {name: value for name, value in row.items() if value is not None}
        else:
            row = product_of(payload).model_dump(mode="json", exclude_none=True)
        rows.append({"marker": source["marker"], "kind": source["kind"], **row})
    return rows
