"""Find what a turn may speak about: products by request, products referred to, policy passages."""

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.ports import Retrieval
from graph.retrieval.catalog import source_of
from graph.retrieval.constraints import build_filter, relaxations
from graph.retrieval.kin import alike, variants
from graph.retrieval.policies import ASKED, MOST, find_policies
from graph.retrieval.probe import bears, common
from graph.retrieval.relevance import Relevance, is_sold_out
from graph.retrieval.serving import serving, told_alike
from graph.retrieval.stories import CERTAIN, SURE, Stories
from graph.routes import Route
from graph.state import Source
from graph.understanding.conversation import (
    among_shown,
    asks_alike,
    asks_variants,
    by_ordinal,
    chooses,
    names_a_thing,
    names_another,
    points_at_one,
    referred,
    refine,
    stands_alone,
)
from graph.understanding.lexicon import abbreviated
from graph.understanding.negation import without_words
from graph.understanding.parse import LONGEST, UNKNOWN, Like, parse_request
from graph.understanding.request import SearchRequest
from graph.understanding.several import asks_policy, beside_policy, subjects_of, two_things
from graph.understanding.vocabulary import Vocabulary, load_vocabulary
from ingest.encoder.embedder import Embedder
from ingest.errors import IngestError
from ingest.index.filters import Filter, Match
from ingest.index.port import Hit, Index, Query
from ingest.units import fold

VOCABULARY_TTL_S = 30.0
"""Age at which the vocabulary is read again if the index changed, beside the turns that go on with
the old one: a new brand is understood soon after, searched at once. Reading it holds Python's lock
for 0.7 s at 66,000 products."""
PROBE = 24
"""Hits of the unfiltered search that tell which attributes such products have."""
NAMED_SHARE = 0.25
"""Of the probe, the share that begins with what is named first: a thing is asked for, no need."""
MOST_QUALITIES = 2
"""Words of a follow-up that names no thing of its own."""
OVERFETCH = 4
"""Hits fetched for each one shown, so that variants can be grouped."""
BESIDE = 2
"""Of each of two things asked at once, how many are shown; passages told beside products."""
VARIANTS = 20
"""Variants read when colours or sizes are asked for."""
LEAST_FETCHED = 60
SORTED = 200
"""Products read in the order asked, of those whose titles hold every word."""


_SENT = re.compile(r"\b(?:mand|envi|flete|llev|entreg|instal|sub[ei])\w*")
"""What of a policy depends on the product: large ones travel otherwise."""


@dataclass(frozen=True)
class Weights:
    """Of the legs in the fusion; 0 leaves a leg out."""

    dense: float = 1.0
    text: float = 1.0


class HybridRetriever:
    """Request understanding, then dense and BM25 legs under the request's filters."""

    def __init__(
        self,
        index: Index,
        embedder: Embedder,
        weights: Weights = Weights(),
        *,
        cache: Path | None = None,
    ) -> None:
        """Bind the ports; in the `cache` folder, vectors of what is authored are kept."""
        self._index = index
        self._embedder = embedder
        self._weights = weights
        self._stories = Stories(embedder, cache)
        self._vocabulary: Vocabulary | None = None
        self._revision = ""
        self._loaded_at = 0.0
        self._loading: asyncio.Task[None] | None = None

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
        before = {k: v for k, v in (previous_request or {}).items() if k != ASKED}
        previous = SearchRequest.model_validate(before) if before else None
        if route == "store_policy":
            return await self._policies(text, previous_request, previous, shown, top_k)
        found = await self._products(route, text, previous, shown, top_k)
        if not asks_policy(text) or not found.sources:
            return found
        asked, passages = await find_policies(self._index, self._embedder, text, limit=BESIDE)
        sources = [*found.sources, *_sources(passages, len(found.sources) + 1)]
        return Retrieval(sources, found.request | {ASKED: asked}, found.notes)

    async def _policies(
        self,
        text: str,
        previous_request: dict[str, Any] | None,
        previous: SearchRequest | None,
        shown: Sequence[Source],
        top_k: int,
    ) -> Retrieval:
        """Return passages, and the products that the message asks for beside them."""
        about = (
            shown[0]["title"] if shown and points_at_one(text) and _SENT.search(fold(text)) else ""
        )
        asked, hits = await find_policies(
            self._index, self._embedder, text,
            previous=previous_request, about=about, limit=min(top_k, MOST),
        )  # fmt: skip
        sources = _sources(hits)
        request = previous.model_dump(mode="json") if previous else {"text": text}
        policy, beside = beside_policy(text)
        vocabulary = await self.vocabulary()
        if policy and names_a_thing(beside, vocabulary):
            wanted, products, _ = await self.search(beside, top_k=BESIDE)
            sources += _sources(products, len(sources) + 1)
            request = wanted.model_dump(mode="json")
        return Retrieval(sources, request | {ASKED: asked})

    async def _products(
        self,
        route: Route,
        text: str,
        previous: SearchRequest | None,
        shown: Sequence[Source],
        top_k: int,
    ) -> Retrieval:
        vocabulary = await self.vocabulary()
        if both := await self._two(route, text, shown):
            return both
        is_question = route == "product_question" or (chooses(text) and len(shown) > 1)
        find = referred if is_question else by_ordinal
        pointed = find(text, shown)
        if shown and asks_alike(text):
            vector = await self._embed(shown[0]["title"])
            hits = await alike(self._index, shown[0], vector, top_k)
            asked = previous or SearchRequest(text=text)
            return Retrieval(_sources(hits), asked.model_dump(mode="json"))
        if pointed and not names_another(text, pointed, vocabulary):
            return await self._about(text, pointed, previous or SearchRequest(text=text))
        if pointed:  # another product than those shown is named
            request, hits, notes = await self.search(text, top_k=BESIDE)
            if hits and not notes:
                return Retrieval(_sources(hits), request.model_dump(mode="json"))
        request, hits, notes = await self.search(
            text, previous=previous, shown=shown, top_k=top_k if route == "product_search" else 3
        )
        if route == "product_question" and not hits:
            request, hits = await self._subject(text, request)
        if route == "product_question" and hits and request.codes:
            hits = [h for h in hits if set(h.payload["codes"]) & set(request.codes)] or hits[:1]
        return Retrieval(_sources(hits), request.model_dump(mode="json"), notes)

    async def _about(
        self, text: str, pointed: Sequence[Source], previous: SearchRequest
    ) -> Retrieval:
        """Return the products pointed at, or their variants in the colour or size now asked."""
        vocabulary = await self.vocabulary()
        request, notes = previous.model_dump(mode="json"), []
        if asks_variants(text):
            hits = await variants(self._index, pointed, (), VARIANTS)
            there = [hit for hit in hits if not is_sold_out(hit)]
            return Retrieval(_sources(there or hits), request)
        wanted = parse_request(text, vocabulary, about=fold(pointed[0]["title"]))
        if wanted.colors or wanted.sizes:
            request |= {"colors": list(wanted.colors), "sizes": list(wanted.sizes)}
            asked = (Match("color_keys", wanted.colors), Match("size_key", wanted.sizes))
            for conditions in ((*asked, *_as_shown(wanted, pointed)), asked):
                told = tuple(match for match in conditions if match.any_of)
                if hits := await variants(self._index, pointed, told, len(pointed) + 2):
                    return Retrieval(_sources(hits), request)
            missing = [
                *(f"en {c}" for c in wanted.colors),
                *(f"en talle {s}" for s in wanted.sizes),
            ]
            notes = [f"No lo tengo {' '.join(missing)}."]
        sources = [Source(**{**s, "marker": n}) for n, s in enumerate(pointed, 1)]
        return Retrieval(sources, request, notes)

    async def _subject(self, text: str, request: SearchRequest) -> tuple[SearchRequest, list[Hit]]:
        """Search for the part of a question that names its product, without what it asks of it."""
        vocabulary = await self.vocabulary()
        for part in subjects_of(text):
            if names_a_thing(part, vocabulary):
                named, hits, notes = await self.search(part, top_k=BESIDE)
                if hits and not notes:
                    return named, hits
        return request, []

    async def _two(self, route: Route, text: str, shown: Sequence[Source]) -> Retrieval | None:
        """Return the best of each of two things that the message names; None when it does not."""
        parts = two_things(text)
        if parts is None:
            return None
        if picked := among_shown(parts, shown):
            sources = [Source(**{**s, "marker": n}) for n, s in enumerate(picked, 1)]
            return Retrieval(sources, {"text": text}) if len(picked) > 1 else None
        vocabulary = await self.vocabulary()
        if not all(names_a_thing(part, vocabulary) for part in parts):
            return None
        first, found, _ = await self.search(parts[0], top_k=BESIDE)
        previous = None if stands_alone(parts[1], vocabulary) else first
        second, others, _ = await self.search(parts[1], previous=previous, top_k=BESIDE)
        each = 1 if route == "product_question" else BESIDE
        if not found or not others:
            return None
        if found[0].payload["group_key"] == others[0].payload["group_key"]:
            each = BESIDE  # "la A9 y la A9+": both searches find both
        hits = {hit.payload["id"]: hit for hit in (*found[:each], *others[:each])}
        if len({hit.payload["group_key"] for hit in hits.values()}) < 2:
            return None
        return Retrieval(_sources(list(hits.values())), second.model_dump(mode="json"))

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
        request = self._read(text, vocabulary, UNKNOWN, previous, shown)
        qualifies = bool(previous and await self._qualifies(request, previous, vocabulary))
        if qualifies:
            request = self._read(text, vocabulary, UNKNOWN, previous, shown, qualifies=True)
        if exact := await self._by_code(request, vocabulary, top_k):
            return request, exact, []
        words = request.words or text[:LONGEST]
        vector = await self._embed(words)
        everything = self._query(words, vector, Filter(), top_k)
        probe = await self._index.search(replace(everything, limit=PROBE))
        request = self._read(text, vocabulary, common(probe), previous, shown, qualifies=qualifies)
        if not bears(request.categories, probe):
            request = request.model_copy(update={"categories": ()})
        without = without_words(text[:LONGEST]) if not request.tags else ()
        relevance = Relevance(request, vocabulary)
        is_story = request.story == "yes" or (
            request.story == "maybe" and relevance.heads(probe) < NAMED_SHARE
        )
        if request.story == "maybe":  # of wine, or of what "me vino" tells
            told = await self._told(text, request, CERTAIN)
            if told and (served := await self._serve(told, vocabulary, without, top_k)):
                return told, *served
        if is_story and (served := await self._serve(request, vocabulary, without, top_k)):
            return request, *served
        for looser, note in chain([(request, "")], relaxations(request)):
            filter_ = build_filter(looser, without)
            asked = self._query(words, vector, filter_, request.limit or top_k)
            hits = relevance.arrange(await self._index.search(asked))
            if hits and request.sort:
                hits = await self._in_order(looser, filter_, relevance, hits)
            if hits := hits[: request.limit or top_k]:
                if (
                    not relevance.is_named(hits[0])
                    and (told := await self._told(text, request, SURE))
                    and (served := await self._serve(told, vocabulary, without, top_k))
                ):
                    return told, *served
                unheard = relevance.unheard()
                if unheard and not note:
                    note = f"No encontré {', '.join(unheard)}; lo más parecido es esto."
                return request, hits, [note] if note else []
        served = None
        if request.serves and not is_story:  # else it was tried before
            served = await self._serve(request, vocabulary, without, top_k)
        if not served and (told := await self._told(text, request)):
            request, served = told, await self._serve(told, vocabulary, without, top_k)
        return request, *(served or ([], []))

    async def _told(
        self, text: str, request: SearchRequest, least: float = 0.0
    ) -> SearchRequest | None:
        """Return the request for what serves the stories like the message; None without any."""
        alike = await self._stories.alike(text[:LONGEST])
        return told_alike(request, [s for s in alike if s[0] >= least]) if alike else None

    async def _qualifies(
        self, request: SearchRequest, previous: SearchRequest, vocabulary: Vocabulary
    ) -> bool:
        """Tell whether a short request names no thing, but which of those before: "el repostero".

        Titles do not begin with it, and some that begin with the thing before hold it.
        """
        said = [term for term in request.terms if len(term) == 1]
        if not previous.terms or not 0 < len(said) == len(request.terms) <= MOST_QUALITIES:
            return False
        if set(previous.terms) & set(request.terms):
            return False  # it leans on the request before already
        alone, before = Relevance(request, vocabulary), Relevance(previous, vocabulary)
        words = tuple(Match("title_words", words) for words in alone.words())
        if len(words) < len(said):
            return False
        name = " ".join(term[0] for term in said)
        found = await self._index.search(Query("product", PROBE, text=name))
        if alone.heads(found) >= NAMED_SHARE:
            return False
        both = f"{previous.text} {name}"
        held = await self._index.search(Query("product", PROBE, text=both, filter=Filter(words)))
        return before.heads(held) > 0

    async def _serve(
        self,
        request: SearchRequest,
        vocabulary: Vocabulary,
        without: tuple[tuple[str, ...], ...],
        top_k: int,
    ) -> tuple[list[Hit], list[str]] | None:
        """Return what serves the need that the request tells, and what must be told."""
        for looser, note in chain([(request, "")], relaxations(request)):
            filter_ = build_filter(looser, without)
            if hits := await serving(self._index, looser, filter_, vocabulary):
                return hits[: request.limit or top_k], [note] if note else []
        return None

    @staticmethod
    def _read(
        text: str,
        vocabulary: Vocabulary,
        like: Like,
        previous: SearchRequest | None,
        shown: Sequence[Source],
        *,
        qualifies: bool = False,
    ) -> SearchRequest:
        about = previous.text if previous else ""
        request = parse_request(text, vocabulary, like, about=about)
        return refine(text, request, previous, shown, vocabulary, qualifies=qualifies)

    async def vocabulary(self) -> Vocabulary:
        """Return the catalog's vocabulary; an old one serves while the next is read.

        Raises:
            IngestError: the first one cannot be read.
        """
        aged = time.monotonic() - self._loaded_at > VOCABULARY_TTL_S
        if self._loading is None and (self._vocabulary is None or aged):
            self._loading = asyncio.create_task(self._load())
        if self._vocabulary is None:
            assert self._loading
            # Turns share the reading: one that is cancelled does not end it for the others.
            await asyncio.shield(self._loading)
        assert self._vocabulary
        return self._vocabulary

    async def _load(self) -> None:
        try:
            revision = await self._index.revision()
            if revision != self._revision:
                self._vocabulary = await load_vocabulary(self._index)
            self._revision, self._loaded_at = revision, time.monotonic()
        except IngestError:
            if self._vocabulary is None:
                raise
            # The old one serves on; a turn that searches learns from its search what is wrong.
        finally:
            self._loading = None

    async def _by_code(
        self, request: SearchRequest, vocabulary: Vocabulary, top_k: int
    ) -> list[Hit]:
        """Return the products that bear one of the codes, whole or as a word of the title."""
        for code in request.codes:  # longest first
            titles = vocabulary.codes_beginning(code)
            for match in (Match("codes", (code,)), Match("title_words", titles)):
                if not match.any_of:
                    continue
                filter_ = Filter((match,))
                query = Query("product", top_k, filter=filter_, sort=("current_cents", "asc"))
                if hits := await self._index.search(query):
                    return hits
        return []

    def _query(self, words: str, vector: NDArray[np.float32], filter_: Filter, top_k: int) -> Query:
        return Query(
            "product",
            max(top_k * OVERFETCH, LEAST_FETCHED),
            dense=vector if self._weights.dense else None,
            text=f"{words} {abbreviated(words)}".strip() if self._weights.text else None,
            filter=filter_,
            dense_weight=self._weights.dense,
            text_weight=self._weights.text,
        )

    async def _in_order(
        self, request: SearchRequest, filter_: Filter, relevance: Relevance, best: list[Hit]
    ) -> list[Hit]:
        """Return the cheapest (or largest…) of all that is as right as the best hits.

        The legs' first hits are not all of them: the index is read in the order asked.
        """
        assert request.sort
        must = tuple(Match("title_words", words) for words in relevance.words())
        if not must:
            return best
        found = await self._index.search(
            Query(
                "product",
                SORTED,
                filter=Filter((*filter_.must, *must), filter_.must_not),
                sort=(request.sort.key, request.sort.direction),
            )
        )
        right = relevance.only_right(found, best)
        known = {hit.payload["id"] for hit in right}
        return [*right, *(hit for hit in best if hit.payload["id"] not in known)] if right else best

    async def _embed(self, text: str) -> NDArray[np.float32]:
        vectors = await asyncio.to_thread(self._embedder.embed_queries, [text])
        vector: NDArray[np.float32] = vectors[0]
        return vector


def _as_shown(wanted: SearchRequest, pointed: Sequence[Source]) -> tuple[Match, ...]:
    """Return what the product shown keeps: "y en blanco?" is asked of the same size."""
    payload = pointed[0]["payload"]
    return (
        Match(
            "size_key", () if wanted.sizes or not payload["size_key"] else (payload["size_key"],)
        ),
        Match("color_keys", () if wanted.colors else tuple(payload["color_keys"])),
    )


def _sources(hits: Sequence[Hit], first: int = 1) -> list[Source]:
    return [
        source_of(hit.payload, marker, score=hit.score, dense_rank=hit.dense_rank,
                  text_rank=hit.text_rank)
        for marker, hit in enumerate(hits, first)
    ]  # fmt: skip
