"""Find what a turn may speak about: products by request, products referred to, policy passages."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from graph.ports import Retrieval
from graph.retrieval.catalog import marked, source_of, sources_of
from graph.retrieval.constraints import relaxations
from graph.retrieval.doubted import doubted
from graph.retrieval.follow_ups import kind_request, of_the_kind
from graph.retrieval.kin import alike, alike_request, told_apart, variants
from graph.retrieval.policies import ASKED, MOST, PolicySearch
from graph.retrieval.relevance import Relevance, is_sold_out
from graph.retrieval.search import ProductSearch
from graph.retrieval.together import Together
from graph.routes import DOUBTED_ROUTES, Route
from graph.state import Source
from graph.understanding.conversation import (
    among_shown,
    asks_alike,
    asks_how_much_more,
    asks_next,
    asks_variants,
    by_ordinal,
    chooses,
    chooses_of_told,
    focus_of,
    means_both,
    names_a_thing,
    names_another,
    of_all,
    points_at_one,
    referred,
    stands_alone,
    that_does,
)
from graph.understanding.parse import parse_request
from graph.understanding.plain import in_plain_words
from graph.understanding.purchase import adds, asks_of_purchase, asks_shipping_cost, things_bought
from graph.understanding.refinement import CHEAPER, qualifies_only
from graph.understanding.request import SearchRequest
from graph.understanding.several import (
    asks_policy,
    beside_policy,
    points,
    subjects_of,
    two_things,
)
from graph.understanding.telling import holds, names_a_kind, telling
from graph.understanding.vocabulary import Vocabulary
from ingest.encoder.embedder import Embedder
from ingest.errors import IngestError
from ingest.index.filters import Match
from ingest.index.port import Hit, Index
from ingest.units import fold

BESIDE = 2
"""Of each of two things asked at once, how many are shown; passages told beside products."""
FREE_SHIPPING = "desde cuánto es gratis el envío?"
"""What is looked up beside the cost of sending what was spoken of."""
VARIANTS = 20
"""Variants read when colours or sizes are asked for."""

CHEAPEST = 3
"""Shown of what is wanted cheap."""
_CHEAP = re.compile(r"\b(?:barat|economic|accesible)\w*")
_EACH = re.compile(r"\bcuanto\b.*\b(?:cuotas?|cada una|por mes|mensual)\b|\bcuotas?\b.*\bcuanto\b")
"""Asks what an instalment of the product spoken of comes to."""
_MONEY = re.compile(r"\b\d[\d.,]*\s*(?:mil|lucas?|k|palos?|pesos|millon\w*)\b|^\d{4,}$|\$")
"""The other end of a price, which is no thing of its own: "entre 200 y 300 mil"."""
_A_SIZE = re.compile(
    r"\W*(?:(?:y|en|el|la|un|una|uno|talle)\s+)*(x{0,4}[smlg]|\d{2}(?:[.,]5)?)\W*", re.I
)
"""A message that is a size and nothing else."""
_SENT = re.compile(r"\b(?:mand|envi|flete|llev|entreg|instal|sub[ei])\w*")
"""What of a policy depends on the product: large ones travel otherwise."""


class HybridRetriever:
    """What a turn's route and conversation call for, found by `products` and in the policies."""

    def __init__(self, index: Index, embedder: Embedder, *, cache: Path | None = None) -> None:
        """Bind the ports; in the `cache` folder, vectors of what is authored are kept."""
        self._index = index
        self._policy_search = PolicySearch(index, embedder)
        self.products = ProductSearch(index, embedder, cache=cache)
        self._together = Together(index, self.products)

    async def retrieve(
        self,
        route: Route,
        text: str,
        *,
        previous_request: dict[str, Any] | None,
        shown: Sequence[Source],
        top_k: int,
        spoken: str = "",
        recent: Sequence[str] = (),
    ) -> Retrieval:
        """Retrieve for a route; see `Retriever`."""
        if route in DOUBTED_ROUTES:
            try:
                return await self._doubted(route, text, previous_request, top_k)
            except IngestError:  # a person is offered all the same
                return Retrieval([], previous_request or {}, message=text)
        text = in_plain_words(text, await self.products.vocabulary.read())
        size = _A_SIZE.fullmatch(text)
        if size and any(source["payload"]["size_key"] for source in shown):
            text = f"en talle {size[1]}"
        if len(shown) < 2 and len(recent) > 1:
            if means_both(text):
                shown, spoken = await self._told_of(recent[:2]), ""
            elif shown and chooses_of_told(text):
                told = await self._told_of(recent)
                kind = shown[0]["payload"]["category_keys"]
                alike = [s for s in told if s["payload"]["category_keys"] == kind]
                shown, spoken = alike or shown, "" if len(alike) > 1 else spoken
        found = await self._retrieve(
            route, text, previous_request=previous_request, shown=shown, top_k=top_k, spoken=spoken
        )
        return replace(found, message=text)

    async def _doubted(
        self, route: Route, text: str, previous: dict[str, Any] | None, top_k: int
    ) -> Retrieval:
        vocabulary = await self.products.vocabulary.read()
        text = in_plain_words(text, vocabulary)
        found = await doubted(route, text, previous, self._policy_search, vocabulary, top_k)
        return replace(found, message=text)

    async def _told_of(self, ids: Sequence[str]) -> list[Source]:
        """Return the products with these ids, in the order in which they were told."""
        payloads = {p["id"]: p for p in await self._index.get("product", ids)}
        told = [payloads[id_] for id_ in reversed(ids) if id_ in payloads]
        return [source_of(payload, n) for n, payload in enumerate(told, 1)]

    async def _retrieve(
        self,
        route: Route,
        text: str,
        *,
        previous_request: dict[str, Any] | None,
        shown: Sequence[Source],
        top_k: int,
        spoken: str,
    ) -> Retrieval:
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
            previous=previous_request if goes_on else None,
            about=_kind_of(found.sources[0]) if _SENT.search(fold(text)) else "",
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
        costs = len(shown) == 1 and asks_shipping_cost(text)
        if costs:
            known = {source["id"] for source in sources}
            _, free = await self._policy_search.find(
                FREE_SHIPPING, vocabulary, previous=None, limit=1, first=len(sources) + 1
            )
            sources += [source for source in free if source["id"] not in known]
        each = len(shown) == 1 and _EACH.search(fold(text))
        if shown and (asks_of_purchase(text) or each or costs):
            sources += [Source(**{**s, "marker": n}) for n, s in enumerate(shown, len(sources) + 1)]
        elif asks_of_purchase(text):
            for thing in filter(lambda t: names_a_thing(t, vocabulary), things_bought(text)):
                _, bought, _ = await self.products.search(thing, top_k=1)
                sources += sources_of(bought, len(sources) + 1)
        request = previous.model_dump(mode="json") if previous else {"text": text}
        notes: list[str] = []
        policy, beside = beside_policy(text)
        if policy and names_a_thing(beside, vocabulary):
            wanted, products, notes = await self.products.search(beside, top_k=BESIDE)
            sources += sources_of(products, len(sources) + 1)
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
        is_listed = points(text) or not adds(text)
        if is_listed and (listed := await self._together.listed(text, previous, shown, spoken)):
            return listed
        if put := await self._together.put(text, previous, shown, spoken):
            return put
        if both := await self._two(route, text, previous, shown, spoken):
            return both
        is_question = route == "product_question" or (chooses(text) and len(shown) > 1)
        pointed = referred(text, shown, spoken) if is_question else by_ordinal(text, shown)
        focus = focus_of(shown, spoken)
        if shown and asks_alike(text):
            like = (referred(text, shown, spoken) or focus)[0]
            return await self._alike(text, like, previous, top_k)
        by_words = not is_question or not _is_of_those(text, shown, vocabulary)
        if focus and by_words and not by_ordinal(text, shown):
            spoken_of = focus[0]["payload"]
            if meant := await of_the_kind(self._index, text, spoken_of, previous, vocabulary):
                return Retrieval(sources_of(meant[1]), meant[0].model_dump(mode="json"))
        if is_question and (
            other := await self._together.named_anew(text, previous, shown, spoken)
        ):
            return other
        if is_question and not pointed and shown and not names_a_kind(text, vocabulary):
            words = telling(text, vocabulary)
            if words is not None and holds(focus[0]["payload"], *words):
                pointed = focus[:1]  # it asks something of what was spoken of
        if previous and pointed and qualifies_only(text):
            wanted = parse_request(text, vocabulary).tags
            if wanted and not any({*wanted} <= {*s["payload"]["feature_keys"]} for s in pointed):
                pointed = []  # one like those before, that has it
        if pointed and not names_another(text, pointed, vocabulary):
            return await self._about(text, pointed, previous or SearchRequest(text=text))
        if pointed:  # another product than those shown is named
            request, hits, notes = await self.products.search(text, top_k=BESIDE)
            if hits and not notes:
                return Retrieval(sources_of(hits), request.model_dump(mode="json"))
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
        if hits and asks_variants(text):
            asked = (Match("color_keys", request.colors), Match("size_key", request.sizes))
            told = tuple(match for match in asked if match.any_of)
            first = source_of(hits[0].payload, 1)
            hits = await variants(self._index, [first], told, VARIANTS) or hits
        if route == "product_question" and not hits:
            request, hits = await self._subject(text, request)
        if route == "product_question" and hits and request.codes:
            hits = [h for h in hits if set(h.payload["codes"]) & set(request.codes)] or hits[:1]
        return Retrieval(sources_of(hits), request.model_dump(mode="json"), notes)

    async def _about(
        self, text: str, pointed: Sequence[Source], previous: SearchRequest
    ) -> Retrieval:
        """Return the products pointed at, or their variants in the colour or size now asked."""
        vocabulary = await self.products.vocabulary.read()
        request, notes = previous.model_dump(mode="json"), []
        if asks_variants(text):
            hits = await variants(self._index, pointed, (), VARIANTS)
            there = [hit for hit in hits if not is_sold_out(hit)]
            return Retrieval(sources_of(there or hits), request)
        wanted = parse_request(text, vocabulary, about=fold(pointed[0]["title"]))
        if wanted.colors or wanted.sizes:
            request |= {"colors": list(wanted.colors), "sizes": list(wanted.sizes)}
            asked = (Match("color_keys", wanted.colors), Match("size_key", wanted.sizes))
            for conditions in ((*asked, *_as_shown(wanted, pointed)), asked):
                told = tuple(match for match in conditions if match.any_of)
                if hits := await variants(self._index, pointed, told, len(pointed) + 2):
                    return Retrieval(sources_of(sorted(hits, key=is_sold_out)), request)
            missing = [
                *(f"en {c}" for c in wanted.colors),
                *(f"en talle {s}" for s in wanted.sizes),
            ]
            notes = [f"No lo tengo {' '.join(missing)}."]
        sources = marked(pointed)
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
                return Retrieval(sources_of(hits), request.model_dump(mode="json"), notes)
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
        self,
        route: Route,
        text: str,
        before: SearchRequest | None,
        shown: Sequence[Source],
        spoken: str,
    ) -> Retrieval | None:
        """Return the best of each of two things that the message names; None when it does not."""
        parts = two_things(text)
        if parts is None:
            return None
        if picked := among_shown(parts, shown):
            request = before or SearchRequest(text=text)
            both = Retrieval(marked(picked), request.model_dump(mode="json"))
            return both if len(picked) > 1 else None
        vocabulary = await self.products.vocabulary.read()
        if not names_a_thing(parts[0], vocabulary):
            focus = focus_of(shown, spoken)
            is_apart = len(focus) == 1 and asks_how_much_more(text)
            return (
                await self._together.held_against(focus[0], parts[1], shown) if is_apart else None
            )
        is_plain = names_a_kind(parts[1], vocabulary) or _MONEY.search(parts[1])
        apart = () if is_plain else telling(parts[1], vocabulary)
        if not (apart or names_a_thing(parts[1], vocabulary)):
            return None
        first, found, told = await self.products.search(parts[0], top_k=BESIDE)
        if found and apart and (pair := await self._of_one_kind(found, parts, apart)):
            request = kind_request(found[0].payload, None)
            return Retrieval(sources_of(pair), request.model_dump(mode="json"))
        second, others, also = await self.products.search(parts[1], top_k=BESIDE)
        if not stands_alone(parts[1], vocabulary) and (also or not others):
            second, others, also = await self.products.search(
                parts[1], previous=first, top_k=BESIDE
            )
        each = 1 if route == "product_question" else BESIDE
        if not found or not others:
            return None
        if found[0].payload["group_key"] == others[0].payload["group_key"]:
            each = BESIDE  # "la A9 y la A9+": both searches find both
        hits = {hit.payload["id"]: hit for hit in (*found[:each], *others[:each])}
        if len({hit.payload["group_key"] for hit in hits.values()}) < 2:
            return None
        notes = [*_noted(first.text, told), *_noted(second.text, also)]
        return Retrieval(sources_of(list(hits.values())), second.model_dump(mode="json"), notes)

    async def _of_one_kind(
        self, found: Sequence[Hit], parts: tuple[str, str], apart: Sequence[str]
    ) -> list[Hit]:
        """Return two products of a kind, of which the second is told by few words: "y la i3"."""
        vocabulary = await self.products.vocabulary.read()
        first = found[0]
        if words := telling(parts[0], vocabulary):
            same = await told_apart(self._index, first.payload, words)
            first = same[0] if same else first
        lacking = re.findall(r"\bsin (\w+)", parts[1])
        held = [word for word in apart if word not in lacking]
        others = await told_apart(self._index, first.payload, held, lacking=lacking)
        there = [hit for hit in others if hit.payload["id"] != first.payload["id"]]
        if not there and others:  # the first part was too little to tell it from the second
            there = [hit for hit in found if hit.payload["id"] != first.payload["id"]]
        return [first, *there[:1]] if there else []


def _is_of_those(text: str, shown: Sequence[Source], vocabulary: Vocabulary) -> bool:
    """Tell whether one of those shown says all that tells the one that a message names."""
    words = telling(text, vocabulary)
    if asks_next(text) or of_all(text) or that_does(text):
        return False
    return not words or any(all(holds(s["payload"], word) for word in words) for s in shown)


def _as_shown(wanted: SearchRequest, pointed: Sequence[Source]) -> tuple[Match, ...]:
    """Return what the product shown keeps: "y en blanco?" is asked of the same size."""
    payload = pointed[0]["payload"]
    return (
        Match(
            "size_key", () if wanted.sizes or not payload["size_key"] else (payload["size_key"],)
        ),
        Match("color_keys", () if wanted.colors else tuple(payload["color_keys"])),
    )


def _kind_of(source: Source) -> str:
    """Return what kind of product a source is, for terms that differ by kind."""
    return str(source["payload"].get("product_type", ""))


def _noted(thing: str, notes: Sequence[str]) -> list[str]:
    """Say of which of two things a note is."""
    return [f"En {thing} {note[0].lower()}{note[1:]}" for note in notes]
