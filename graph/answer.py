"""Turn a proven text into the answer contract: citations, cards, what was shown."""

import re
from collections.abc import Sequence

from graph.policies.offers import is_on_offer
from graph.state import Citation, Claim, ProductCard, Source
from graph.wording import write_offer
from ingest.money import Money

MARKER = re.compile(r"\[(\d+)\]")


def cited_sources(text: str, sources: Sequence[Source]) -> list[Source]:
    """Return the sources that the text's markers name, in the order of their first mention."""
    by_marker = {source["marker"]: source for source in sources}
    order = dict.fromkeys(int(number) for number in MARKER.findall(text))
    return [by_marker[marker] for marker in order if marker in by_marker]


def citation(source: Source, claims: Sequence[Claim]) -> Citation:
    """Resolve a marker; the quote is what leans on it, or what the source says first.

    A sentence of several claims is quoted once.
    """
    payload = source["payload"]
    is_product = source["kind"] == "product"
    leaning = [
        claim["text"] for claim in claims
        if claim["source"] == source["marker"] and claim["verdict"] == "supported"
    ]  # fmt: skip
    if is_product:
        quote = f"{source['title']}: {write_offer(payload)}"
    else:
        quote = " ".join(dict.fromkeys(leaning)) or payload["text"][:200]
    return Citation(
        marker=source["marker"],
        id=source["id"],
        title=source["title"],
        link=source["link"],
        price=_merchant(payload, "current_cents") if is_product else None,
        availability=payload["availability"] if is_product else None,
        quote=quote,
    )


def card(source: Source) -> ProductCard:
    """Lay out a product source as a card."""
    payload = source["payload"]
    on_sale = is_on_offer(payload)
    return ProductCard(
        id=source["id"],
        title=source["title"],
        brand=payload["brand"],
        link=source["link"],
        image_link=payload["image_link"],
        price=_merchant(payload, "current_cents"),
        list_price=_merchant(payload, "price_cents") if on_sale else None,
        availability=payload["availability"],
        quantity=payload["quantity"],
        marker=source["marker"],
    )


def _merchant(payload: dict, key: str) -> str:  # type: ignore[type-arg]
    return str(Money(cents=payload[key], currency=payload["currency"]))
