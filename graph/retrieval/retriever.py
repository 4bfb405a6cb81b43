"""Find what a turn may speak about: products by request, products referred to, policy passages."""

import re
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from graph.ports import Retrieval
from graph.retrieval.catalog import source_of
from graph.retrieval.constraints import relaxations
from graph.retrieval.kin import alike, alike_request, variants
from graph.retrieval.policies import ASKED, MOST, PolicySearch
from graph.retrieval.relevance import Relevance, is_sold_out
from graph.retrieval.search import ProductSearch
from graph.routes import Route
from graph.state import Source
from graph.understanding.conversation import (
    CHEAPER,
    among_shown,
    asks_alike,
    asks_variants,
    by_ordinal,
    chooses,
    focus_of,
    names_a_thing,
    names_another,
    points_at_one,
    qualifies_only,
    referred,
    stands_alone,
)
from graph.understanding.parse import parse_request
from graph.understanding.request import SearchRequest
from graph.understanding.several import asks_policy, beside_policy, subjects_of, two_things
from ingest.encoder.embedder import Embedder
from ingest.index.filters import Match
from ingest.index.port import Hit, Index
from ingest.units import fold

BESIDE = 2
"""Of each of two things asked at once, how many are shown; passages told beside products."""
VARIANTS = 20
"""Variants read when colours or sizes are asked for."""

CHEAPEST = 3
"""Shown of what is wanted cheap."""
_CHEAP = re.compile(r"\b(?:barat|economic|accesible)\w*")
_EACH = re.compile(r"\bcuanto\b.*\b(?:cuotas?|cada una|por mes|mensual)\b|\bcuotas?\b.*\bcuanto\b")
"""Asks what an instalment of the product spoken of comes to."""
_SENT = re.compile(r"\b(?:mand|envi|flete|llev|entreg|instal|sub[ei])\w*")
"""What of a policy depends on the product: large ones travel otherwise."""


class HybridRetriever:
    """What a turn's route and conversation call for, found by `products` and in the policies."""

    def __init__(self, index: Index, embedder: Embedder, *, cache: Path | None = None) -> None:
        """Bind the ports; in the `cache` folder, vectors of what is authored are kept."""
        self._index = index
        self._policy_search = PolicySearch(index, embedder)
        self.products = ProductSearch(index, embedder, cache=cache)

    async def retrieve(
        self,
        route: Route,
        text: str,
        *,
        previous_request: dict[str, Any] | None,
        shown: Sequence[Source],
        top_k: int,
        spoken: str = "",
    ) -> Retrieval:
        """Retrieve for a route; see `Retriever`."""
        before = {k: v for k, v in (previous_request or {}).items() if k != ASKED}
        previous = SearchRequest.model_validate(before) if before else None
        if route == "store_policy":
            about = focus_of(shown, spoken)
            return await self._policies(text, previous_request, previous, about, top_k)
        found = await self._products(route, text, previous, shown, spoken, top_k)
        goes_on = route == "product_question" and ASKED in (previous_request or {})
        if not (asks_policy(text) or goes_on) or not found.sources:
            return found
        asked, passages = await self._policy_search.find(
            text, await self.products.vocabulary.read(),
            previous=previous_request if goes_on else None, about=_kind_of(found.sources[0]),
            limit=BESIDE, first=len(found.sources) + 1,
        )  # fmt: skip
        sources = [*found.sources, *passages]
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
        vocabulary = await self.products.vocabulary.read()
        speaks_of_it = shown and points_at_one(text) and _SENT.search(fold(text))
        asked, sources = await self._policy_search.find(
            text, vocabulary, previous=previous_request, limit=min(top_k, MOST),
            about=_kind_of(shown[0]) if speaks_of_it else "",
        )  # fmt: skip
        if len(shown) == 1 and _EACH.search(fold(text)):
            sources += [Source(**{**shown[0], "marker": len(sources) + 1})]
        request = previous.model_dump(mode="json") if previous else {"text": text}
        notes: list[str] = []
        policy, beside = beside_policy(text)
        if policy and names_a_thing(beside, vocabulary):
            wanted, products, notes = await self.products.search(beside, top_k=BESIDE)
            sources += _sources(products, len(sources) + 1)
            request = wanted.model_dump(mode="json")
            if not products:
                notes = [f"No encontré {beside} en el catálogo."]
        return Retrieval(sources, request | {ASKED: asked}, notes)

    async def _products(
        self,
        route: Route,
        text: str,
        previous: SearchRequest | None,
        shown: Sequence[Source],
        spoken: str,
        top_k: int,
    ) -> Retrieval:
        vocabulary = await self.products.vocabulary.read()
        if both := await self._two(route, text, previous, shown):
            return both
        is_question = route == "product_question" or (chooses(text) and len(shown) > 1)
        pointed = referred(text, shown, spoken) if is_question else by_ordinal(text, shown)
        focus = focus_of(shown, spoken)
        if shown and asks_alike(text):
            like = (referred(text, shown, spoken) or focus)[0]
            return await self._alike(text, like, previous, top_k)
        if previous and pointed and qualifies_only(text):
            wanted = parse_request(text, vocabulary).tags
            if wanted and not any({*wanted} <= {*s["payload"]["feature_keys"]} for s in pointed):
                pointed = []  # one like those before, that has it
        if pointed and not names_another(text, pointed, vocabulary):
            return await self._about(text, pointed, previous or SearchRequest(text=text))
        if pointed:  # another product than those shown is named
            request, hits, notes = await self.products.search(text, top_k=BESIDE)
            if hits and not notes:
                return Retrieval(_sources(hits), request.model_dump(mode="json"))
        request, hits, notes = await self.products.search(
            text, previous=previous, shown=focus, top_k=top_k if route == "product_search" else 3
        )
        if route == "product_search":
            relevance = Relevance(request, vocabulary)
            if not notes and (unsaid := relevance.unsaid(hits)):
                notes = [f"Ninguno dice «{unsaid}» en su ficha; lo más parecido es esto."]
            hits = relevance.wholly(hits)
            if not request.sort and _CHEAP.search(fold(text)) and not CHEAPER.search(fold(text)):
                hits = sorted(hits, key=lambda hit: hit.payload["current_cents"])[:CHEAPEST]
        if route == "product_question" and not hits:
            request, hits = await self._subject(text, request)
        if route == "product_question" and hits and request.codes:
            hits = [h for h in hits if set(h.payload["codes"]) & set(request.codes)] or hits[:1]
        return Retrieval(_sources(hits), request.model_dump(mode="json"), notes)

    async def _about(
        self, text: str, pointed: Sequence[Source], previous: SearchRequest
    ) -> Retrieval:
        """Return the products pointed at, or their variants in the colour or size now asked."""
        vocabulary = await self.products.vocabulary.read()
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
        sources = _marked(pointed)
        return Retrieval(sources, request, notes)

    async def _alike(
        self, text: str, like: Source, previous: SearchRequest | None, top_k: int
    ) -> Retrieval:
        """Return what may be had in the place of a product shown, within the money told."""
        vocabulary = await self.products.vocabulary.read()
        said = parse_request(text, vocabulary, about=fold(like["title"]))
        request = alike_request(text, said, previous, like)
        vector = await self.products.embed(like["title"])
        for looser, note in chain([(request, "")], relaxations(request, text)):
            if hits := await alike(self._index, like, vector, looser, top_k):
                notes = [note] if note else []
                return Retrieval(_sources(hits), request.model_dump(mode="json"), notes)
        return Retrieval([], request.model_dump(mode="json"), ["No tengo otro parecido con stock."])

    async def _subject(self, text: str, request: SearchRequest) -> tuple[SearchRequest, list[Hit]]:
        """Search for the part of a question that names its product, without what it asks of it."""
        vocabulary = await self.products.vocabulary.read()
        for part in subjects_of(text):
            if names_a_thing(part, vocabulary):
                named, hits, notes = await self.products.search(part, top_k=BESIDE)
                if hits and not notes:
                    return named, hits
        return request, []

    async def _two(
        self, route: Route, text: str, before: SearchRequest | None, shown: Sequence[Source]
    ) -> Retrieval | None:
        """Return the best of each of two things that the message names; None when it does not."""
        parts = two_things(text)
        if parts is None:
            return None
        if picked := among_shown(parts, shown):
            request = before or SearchRequest(text=text)
            both = Retrieval(_marked(picked), request.model_dump(mode="json"))
            return both if len(picked) > 1 else None
        vocabulary = await self.products.vocabulary.read()
        if not all(names_a_thing(part, vocabulary) for part in parts):
            return None
        first, found, told = await self.products.search(parts[0], top_k=BESIDE)
        previous = None if stands_alone(parts[1], vocabulary) else first
        second, others, also = await self.products.search(parts[1], previous=previous, top_k=BESIDE)
        each = 1 if route == "product_question" else BESIDE
        if not found or not others:
            return None
        if found[0].payload["group_key"] == others[0].payload["group_key"]:
            each = BESIDE  # "la A9 y la A9+": both searches find both
        hits = {hit.payload["id"]: hit for hit in (*found[:each], *others[:each])}
        if len({hit.payload["group_key"] for hit in hits.values()}) < 2:
            return None
        notes = [*_noted(first.text, told), *_noted(second.text, also)]
        return Retrieval(_sources(list(hits.values())), second.model_dump(mode="json"), notes)


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


def _kind_of(source: Source) -> str:
    """Return what kind of product a source is, for terms that differ by kind."""
    return str(source["payload"].get("product_type", ""))


def _noted(thing: str, notes: Sequence[str]) -> list[str]:
    """Say of which of two things a note is."""
    return [f"En {thing} {note[0].lower()}{note[1:]}" for note in notes]


def _marked(sources: Sequence[Source]) -> list[Source]:
    """Number sources shown before as this turn's."""
    return [Source(**{**source, "marker": n}) for n, source in enumerate(sources, 1)]
