"""What the nearest products of an unfiltered search tell of the request."""

from collections import Counter
from collections.abc import Sequence

from graph.understanding.parse import Like
from ingest.index.port import Hit
from ingest.units import fold

NEAREST, CATEGORY_SHARE, BORNE_SHARE = 8, 0.5, 0.5
"""Of the probe's first hits, the share that must bear a category, or an attribute, before it
filters."""
TOLD_SHARE = 0.9
"""Of the whole probe, the share that must bear any category at all."""


def common(probe: Sequence[Hit]) -> Like:
    """Return what the nearest products have in common: numbers, and the middle of their prices."""
    cents = sorted(hit.payload["current_cents"] for hit in probe)
    middle = cents[len(cents) // 10 : len(cents) - len(cents) // 10]
    nearest = probe[:NEAREST]
    held = Counter(fold(name) for hit in nearest for name in hit.payload["attributes"])
    return Like(
        Counter(key for hit in probe for key in hit.payload.get("num", {})),
        (middle[0], middle[-1]) if middle else None,
        frozenset(name for name, n in held.items() if n >= BORNE_SHARE * len(nearest)),
    )


def bears(categories: Sequence[str], probe: Sequence[Hit]) -> bool:
    """Tell whether such products do bear the category: many feeds leave it empty for most."""
    told = sum(bool(hit.payload["category_keys"]) for hit in probe)
    nearest = probe[:NEAREST]
    bearing = [h for h in nearest if set(categories) & set(h.payload["category_keys"])]
    return told >= TOLD_SHARE * len(probe) and len(bearing) >= CATEGORY_SHARE * len(nearest)
