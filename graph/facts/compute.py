"""Facts before words: what a small model cannot compute is computed here and handed over."""

import re
from collections.abc import Sequence
from dataclasses import replace

from graph.composer.topics import Topics, read_topics
from graph.facts.attributes import attributes_told, differing, extreme_facts
from graph.facts.fact import Fact
from graph.facts.policies import policy_facts
from graph.facts.prices import asks_difference, instalment_facts, money_facts, price_told
from graph.facts.search import search_facts
from graph.facts.stock import alternative, is_sold_out, stock_told
from graph.facts.subjects import beside_titles, compared, subjects
from graph.facts.unknown import unknown_fact
from graph.ports import DraftRequest
from graph.state import Source
from graph.wording import write_attribute
from ingest.units import fold

MOST = 5
"""Facts handed over: a small model loses its way among more."""

_ABOUT = re.compile(
    r"\b(?:contame|info\w*|datos|detalles?|caracteristicas|hablame|describ\w*|ficha|"
    r"como (?:es|son)|que tal|que sabes|explic\w*|interesa\w*|decir)\b"
)
_COUNTED = re.compile(r"\bcuant[oa]s\b|\bqueda\w*\b|\bunidades\b")


def compute_facts(request: DraftRequest) -> list[Fact]:
    """Compute the facts that the request needs, the most telling first."""
    question = request.question
    products = [source for source in request.sources if source["kind"] == "product"]
    passages = [source for source in request.sources if source["kind"] == "policy"]
    if facts := instalment_facts(question, request.sources):
        return facts
    if passages and request.route == "store_policy":
        return policy_facts(question, passages, alone=not products)
    if request.route == "product_question":
        return question_facts(question, products)[:MOST]
    return search_facts(question, products)


def question_facts(question: str, products: Sequence[Source]) -> list[Fact]:
    """Compute the facts that answer a question about products at hand."""
    names = [name for source in products for name in source["payload"]["attributes"]]
    topics = read_topics(beside_titles(question, products), names)
    compares = topics.compare or asks_difference(question)
    pair = compared(question, products) if compares else subjects(question, products)
    asks_offer = topics.price or topics.stock
    unknown = unknown_fact(question, products if asks_offer else pair, asks_offer=asks_offer)
    if unknown and (unknown.kind == "unknown" or not asks_offer):
        return [unknown]
    money = money_facts(question, pair)
    if money and money[0].kind == "difference":
        return money
    if facts := extreme_facts(question, products) + money:
        return facts
    if topics.compare and not topics.attributes:
        topics = replace(topics, attributes=differing(pair)[:1])
    told = [fact for source in pair[:3] if (fact := _told(source, question, topics))]
    if len(pair) == 1 and asks_offer and is_sold_out(pair[0]):
        told += alternative(pair[0], products)
    return [*told, *([unknown] if unknown else [])]


def _told(source: Source, question: str, topics: Topics) -> Fact | None:
    """Tell what is asked of one product: price, stock, attributes."""
    folded = fold(question)
    parts, kind = [], "told"
    about = topics.nothing and _ABOUT.search(folded)
    if topics.price or topics.stock or topics.compare or about:
        parts.append(price_told(source))
    if topics.compare:
        held = source["payload"]["attributes"]
        parts += [write_attribute(name, held[name]) for name in topics.attributes if name in held]
        parts += ["sin stock"] if is_sold_out(source) else []
    else:
        if topics.price or topics.stock or about:
            stock = stock_told(source, count=bool(_COUNTED.search(folded)))
            parts += [stock] if stock else ["stock: sin dato"] if topics.stock else []
        asked = attributes_told(question, source)
        kind = "several" if parts and asked else kind
        parts += asked
    if not parts:
        return None
    return Fact(kind, f"{source['title']}: {'; '.join(parts)}", (source["marker"],))
