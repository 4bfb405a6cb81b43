"""Judged queries for the retriever: what is right for each, by id or by rule."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import TrainingError
from ingest.index.port import Payload
from ingest.units import fold


@dataclass(frozen=True)
class Wanted:
    """A query with what is right for it; see data/retrieval/README.md."""

    query: str
    previous: str | None
    kind: str
    must: Mapping[str, Any]
    """Constraints that every hit has to meet."""
    relevant: Mapping[str, int]
    """Product id → grade: 2 for what was asked, 1 for what is close. Empty: nothing is right."""


def read_queries(path: Path, products: Sequence[Payload]) -> list[Wanted]:
    """Read JSON Lines of judged queries, and apply those judged by rule to the catalog.

    Raises:
        TrainingError: the file is missing or malformed.
    """
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        titles = [(fold(p["title"]), p) for p in products]
        return [_wanted(row, titles) for row in rows]
    except (OSError, ValueError, TypeError, KeyError, re.error) as error:
        raise TrainingError(f"cannot read {path}: {error}") from error


def meets(payload: Payload, must: Mapping[str, Any]) -> bool:
    """Tell whether a hit meets every constraint of a query; prices in pesos."""
    pesos = payload["current_cents"] / 100
    return all(
        (
            pesos >= must.get("price_min", 0),
            pesos <= must.get("price_max", float("inf")),
            "brands" not in must or any(b in payload["brand_key"] for b in must["brands"]),
            not any(b in payload["brand_key"] for b in must.get("not_brands", ())),
            "colors" not in must or set(must["colors"]) & set(payload["color_keys"]),
            not set(must.get("not_colors", ())) & set(payload["color_keys"]),
            "sizes" not in must or {*payload["size_key"].split()[:1]} & {*must["sizes"]},
            not must.get("in_stock") or payload["availability"] == "in_stock",
        )
    )


def _wanted(row: dict[str, Any], titles: Sequence[tuple[str, Payload]]) -> Wanted:
    head = (row["query"], row.get("previous"), row["kind"])
    if "relevant" in row:
        return Wanted(*head, row["must"], row["relevant"])
    if row.get("empty"):
        return Wanted(*head, {}, {})
    must: dict[str, Any] = {k: row[k] for k in ("price_min", "price_max") if k in row}
    close = dict.fromkeys(_matching(row["weak"], titles), 1) if "weak" in row else {}
    return Wanted(*head, must, close | dict.fromkeys(_matching(row, titles), 2))


def _matching(rule: Mapping[str, Any], titles: Sequence[tuple[str, Payload]]) -> list[str]:
    """Return the ids of the products that a rule calls right."""
    every = [re.compile(p) for p in rule.get("title_all", ())]
    none = [re.compile(p) for p in rule.get("title_none", ())]
    some = [re.compile("|".join(group)) for group in rule.get("title_any", ())]
    brand = re.compile("|".join(rule["brand"])) if "brand" in rule else None
    unwanted = re.compile("|".join(rule["not_brand"])) if "not_brand" in rule else None
    low, high = rule.get("price_min", 0) * 100, rule.get("price_max", float("inf")) * 100
    found = [
        payload
        for title, payload in titles
        if low <= payload["current_cents"] <= high
        and all(p.search(title) for p in (*every, *some))
        and not any(p.search(title) for p in none)
        # Feeds are careless with the brand's field: the title tells it too.
        and (brand is None or brand.search(f"{title} {payload['brand_key']}"))
        and not (unwanted and unwanted.search(f"{title} {payload['brand_key']}"))
    ]
    if "cheapest" in rule:
        dearest = sorted(p["current_cents"] for p in found)[: rule["cheapest"]][-1]
        found = [p for p in found if p["current_cents"] <= dearest]
    judged = every or some or brand
    return [*map(str, rule.get("ids", ())), *(payload["id"] for payload in found if judged)]
