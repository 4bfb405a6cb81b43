"""What the verifier reads: a claim, and the words of the source that its marker names."""

from typing import Any

from graph.checking.lexis import roots, with_synonyms
from graph.sentences import split_sentences
from graph.state import Source
from graph.wording import write_attribute
from ingest.units import fold

LABELS = ("supported", "contradicted", "not_found")
MAX_TOKENS = 160
DESCRIPTION_CHARACTERS = 200


NEAREST = 3
"""Attributes, or sentences, that a claim is held against: those that share most of its words."""


def premise(source: Source, claim: str) -> str:
    """Return what the source says nearest to the claim; prices and stock are left to the rules."""
    payload = source["payload"]
    words = with_synonyms(roots(fold(claim)))

    def nearness(text: str) -> int:
        return -len(roots(fold(text)) & words)

    if source["kind"] == "policy":
        sentences = [s.strip() for s in split_sentences(payload["text"])]
        near = sorted(sentences, key=nearness)[:NEAREST]
        return f"{payload['title']}. " + " ".join(s for s in sentences if s in near)
    attributes = payload.get("attributes") or {}
    near_names = sorted(attributes, key=lambda n: nearness(write_attribute(n, attributes[n])))
    kept = {name: attributes[name] for name in near_names[:NEAREST]}
    return product_premise(payload["title"], payload | {"attributes": kept})


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
