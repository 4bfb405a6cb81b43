"""Policy passages for a question, which may go on with the question before."""

import asyncio
import re
from typing import Any

from graph.text import stems
from ingest.encoder.embedder import Embedder
from ingest.index.port import Hit, Index, Query
from ingest.units import fold

MOST = 5
ASKED = "policy"
"""Key of a turn's request that holds the policy question, told whole."""


_SAID: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"\bno (?:me|le|les|nos) (?:gust|qued|va\b|entr|sirv|convenc|and)\w*|"
         r"\bqueda\w* (?:muy )?(?:chic|grand)\w*|\bme equivoqu\w+|\bdevuelv\w+|\bdevolv\w+",
         "plazo días para cambiar devolver cambios devoluciones"),
        (r"\b(?:se (?:me )?rompe|deja de andar|no anda|sale mal|falla)\b", "garantía fallado"),
        (r"\b(?:pas[oae]r? a buscar|busco yo|retir\w+|voy a buscar)\w*", "retiro en sucursal"),
        (r"\b(?:donde (?:estan|quedan|queda)|que direccion|tienen local\w*|local a la calle)\b",
         "sucursales dirección"),
        (r"\b(?:abren|cierran)\b", "horarios sucursales"),
    )
)  # fmt: skip
"""What shoppers say → the words of stores' terms."""


def in_terms(text: str) -> str:
    """Return the words by which a store's terms speak of what a message says in its own."""
    folded = fold(text)
    return " ".join(words for pattern, words in _SAID if pattern.search(folded))


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
    terms = in_terms(text)
    before = (previous or {}).get(ASKED, "")
    context = before.splitlines()[0] if before else about
    if not context or not hits or terms or stems(text) & stems(hits[0].payload["title"]):
        return "\n".join(filter(None, [text, terms])), hits
    whole = "\n".join(filter(None, [context, text, terms]))
    return whole, await _search(index, embedder, whole.replace("\n", " "), limit)


async def _search(index: Index, embedder: Embedder, text: str, limit: int) -> list[Hit]:
    vectors = await asyncio.to_thread(embedder.embed_queries, [text])
    words = f"{text} {in_terms(text)}".strip()
    return await index.search(Query("policy", limit, dense=vectors[0], text=words))
