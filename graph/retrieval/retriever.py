"""Find what a turn may speak about: products by request, products referred to, policy passages."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.ports import Retrieval
from graph.retrieval.catalog import source_of
from graph.retrieval.constraints import build_filter, relaxations
from graph.routes import Route
from graph.state import Source
from graph.understanding.conversation import by_ordinal, referred, refine
from graph.understanding.lexicon import spell_out
from graph.understanding.negation import without_words
from graph.understanding.parse import LONGEST, parse_request
from graph.understanding.request import SearchRequest
from graph.understanding.vocabulary import Vocabulary, load_vocabulary, singular
from ingest.encoder.embedder import Embedder
from ingest.index.filters import Filter, Match
from ingest.index.port import Hit, Index, Payload, Query
from ingest.units import fold

VOCABULARY_TTL_S = 30.0
"""How old the facets may be: a new brand is understood within this time, searched at once."""
PROBE = 24
"""Hits of the unfiltered search that tell which attributes such products have."""
NEAREST, CATEGORY_SHARE = 8, 0.5
"""Of the probe's first hits, the share that must bear a category before it filters."""
OVERFETCH = 4
"""Hits fetched for each one shown, so that variants can be grouped."""
DENSE_WEIGHT, TEXT_WEIGHT = 1.0, 1.0
DENSE_FLOOR = 0.872
"""Cosine from which a product is what was asked for whatever its words.

Measured on the demo store with the bundled encoder: of 40 requests for what it does not sell the
nearest product lies at 0.81 to 0.88, of 55 for what it sells at 0.82 to 0.92; words tell the rest.
"""
SOLD_OUT = 0.6
"""What a sold-out product's score is multiplied by: below its like, above what is unlike."""


GENERIC = frozenset(
    ["para", "con", "sin", "por", "los", "las", "del", "una", "unos", "unas", "que", "como", "muy",
     "mas", "color", "grande", "grandes", "chico", "chica", "bueno", "buena", "barato", "barata",
     "casa", "hombre", "mujer", "auto", "uso", "tipo", "kit", "set", "juego", "pack", "luz", "agua"]
)  # fmt: skip
"""Words that many unlike products share."""


class HybridRetriever:
    """Request understanding, then dense and BM25 legs under the request's filters."""

    def __init__(self, index: Index, embedder: Embedder) -> None:
        self._index = index
        self._embedder = embedder
        self._vocabulary: Vocabulary | None = None
        self._loaded_at = 0.0

    async def retrieve(
        self,
        route: Route,
        text: str,
        *,
        previous_request: dict[str, Any] | None,
        shown: Sequence[Source],
        top_k: int,
    ) -> Retrieval:
        """Retrieve for a route; see `Retriever`."""
        if route == "store_policy":
            return await self._policies(text, top_k)
        previous = SearchRequest.model_validate(previous_request) if previous_request else None
        find = referred if route == "product_question" else by_ordinal
        if pointed := find(text, shown):
            return await self._about(text, pointed, previous or SearchRequest(text=text))
        request, hits, notes = await self.search(
            text, previous=previous, shown=shown, top_k=top_k if route == "product_search" else 3
        )
        if route == "product_question" and hits and request.codes:
            hits = [h for h in hits if set(h.payload["codes"]) & set(request.codes)] or hits[:1]
        return Retrieval(_sources(hits), request.model_dump(mode="json"), notes)

    async def _about(
        self, text: str, pointed: Sequence[Source], previous: SearchRequest
    ) -> Retrieval:
        """Return the products pointed at, or their variants in the colour or size now asked."""
        wanted = parse_request(text, await self.vocabulary())
        conditions = [
            Match(key, values)
            for key, values in (("color_keys", wanted.colors), ("size_key", wanted.sizes))
            if values
        ]
        request, notes = previous.model_dump(mode="json"), []
        if conditions:
            request |= {"colors": list(wanted.colors), "sizes": list(wanted.sizes)}
            groups = Match("group_key", tuple(s["payload"]["group_key"] for s in pointed))
            filter_ = Filter((groups, *conditions))
            hits = await self._index.search(
                Query("product", len(pointed) + 2, filter=filter_, sort=("current_cents", "asc"))
            )
            if hits:
                return Retrieval(_sources(hits), request)
            told = [*(f"en {c}" for c in wanted.colors), *(f"en talle {s}" for s in wanted.sizes)]
            notes = [f"No lo tengo {' '.join(told)}."]
        sources = [Source(**{**s, "marker": n}) for n, s in enumerate(pointed, 1)]
        return Retrieval(sources, request, notes)

    async def search(
        self,
        text: str,
        *,
        previous: SearchRequest | None = None,
        shown: Sequence[Source] = (),
        top_k: int = 5,
    ) -> tuple[SearchRequest, list[Hit], list[str]]:
        """Return the standalone request, its hits and what the shopper must be told."""
        vocabulary = await self.vocabulary()
        vector = await self._embed(text)
        probe = await self._index.search(Query("product", PROBE, dense=vector, text=text))
        likely = Counter(key for hit in probe for key in hit.payload.get("num", {}))
        request = refine(text, parse_request(text, vocabulary, likely), previous, shown, vocabulary)
        if not _holds(request.categories, probe):
            request = request.model_copy(update={"categories": ()})
        if request.codes and (exact := await self._by_code(request, top_k)):
            return request, exact, []
        if request.text != text:
            vector = await self._embed(request.text)
        without = without_words(text[:LONGEST]) if not request.tags else ()
        hits = await self._filtered(request, vector, build_filter(request, without), top_k)
        if hits:
            return request, hits, []
        for looser, note in relaxations(request):
            hits = await self._filtered(looser, vector, build_filter(looser, without), top_k)
            if hits:
                return request, hits, [note] if note else []
        return request, [], []

    async def vocabulary(self) -> Vocabulary:
        """Return the catalog's vocabulary, at most `VOCABULARY_TTL_S` old."""
        if self._vocabulary is None or time.monotonic() - self._loaded_at > VOCABULARY_TTL_S:
            self._vocabulary = await load_vocabulary(self._index)
            self._loaded_at = time.monotonic()
        return self._vocabulary

    async def _policies(self, text: str, top_k: int) -> Retrieval:
        vector = await self._embed(text)
        hits = await self._index.search(Query("policy", min(top_k, 4), dense=vector, text=text))
        return Retrieval(_sources(hits), {"text": text})

    async def _by_code(self, request: SearchRequest, top_k: int) -> list[Hit]:
        """Return the products that bear one of the codes, whole."""
        filter_ = Filter((Match("codes", request.codes),))
        hits = await self._index.search(
            Query("product", top_k, filter=filter_, sort=("current_cents", "asc"))
        )
        longest = max(
            (len(c) for h in hits for c in h.payload["codes"] if c in request.codes), default=0
        )
        return [
            h
            for h in hits
            if any(len(c) == longest for c in h.payload["codes"] if c in request.codes)
        ]

    async def _filtered(
        self, request: SearchRequest, vector: NDArray[np.float32], filter_: Filter, top_k: int
    ) -> list[Hit]:
        limit = request.limit or top_k
        hits = await self._index.search(
            Query(
                "product",
                max(limit * OVERFETCH, 20),
                dense=vector,
                text=request.text,
                filter=filter_,
                dense_weight=DENSE_WEIGHT,
                text_weight=TEXT_WEIGHT,
            )
        )
        names = content_words(request.text)
        hits = [
            hit for hit in hits
            if (hit.dense_score or 0) >= DENSE_FLOOR or names & title_words(hit.payload)
        ]  # fmt: skip
        return arrange(hits, request)[:limit]

    async def _embed(self, text: str) -> NDArray[np.float32]:
        vectors = await asyncio.to_thread(self._embedder.embed_queries, [text])
        vector: NDArray[np.float32] = vectors[0]
        return vector


def arrange(hits: Sequence[Hit], request: SearchRequest) -> list[Hit]:
    """Keep the best variant of each group, put what is sold out last, apply the order asked."""
    ranked = sorted(hits, key=_rank, reverse=True)
    best: dict[str, Hit] = {}
    for hit in ranked:
        best.setdefault(hit.payload["group_key"], hit)
    arranged = list(best.values())
    if request.sort and arranged:
        # Only what is as relevant as the best hits is worth ordering.
        least = max(hit.score for hit in arranged) * 0.75
        near = [hit for hit in arranged if hit.score >= least]
        sign = 1 if request.sort.direction == "asc" else -1
        near.sort(key=lambda h: sign * _value(h, request.sort.key))  # type: ignore[union-attr]
        arranged = near + [hit for hit in arranged if hit.score < least]
    return arranged


def _holds(categories: Sequence[str], probe: Sequence[Hit]) -> bool:
    """Tell whether such products do bear the category: many feeds leave it empty for most."""
    nearest = probe[:NEAREST]
    bearing = [h for h in nearest if set(categories) & set(h.payload["category_keys"])]
    return len(bearing) >= CATEGORY_SHARE * len(nearest)


def content_words(text: str) -> set[str]:
    """Return the words of a request that name things, each in the singular."""
    return {singular(w) for w in re.findall(r"[a-z]{3,}", fold(text)) if w not in GENERIC}


def title_words(payload: Payload) -> set[str]:
    """Return the words of a product's title and category, each in the singular."""
    plain = spell_out(fold(payload["title"]))
    words = {*payload["title_words"], *f"{plain} {' '.join(payload['category_keys'])}".split()}
    return {singular(word) for word in words}


def _rank(hit: Hit) -> float:
    sold_out = hit.payload["availability"] == "out_of_stock"
    return hit.score * SOLD_OUT if sold_out else hit.score


def _value(hit: Hit, key: str) -> float:
    if key.startswith("num."):
        return float(hit.payload["num"].get(key[4:], 0))
    return float(hit.payload[key])


def _sources(hits: Sequence[Hit]) -> list[Source]:
    return [
        source_of(hit.payload, marker, score=hit.score, dense_rank=hit.dense_rank,
                  text_rank=hit.text_rank)
        for marker, hit in enumerate(hits, 1)
    ]  # fmt: skip
