"""How much of a product the area that a shopper tells takes, by the yield that its sheet tells."""

from collections.abc import Sequence

from graph.checking.coverage import coverage_of, told_need
from graph.facts.content import content_of
from graph.facts.fact import Fact
from graph.facts.kinds import sentences_of
from graph.state import Source


def need_facts(question: str, products: Sequence[Source]) -> list[Fact]:
    """Tell the yield of each product and what the area takes of it; nothing where none is told.

    Of several each by its name, and variants that go as far only once.
    """
    facts: dict[str, list[Fact]] = {}
    for source in products:
        coverage = coverage_of(sentences_of(source))
        content = content_of(source) if len(products) == 1 else None
        need = told_need(question, coverage, content)
        if not coverage or not need:
            continue
        markers = (source["marker"],)
        whose = f"{source['title']}: " if len(products) > 1 else ""
        rate = f"{whose}{coverage.sentence[:1].lower()}{coverage.sentence[1:]}" if whose else ""
        told = [Fact("yield", rate or coverage.sentence, markers), Fact("need", need, markers)]
        facts.setdefault(source["payload"]["group_key"], told)
    return [fact for told in facts.values() for fact in told]
