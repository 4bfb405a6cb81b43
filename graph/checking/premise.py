"""What the verifier reads: a claim, and the words of the source that its marker names."""

from typing import Any

from graph.state import Source
from graph.wording import write_attribute

LABELS = ("supported", "contradicted", "not_found")
MAX_TOKENS = 160
DESCRIPTION_CHARACTERS = 200


def premise(source: Source) -> str:
    """Return the source in words, prices and stock left out: rules read those."""
    payload = source["payload"]
    if source["kind"] == "policy":
        return f"{payload['title']}. {payload['text']}"
    return product_premise(payload["title"], payload)


def product_premise(title: str, payload: dict[str, Any]) -> str:
    """Return a product's title, fields, attributes and the beginning of its description."""
    parts = [title]
    labels = {"brand": "marca", "color": "color", "size": "talle", "material": "material"}
    parts += [f"{label}: {payload[key]}" for key, label in labels.items() if payload.get(key)]
    parts += [write_attribute(*item) for item in (payload.get("attributes") or {}).items()]
    parts.append((payload.get("description") or "")[:DESCRIPTION_CHARACTERS])
    return ". ".join(part for part in parts if part)


def verifier_input(claim: str, source_text: str) -> tuple[str, str]:
    """Return the pair that the encoder reads."""
    return f"query: {' '.join(claim.split())}", source_text
