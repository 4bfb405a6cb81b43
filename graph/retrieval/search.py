"""Find products by request: what it asks is read, searched for, relaxed, and served as a need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.retrieval.constraints import (
    build_filter,
    costs_within,
    is_of_measures,
    keeps_money,
    keeps_price,
    none_says,
    relaxations,
    without_brands,
)
from graph.retrieval.current_vocabulary import CurrentVocabulary
from graph.retrieval.hits import is_sold_out
from graph.retrieval.in_order import in_order
from graph.retrieval.needs import Found, Message, NeedSearch
from graph.retrieval.pasted import pasted
from graph.retrieval.probe import bears, common
from graph.retrieval.qualifying import NAMED_SHARE, relation
from graph.retrieval.relevance import Relevance
from graph.retrieval.serving import serving
from graph.retrieval.stories import ALIKE, APTER, CERTAIN, SURE, Stories
from graph.retrieval.titles import FIRST
from graph.retrieval.vectors import QueryVectors
from graph.state import Source
from graph.understanding.core import core_of
from graph.understanding.lexicon import abbreviated
from graph.understanding.negation import without_words
from graph.understanding.parse import LONGEST, UNKNOWN, leans_on_products, parse_request
from graph.understanding.plain import in_plain_words
from graph.understanding.refinement import refine
from graph.understanding.request import SearchRequest
from graph.understanding.sounds import sounds
from ingest.encoder.embedder import Embedder
from ingest.index.filters import Filter, Match
from ingest.index.port import RRF_K, Hit, Index, Query
from ingest.units import fold

PROBE = 24
"""Hits of the unfiltered search that tell which attributes such products have."""
OVERFETCH = 4
"""Hits fetched for each one shown, so that variants can be grouped."""
LEAST_FETCHED = 40


@dataclass(frozen=True)
class Weights:
    """Of the legs in the fusion; 0 leaves a leg out."""

    dense: float = 1.0
    text: float = 1.0
    rrf_k: int = RRF_K


class ProductSearch:
    """Request understanding, then dense and BM25 legs under the request's filters."""

    def __init__(
        self,
        index: Index,
        embedder: Embedder,
        weights: Weights = Weights(),
        *,
        stories: Stories | None = None,
    ) -> None:
        """Bind the ports; needs are compared with `stories`, by default by the same embedder."""
        self._index = index
        self._weights = weights
        self._vectors = QueryVectors(embedder)
        self._needs = NeedSearch(index, stories or Stories(embedder))
        self.vocabulary = CurrentVocabulary(index)

    async def search(
        self,
        text: str,
        *,
        previous: SearchRequest | None = None,
        shown: Sequence[Source] = (),
        top_k: int = 5,
        asks_of_known: bool = False,
        by_features: bool = True,
    ) -> Found:
        """Return the standalone request, its hits and what the shopper must be told.

        `asks_of_known`: the message asks something of a product, and "hay stock?" bounds nothing;
        nor does "es inverter?" unless `by_features`.
        """
        vocabulary = await self.vocabulary.read()
        text = in_plain_words(text[:LONGEST], vocabulary)
        await self._needs.stories.expect(text)
        loose: dict[str, Any] = {"in_stock": False} if asks_of_known else {}
        loose |= {} if by_features else {"tags": (), "not_tags": ()}
        read = partial(parse_request, text, vocabulary, about=previous.text if previous else "")
        said = read(UNKNOWN)
        related: dict[str, bool] = {}

        def refined(said: SearchRequest) -> SearchRequest:
            whole = refine(text, said, previous, shown, vocabulary, **related)
            return whole.model_copy(update=loose)

        request = refined(said)
        if previous:
            related = await relation(self._index, text, said, request, previous, vocabulary)
            request = refined(said)
        if exact := await pasted(self._index, text, request, vocabulary, top_k):
            return request, exact, []
        message = Message(text, vocabulary, _left_out(text, request), top_k)
        words = request.words or text[:LONGEST]
        # A request that bounds nothing is searched for once: its probe is the search.
        is_plain = build_filter(request, message.without) == Filter()
        if request.story != "yes":  # else what serves the need is looked for by other words
            await self._vectors.begin(words)
        if request.story != "no" and not any(map(str.isdigit, text)):
            # Without figures there is nothing that products like those asked for would explain.
            plain = request.model_copy(update={"categories": ()})
            is_story = request.story == "yes"
            if by_need := await self._needs.by_need(message, plain, is_story=is_story):
                return by_need
        vector = await self.embed(words)
        everything = self._query(words, vector, Filter(), request.limit or top_k)
        limit = max(everything.limit, PROBE) if is_plain else PROBE
        nearest = await self._index.search(replace(everything, limit=limit))
        probe = nearest[:PROBE]
        if leans_on_products(text) or vocabulary.features.said(fold(text)):
            request = refined(read(common(probe)))
        words = request.words or words  # what the probe told to be no measure is searched for too
        if not bears(request.categories, probe):
            request = request.model_copy(update={"categories": ()})
        message = replace(message, without=_left_out(text, request))
        relevance = Relevance(request, vocabulary)
        is_story = request.story == "yes" or (
            request.story == "maybe" and relevance.heads(probe) < NAMED_SHARE
        )
        kinds = vocabulary.categories_named(request.text, request.brands)
        bearing = [hit for hit in probe if {*kinds} & {*hit.payload["category_keys"]}]
        if kinds and not (relevance.are_called_so(probe) or relevance.heads(bearing)):
            of_kind = request.model_copy(update={"categories": kinds})
            if of_it := await self._of_category(message, of_kind, vector):
                return of_it
        if request.story != "no" and (
            by_need := await self._needs.by_need(message, request, is_story=is_story)
        ):
            return by_need
        found = await self._under_filters(
            message, request, words, vector, relevance,
            known={everything.text or "": nearest} if is_plain else {},
        )  # fmt: skip
        if not found:
            return await self._otherwise(message, request, is_story=is_story)
        hits, note = found
        if note and request.tags and request.serves:
            # Something else serves that has all that is demanded: jam, where "algo dulce" is vegan.
            whole = build_filter(request, message.without)
            if apt := await serving(self._index, request, whole, vocabulary, top_k):
                return request, apt[: request.limit or top_k], []
        if not relevance.is_named(hits[0]):
            least = CERTAIN if relevance.fit(hits[0].payload).head == FIRST else SURE
            if told := await self._needs.by_stories(message, request, least):
                return told
        return _told(request, hits[: request.limit or top_k], note, relevance)

    async def _otherwise(
        self, message: Message, request: SearchRequest, *, is_story: bool
    ) -> Found:
        """Return what serves where nothing is what the request names."""
        if request.serves and not is_story:  # else it was tried before
            if told := await self._needs.by_stories(message, request, APTER):
                return told
            if served := await self._needs.serve(message, request):
                return served
        if told := await self._needs.by_stories(message, request, ALIKE):
            return told
        if core := core_of(request, message.vocabulary):
            return await self._by_core(message, *core)
        return request, [], []

    async def _under_filters(
        self,
        message: Message,
        request: SearchRequest,
        words: str,
        vector: NDArray[np.float32],
        relevance: Relevance,
        *,
        known: Mapping[str, list[Hit]] = MappingProxyType({}),
    ) -> tuple[list[Hit], str] | None:
        """Return the hits of the first request, ever looser, that has some, and what to tell.

        `known`: what a search by these words, without any filter, found before.
        """
        found: tuple[list[Hit], str] | None = None
        of_it = of_kind = False
        unpriced = ""  # the last note that tells no price
        for looser, note in chain([(request, "")], relaxations(request, message.text)):
            if (of_it and not keeps_money(looser, request)) or (of_kind and not looser.tags):
                break
            filter_ = build_filter(looser, message.without)
            query = self._query(words, vector, filter_, request.limit or message.top_k)
            searched = known.get(query.text or "") if filter_ == Filter() else None
            searched = await self._index.search(query) if searched is None else searched
            hits = relevance.arrange(searched, self._weights.rrf_k)
            if hits and request.sort:
                hits = await in_order(self._index, request.sort, filter_, relevance, hits)
            if keeps_price(looser, request):
                unpriced = note
            elif within := [hit for hit in hits if costs_within(hit.payload, request)]:
                # That there is none for the money is never said beside one that costs no more.
                if right := relevance.only_right(within, hits[:1]):
                    return right, unpriced
                hits = [hit for hit in hits if hit not in within]
            if hits and relevance.begins(hits):
                return hits, note
            # A red shirt is what is left of "buzo rojo" only where there is no such thing at all.
            found = found or ((hits, note) if hits else None)
            of_it = of_it or any(relevance.fit(hit.payload).holds_head for hit in hits)
            of_kind = of_kind or bool(looser.tags and relevance.are_of_kind(hits))
        return found

    async def _by_core(self, message: Message, request: SearchRequest, unsaid: str) -> Found:
        """Search for what a message names for sure; `unsaid` is what stood beside it."""
        relevance = Relevance(request, message.vocabulary)
        if not request.brands and not await self._begins(request.words, relevance):
            return request, [], []
        vector = await self.embed(request.words)
        found = await self._under_filters(message, request, request.words, vector, relevance)
        hits, note = found or ([], "")
        if not request.brands and not any(relevance.fit(h.payload).head == FIRST for h in hits):
            return request, [], []
        told = note or (unsaid and none_says(f"«{unsaid}»"))
        return request, hits[: request.limit or message.top_k], [told] if told else []

    async def _begins(self, words: str, relevance: Relevance) -> bool:
        """Tell by words alone whether titles begin with the thing: a fifth of a search's cost."""
        holding = tuple(Match("title_words", forms) for forms in relevance.words()[:1])
        hits = await self._index.search(
            Query("product", LEAST_FETCHED, text=words, filter=Filter(holding))
        )
        return any(relevance.fit(hit.payload).head == FIRST for hit in hits)

    async def _of_category(
        self, message: Message, request: SearchRequest, vector: NDArray[np.float32]
    ) -> Found | None:
        """Return products of the categories that alone a message names, what is sold out last."""
        sort = (request.sort.key, request.sort.direction) if request.sort else None
        for looser, note in chain([(request, "")], relaxations(request, message.text)):
            if looser.categories != request.categories:
                break
            filter_, most = build_filter(looser, message.without), request.limit or message.top_k
            query = self._query("", vector, filter_, most)
            query = replace(query, text=None, dense=None if sort else vector, sort=sort)
            groups: dict[str, Hit] = {}
            for hit in sorted(await self._index.search(query), key=is_sold_out):
                groups.setdefault(hit.payload["group_key"], hit)
            if groups:
                return request, [*groups.values()][:most], [note] if note else []
        return None

    async def embed(self, text: str) -> NDArray[np.float32]:
        """Return the query's vector: float32 [dimension], L2 norm 1."""
        return await self._vectors.of(text)

    def _query(self, words: str, vector: NDArray[np.float32], filter_: Filter, top_k: int) -> Query:
        return Query(
            "product",
            max(top_k * OVERFETCH, LEAST_FETCHED),
            dense=vector if self._weights.dense else None,
            text=f"{words} {abbreviated(words)}".strip() if self._weights.text else None,
            filter=filter_,
            dense_weight=self._weights.dense,
            text_weight=self._weights.text,
            rrf_k=self._weights.rrf_k,
        )


def _left_out(text: str, request: SearchRequest) -> tuple[tuple[str, ...], ...]:
    """Return the words that titles must not hold, unless fields say what is meant."""
    return without_words(text[:LONGEST]) if not request.tags else ()


def _told(request: SearchRequest, hits: list[Hit], note: str, relevance: Relevance) -> Found:
    """Return hits with what the shopper must be told of them."""
    if note and request.brands and (named := _sounding(hits, request.brands)):
        # "gama" is how Gamma is written: what else gave way is told.
        hits, note = named, without_brands(note, request.brands)
    if is_of_measures(note) and relevance.in_range(hits[0].payload) > 0:
        note = ""  # no field tells "20 kg" of what is for 10 to 25
    unheard = relevance.unheard(hits)
    if unheard and not note:
        note = f"No encontré {', '.join(unheard)}; lo más parecido es esto."
    return request, hits, [note] if note else []


def _sounding(hits: Sequence[Hit], brands: Sequence[str]) -> list[Hit]:
    """Return the hits whose titles hold, as they sound, all the words of the brands."""
    said = {sounds(word) for brand in brands for word in brand.split()}
    return [hit for hit in hits if said <= {sounds(w) for w in hit.payload["title_words"]}]
