"""Policy passages for a question, which may go on with the question before."""

import asyncio
from typing import Any

from graph.text import stems
from ingest.encoder.embedder import Embedder
from ingest.index.port import Hit, Index, Query

MOST = 4
ASKED = "policy"
"""Key of a turn's request that holds the policy question, told whole."""


async def find_policies(
    index: Index,
    embedder: Embedder,
    text: str,
    *,
    previous: dict[str, Any] | None = None,
    about: str = "",
    limit: int = MOST,
) -> tuple[str, list[Hit]]:
    """Return the question as it stands alone, and the passages nearest to it.

    A message whose nearest passage is not even titled with a word of it leans on the last one that
    had a topic of its own ("y cuánto tarda?"), or on `about`, the product just spoken of.

    Raises:
        IndexUnavailable: the index cannot be opened or reached.
    """
    hits = await _search(index, embedder, text, limit)
    before = (previous or {}).get(ASKED, "")
    context = before.splitlines()[0] if before else about
    if not context or not hits or stems(text) & stems(hits[0].payload["title"]):
        return text, hits
    whole = f"{context}\n{text}"
    return whole, await _search(index, embedder, whole.replace("\n", " "), limit)


async def _search(index: Index, embedder: Embedder, text: str, limit: int) -> list[Hit]:
    vectors = await asyncio.to_thread(embedder.embed_queries, [text])
    return await index.search(Query("policy", limit, dense=vectors[0], text=text))
