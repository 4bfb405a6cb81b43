"""Facts before words: what a small model cannot compute is computed here and handed over."""

import re
from collections.abc import Sequence

from graph.composer.topics import Topics, read_topics
from graph.facts.attributes import attributes_told, extreme_facts, missing_fact
from graph.facts.fact import Fact
from graph.facts.prices import instalment_facts, money_facts, price_told
from graph.facts.stock import sold_out, stock_told
from graph.facts.subjects import compared, subjects
from graph.ports import DraftRequest
from graph.state import Source
from ingest.units import fold

MOST = 5
"""Facts handed over: a small model loses its way among more."""

_COUNTED = re.compile(r"\bcuant[oa]s\b|\bqueda\w*\b|\bunidades\b")


def compute_facts(request: DraftRequest) -> list[Fact]:
    """Compute the facts that the request needs, the most telling first."""
    products = [source for source in request.sources if source["kind"] == "product"]
    facts = instalment_facts(request.question, request.sources)
    if products and request.route == "product_question":
        facts = facts or question_facts(request.question, products)
    elif products:
        facts += extreme_facts(request.question, products) + sold_out(products)
    return facts[:MOST]


def question_facts(question: str, products: Sequence[Source]) -> list[Fact]:
    """Compute the facts that answer a question about products at hand."""
    names = [name for source in products for name in source["payload"]["attributes"]]
    topics = read_topics(question, names)
    pair = compared(question, products) if topics.compare else subjects(question, products)
    if facts := extreme_facts(question, products) + money_facts(question, pair):
        return facts
    if missing := missing_fact(question, pair):
        told = [_told(source, question, topics) for source in pair[:1]]
        return [*filter(None, told if topics.price or topics.stock else []), missing]
    return [fact for source in pair[:3] if (fact := _told(source, question, topics))]


def _told(source: Source, question: str, topics: Topics) -> Fact | None:
    """Tell what is asked of one product: price, stock, attributes."""
    counted = bool(_COUNTED.search(fold(question)))
    parts = []
    if topics.price or topics.compare or topics.nothing:
        parts.append(price_told(source))
    if topics.stock or topics.price or topics.nothing:
        parts.append(stock_told(source, count=counted))
    parts += attributes_told(question, source)
    if not parts:
        return None
    return Fact("told", f"{source['title']}: {'; '.join(parts)}", (source["marker"],))
