"""Find what a turn may speak about: products by request, products referred to, policy passages."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from graph.facts.units import units_of
from graph.policies.answering import Answering
from graph.policies.limits import sizes_of
from graph.policies.offers import is_on_offer
from graph.ports import Retrieval
from graph.retrieval.by_search import by_search
from graph.retrieval.catalog import source_of
from graph.retrieval.constraints import untold_stock
from graph.retrieval.doubted import (
    answers,
    are_called_so,
    doubted,
    names_goods,
    names_told,
    route_by_shown,
    served,
)
from graph.retrieval.of_shown import (
    another_of_the_kind,
    another_variant,
    something_alike,
    those_pointed_at,
)
from graph.retrieval.pairs import put_together, two_at_once
from graph.retrieval.policies import ASKED, MOST, PolicySearch
from graph.retrieval.said_so_far import had_beside, said_so_far
from graph.retrieval.search import ProductSearch
from graph.retrieval.stories import Stories
from graph.retrieval.titles import thing_of
from graph.retrieval.together import each_of_a_list, named_anew
from graph.retrieval.turn import BESIDE, Turn, marked, sources_of
from graph.retrieval.warranty import (
    WARRANTY,
    asks_own_warranty,
    goes_on_with_warranty,
    names_beside,
    tells_warranty,
)
from graph.routes import DOUBTED_ROUTES, Route
from graph.state import Source
from graph.understanding.clipped import in_whole_words
from graph.understanding.conversation import (
    beyond_those_shown,
    chooses_of_told,
    focus_of,
    means_both,
    names_a_thing,
    points_at_one,
    quality_wanted,
)
from graph.understanding.lone import names_by_one_word
from graph.understanding.named import thing_named
from graph.understanding.parse import parse_request
from graph.understanding.plain import in_plain_words
from graph.understanding.purchase import (
    asks_of_purchase,
    asks_shipping_cost,
    asks_stock,
    only_counts,
    things_bought,
)
from graph.understanding.request import SearchRequest
from graph.understanding.several import asks_policy, beside_policy
from graph.understanding.suits import asks_what_suits
from graph.understanding.telling import holds
from graph.understanding.vocabulary import Vocabulary
from ingest.encoder.embedder import Embedder
from ingest.errors import IngestError
from ingest.index.port import Index
from ingest.units import fold

WAYS = (
    each_of_a_list,
    put_together,
    two_at_once,
    something_alike,
    said_so_far,
    another_variant,
    another_of_the_kind,
    named_anew,
    those_pointed_at,
)
"""How a turn leans on the products shown before: the first way that has an answer gives it."""
FREE_SHIPPING = "desde cuánto es gratis el envío?"
"""What is looked up beside the cost of sending what was spoken of."""
_EACH = re.compile(r"\bcuanto\b.*\b(?:cuotas?|cada una|por mes|mensual)\b|\bcuotas?\b.*\bcuanto\b")
"""Asks what an instalment of the product spoken of comes to, as "quiero 3 en cuotas" does."""
_A_SIZE = re.compile(
    r"\W*(?:(?:y|en|el|la|un|una|uno|talle)\s+)*(x{0,4}[smlg]|\d{2}(?:[.,]5)?)\W*", re.I
)
"""A message that is a size and nothing else."""
_ENDS_IN_A_SIZE = re.compile(
    r"(\W*(?:[^\W\d]+\W+){1,3})(?<!talle )(?<!tipo )(x{1,4}[lsg]|[sml])\W*", re.I
)
"""A few words and a size, "y negro xl?"; after a figure it is a measure."""
_SENT = re.compile(r"\b(?:mand|envi|flete|llev|entreg|instal|sub[ei])\w*")
"""What of a policy depends on the product: large ones travel otherwise."""


class HybridRetriever:
    """What a turn's route and conversation call for, found by `products` and in the policies."""

    def __init__(
        self, index: Index, embedder: Embedder, *, stories: Stories | None = None,
        answering: Answering | None = None,
    ) -> None:  # fmt: skip
        """Bind the ports.

        Needs are compared with `stories`, and `answering` ranks the sentences of policies: by
        default by the same embedder, the latter by words and meaning alone.
        """
        self._index = index
        self._policy_search = PolicySearch(index, embedder, answering or Answering(embedder))
        self.products = ProductSearch(index, embedder, stories=stories)

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
        about = focus_of(shown, spoken)[:1]
        kind = f"{about[0]['title']} {_kind_of(about[0])}" if about else ""
        if route != "order_status" and (
            row := await self._policy_search.row(text, previous_request, kind)
        ):
            request = (previous_request or {"text": text}) | {ASKED: text}
            return Retrieval(row, request, message=text, route="store_policy")
        of_terms = ASKED in (previous_request or {})
        taken_for, route = route, route_by_shown(route, text, shown, spoken, of_terms=of_terms)
        if route == "chitchat" or route in DOUBTED_ROUTES:
            try:
                return await self._doubted(route, text, previous_request, top_k)
            except IngestError:  # a person is offered all the same
                return Retrieval([], previous_request or {}, message=text)
        vocabulary = await self.products.vocabulary.read()
        text = in_plain_words(text, vocabulary)
        if route != "store_policy":
            text = in_whole_words(text, vocabulary)
        size = _A_SIZE.fullmatch(text)
        if size and any(source["payload"]["size_key"] for source in shown):
            text = f"en talle {size[1]}"
        ends = _ENDS_IN_A_SIZE.fullmatch(text)
        if ends and any(source["payload"]["size_key"].isalpha() for source in shown):
            text = f"{ends[1]}talle {ends[2]}"
        if len(shown) < 2 and len(recent) > 1:
            if means_both(text):
                shown, spoken = await self._told_of(recent[:2]), ""
            elif shown and chooses_of_told(text):
                told = await self._told_of(recent)
                kind = shown[0]["payload"]["category_keys"]
                alike = [s for s in told if s["payload"]["category_keys"] == kind]
                if len({s["payload"]["group_key"] for s in alike}) > 1:  # variants are no choice
                    shown, spoken = alike, ""
        if only_counts(text) and len(focus_of(shown, spoken)) == 1:
            # What was asked of one is asked of so many, whatever such a message was taken for.
            route = "store_policy" if of_terms else "product_question"
        found = await self._retrieve(
            route, text, previous_request=previous_request, shown=shown, top_k=top_k, spoken=spoken
        )
        if route != taken_for:
            found = replace(found, route=found.route or route)
        alone = len(shown) == 1 and len(recent) < 2 and route == "product_question"
        if alone and found.sources and beyond_those_shown(text, shown):
            found = replace(found, notes=["Te mostré una sola opción.", *found.notes])
        is_search = route == "product_search"
        if (is_search and found.request.get("in_stock")) or (
            route != "product_question" and asks_stock(text)
        ):
            found = replace(found, notes=[*found.notes, *untold_stock(found.sources)])
        return replace(found, message=text)

    async def _doubted(
        self, route: Route, text: str, previous: dict[str, Any] | None, top_k: int
    ) -> Retrieval:
        vocabulary = await self.products.vocabulary.read()
        text = in_plain_words(text, vocabulary)
        is_search = route != "order_status" and names_by_one_word(text, vocabulary)
        is_search |= route == "out_of_scope" and asks_what_suits(fold(text), vocabulary)
        is_goods = route == "out_of_scope" and names_goods(text, vocabulary)
        if is_search or is_goods:
            found = await self._products(
                Turn("product_search", text, None, [], "", top_k, vocabulary)
            )
            told = found.sources and not found.notes
            if told and (is_search or are_called_so(found)):
                return replace(found, message=text, route="product_search")
        if route == "chitchat":
            return Retrieval([], previous or {})
        # A category alone is of the catalog, whatever it was taken for.
        if route == "out_of_scope" and vocabulary.categories_named(
            parse_request(text, vocabulary).text
        ):
            found = await self._products(
                Turn("product_search", text, None, [], "", top_k, vocabulary)
            )
            return replace(found, message=text, route="product_search")
        if route == "out_of_scope" and (names := names_told(text, vocabulary)):
            found = await self._products(
                Turn("product_question", text, None, [], "", top_k, vocabulary)
            )
            if named := answers(found, text, names):
                sources = marked(named)
                return replace(found, sources=sources, message=text, route="product_question")
        found = await doubted(route, text, previous, self._policy_search, vocabulary, top_k)
        return replace(found, message=text)

    async def _told_of(self, ids: Sequence[str]) -> list[Source]:
        """Return the products with these ids, in the order in which they were told."""
        payloads = {p["id"]: p for p in await self._index.get("product", ids)}
        groups = {p["group_key"]: p for id_ in reversed(ids) if (p := payloads.get(id_))}
        told = list(groups.values())  # one of each, the variant told last
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
        vocabulary = await self.products.vocabulary.read()
        if route == "store_policy":
            about = focus_of(shown, spoken)
            one = about if len(about) == 1 else []
            if await asks_own_warranty(text, one, self.products):
                of_it: Route = "product_question"
                turn = Turn(of_it, text, previous, shown, spoken, top_k, vocabulary)
                return replace(await self._products(turn), route=of_it)
            return await self._policies(text, previous_request, previous, about, top_k)
        found = await self._products(Turn(route, text, previous, shown, spoken, top_k, vocabulary))
        lines = (previous_request or {}).get(ASKED, "").splitlines()
        if not found.sources and lines and goes_on_with_warranty(text, lines[-1]):
            asked = f"garantía {text}"
            told = await self._policies(asked, previous_request, previous, [], top_k)
            return replace(told, route="store_policy")
        if not found.sources and not all(beside_policy(text)):  # none was looked for beside them
            rules = await doubted(
                "out_of_scope", text, previous_request, self._policy_search, vocabulary, top_k
            )
            found = rules if rules.sources else found
        elif route == "product_search" and not asks_policy(text):
            rules = await served(text, previous_request, self._policy_search, vocabulary)
            found = rules if rules.sources else found
        goes_on = route == "product_question" and ASKED in (previous_request or {})
        warranty = bool(WARRANTY.search(fold(text))) and not tells_warranty(found.sources)
        if not (asks_policy(text) or goes_on or warranty) or not found.sources:
            return found
        by_kind = warranty or _SENT.search(fold(text))
        asked, passages = await self._policy_search.find(
            text, vocabulary, previous=previous_request if goes_on else None,
            about=_kind_of(found.sources[0]) if by_kind else "",
            on_offer=is_on_offer(found.sources[0]["payload"]),
            sizes=sizes_of(found.sources[0]), spoken_of=found.sources[0],
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
        warranted = await self._thing_warranted(text, vocabulary)
        asked, sources = await self._policy_search.find(
            text, vocabulary, previous=previous_request, limit=min(top_k, MOST),
            about=_kind_of(warranted) if warranted else _kind_spoken_of(text, shown),
            on_offer=len(shown) == 1 and is_on_offer(shown[0]["payload"]),
            sizes=sizes_of(shown[0]) if len(shown) == 1 else (),
            spoken_of=warranted or (shown[0] if len(shown) == 1 else None),
        )  # fmt: skip
        costs = len(shown) == 1 and asks_shipping_cost(text)
        if costs:
            known = {source["id"] for source in sources}
            _, free = await self._policy_search.find(
                FREE_SHIPPING, vocabulary, previous=None, limit=1, first=len(sources) + 1
            )
            sources += [source for source in free if source["id"] not in known]
        each = len(shown) == 1 and (_EACH.search(fold(text)) or units_of(text, shown[0]) > 1)
        if shown and (asks_of_purchase(text) or each or costs or asks_stock(text)):
            sources += marked(shown, len(sources) + 1)
        elif asks_of_purchase(text):
            for named in filter(lambda t: names_a_thing(t, vocabulary), things_bought(text)):
                _, bought, _ = await self.products.search(named, top_k=1)
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

    async def _thing_warranted(self, text: str, vocabulary: Vocabulary) -> Source | None:
        """Return the product whose warranty a question of the terms names; None for none."""
        if not WARRANTY.search(fold(text)):
            return None
        names = [thing_named(text, vocabulary), tuple(names_beside(text))]
        for words in filter(None, names):
            _, hits, _ = await self.products.search(" ".join(words), top_k=1)
            if hits and holds(hits[0].payload, *words):
                return sources_of(hits)[0]
        return None

    async def _products(self, turn: Turn) -> Retrieval:
        if turn.is_question and len(turn.shown) > 1 and beyond_those_shown(turn.text, turn.shown):
            request = (turn.previous or SearchRequest(text=turn.text)).model_dump(mode="json")
            note = f"Te mostré {len(turn.shown)} opciones."
            return Retrieval(marked(turn.shown), request, [note], route="product_search")
        if turn.focus and (quality := quality_wanted(turn.text)):
            wanted = f"{thing_of(turn.focus[0]['title'])} {quality}"
            turn = replace(turn, route="product_search", text=wanted, previous=None, shown=[])
        found: Retrieval | None = None
        for way in WAYS:
            if found := await way(turn, self.products, self._index):
                break
        found = found or await by_search(turn, self.products, self._index)
        return replace(found, sources=[*found.sources, *await had_beside(turn, found, self._index)])


def _kind_spoken_of(text: str, shown: Sequence[Source]) -> str:
    """Return what kind of product a question about the terms is of; empty when of none."""
    if WARRANTY.search(fold(text)):
        return _kind_of(shown[0]) if len(shown) == 1 else ""
    speaks_of_it = shown and points_at_one(text) and _SENT.search(fold(text))
    return _kind_of(shown[0]) if speaks_of_it else ""


def _kind_of(source: Source) -> str:
    """Return what kind of product a source is, for terms that differ by kind."""
    return str(source["payload"].get("product_type", ""))
