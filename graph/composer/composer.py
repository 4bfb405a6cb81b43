"""The grounded composer: answers written by rule from the sources, without any model."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from graph.composer.beside import told_beside
from graph.composer.ellipsis import whole_question
from graph.composer.policies import answer_policy
from graph.composer.products import are_variants, list_products
from graph.composer.questions import NOT_KNOWN, answer_question, computed_of
from graph.composer.talk import only_thanks, reply
from graph.composer.topics import topics_of
from graph.composer.totals import SUMS, told_short, told_total
from graph.facts.coverage import need_facts
from graph.facts.fact import Fact, sentence_of
from graph.facts.kinds import sentences_of
from graph.facts.prices import asks_unit_price, instalment_facts
from graph.facts.terms_applied import (
    extra_facts,
    free_shipping_facts,
    free_shipping_rule,
    payment_facts,
)
from graph.facts.units import units_of
from graph.ports import DraftRequest
from graph.routes import RETRIEVAL_ROUTES
from graph.state import Source
from graph.text import stems
from graph.understanding.conversation import chooses
from graph.understanding.plurals import singular
from graph.understanding.purchase import (
    added,
    asks_shipping_cost,
    continues_a_term,
    instalments_asked,
    purchase_told,
)
from graph.understanding.several import asks_policy
from ingest.units import fold

NOTHING_FOUND = {
    "product_search": "No encontré nada así en el catálogo.",
    "product_question": "No encontré ese producto en el catálogo. ¿Me decís el modelo o el nombre?",
    "store_policy": "No tengo ese dato en las políticas de la tienda.",
}


class Composer:
    """The `Generator` that needs no model: default, and the checker's fallback."""

    def __init__(self, store: str) -> None:
        self._store = store

    async def draft(self, request: DraftRequest) -> AsyncIterator[str]:
        """Yield the answer a sentence at a time."""
        for sentence in self.sentences(request):
            yield sentence if sentence.endswith("\n") else sentence + " "

    def sentences(self, request: DraftRequest) -> list[str]:
        """Return the whole answer as sentences; what else there is of it comes last."""
        beside = [source for source in request.sources if source.get("beside")]
        if not beside:
            return self._sentences(request)
        meant = [source for source in request.sources if not source.get("beside")]
        products = [source for source in meant if source["kind"] == "product"]
        told = told_beside(beside, products, request.request)
        return [*self._sentences(replace(request, sources=meant)), *told]

    def _sentences(self, request: DraftRequest) -> list[str]:
        notes = list(request.notes)
        if request.route in RETRIEVAL_ROUTES and only_thanks(request.question):
            return [reply("chitchat", request.question, self._store)]
        passages = request.passages
        if request.route not in RETRIEVAL_ROUTES:
            told = answer_policy(request.policy_question, passages) if passages else []
            return notes or [*told, reply(request.route, request.question, self._store)]
        if not request.sources:
            return notes or [NOTHING_FOUND[request.route]]
        products = [source for source in request.sources if source["kind"] == "product"]
        whole = purchase_told(request.question, request.history)
        noun = "" if asks_policy(request.question) else added(request.question)
        called = stems(f"{noun} {singular(noun)}") if noun else set()
        if noun and not any(called & _named(product) for product in products):
            return [*notes, NOTHING_FOUND["product_question"]]  # a sum would leave it out
        before = next((text for role, text in reversed(request.history) if role == "user"), "")
        before = before if continues_a_term(request.question) else ""
        applied = _applied(request.question, whole, before, request.sources) if passages else []
        terms = applied + (answer_policy(request.policy_question, passages) if passages else [])
        rule = free_shipping_rule(request.question, request.sources) if passages else []
        terms += [told for told in rule if told not in terms]
        short = told_short(whole, products[0]) if len(products) == 1 else []
        if request.route == "store_policy" and passages:
            asks_offer = bool(products) and topics_of(request.question, products).offer
            unnamed = not any(stems(request.question) & _named(product) for product in products)
            if unnamed and asks_shipping_cost(request.question):
                asks_sum = products and SUMS.search(fold(request.question))
                listed = list_products(products) if asks_sum else []
                return notes + (terms or [NOTHING_FOUND["store_policy"]]) + listed
            listed = list_products(products) if products and (asks_offer or not applied) else []
            return notes + (terms or [NOTHING_FOUND["store_policy"]]) + listed + short
        if request.route == "product_question":
            if notes and (_of_another_kind(request.request, products) or are_variants(products)):
                return notes + list_products(products, request.question, request.request)
            asked = request.question
            if not request.feedback:
                asked = whole_question(asked, request.history, products)
            told = answer_question(
                asked, products, whole if whole != asked else "", found_by=request.request
            )
            told = _by_name(told, products, request.history)
            told = [s for s in told if s not in (terms and (*terms, *NOT_KNOWN))]
            apart = applied and not topics_of(asked, products).offer
            return notes + (short if apart else told) + terms
        if len(products) == 1 and units_of(request.question, products[0]) > 1:
            return notes + answer_question(request.question, products) + terms
        sums = told_total(request.question, products)
        asks = sums or chooses(request.question) or asks_unit_price(request.question)
        if asks and computed_of(request.question, products):
            return notes + answer_question(request.question, products) + terms
        need = list(map(sentence_of, need_facts(request.question, products)))
        return notes + list_products(products, request.question, request.request) + need + terms


def _applied(question: str, whole: str, before: str, sources: Sequence[Source]) -> list[str]:
    """Tell what the store's terms make of the purchase, after what it comes to."""
    facts = payment_facts(whole, sources) + free_shipping_facts(whole, sources)
    facts += extra_facts(whole if whole != question else f"{before} . {question}", sources)
    products = [source for source in sources if source["kind"] == "product"]
    total = told_total(whole, products) if facts and whole != question else []
    instalments = instalment_facts(instalments_asked(question, whole), sources, whole)
    return [*map(_conditional, instalments), *total, *map(sentence_of, facts)]


def _by_name(
    told: Sequence[str], products: Sequence[Source], history: Sequence[tuple[str, str]]
) -> list[str]:
    """Name the product that a sentence is quoted of, unless it alone was spoken of just before."""
    before = next((text for role, text in reversed(history) if role == "assistant"), "")
    if len(products) != 1 or not before or not told:
        return list(told)
    title = products[0]["title"]
    quoted = {f"{said} [{products[0]['marker']}]." for said in sentences_of(products[0])}
    several = before.count("\n- ") > 1
    if told[0] not in quoted or (title in before and not several):
        return list(told)
    return [f"{title}: {told[0][:1].lower()}{told[0][1:]}", *told[1:]]


def _conditional(instalment: Fact) -> str:
    """Tell what an instalment comes to, without promising that the product has it."""
    several, _, plan = instalment.text.rpartition(", ")
    count, each = plan.split(" de ", 1)
    told = f"en {count} serían {each} cada una, si se cumplen estas condiciones"
    text = f"{several}, {told}" if several else told
    return sentence_of(replace(instalment, text=text))


def _named(product: Source) -> set[str]:
    return stems(f"{product['title']} {product['payload']['product_type']}")


def _of_another_kind(asked: Mapping[str, Any], products: Sequence[Source]) -> bool:
    """Tell whether none of the products is of the colour and the size that are asked for."""
    colors, sizes = set(asked.get("colors") or ()), set(asked.get("sizes") or ())
    return bool(products and (colors or sizes)) and not any(
        (not colors or colors & {*source["payload"]["color_keys"]})
        and (not sizes or source["payload"]["size_key"] in sizes)
        for source in products
    )
