"""BM25 as both index adapters compute it: term weights here, IDF inside the engine."""

import qdrant_edge as edge

AVERAGE_TOKENS = 40.0
"""Average document length: what a product's text holds after stop words."""


def spanish_bm25() -> edge.Bm25:
    """Return the model: Spanish stemmer and stop words, accents folded, k1 1.2, b 0.75."""
    config = edge.Bm25Config(
        language="spanish", ascii_folding=True, lowercase=True, avg_len=AVERAGE_TOKENS
    )
    return edge.Bm25(config)
