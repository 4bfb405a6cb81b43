"""How much of a product the area that a shopper tells takes, by the yield that its sheet tells."""

import re
from collections.abc import Sequence

from graph.checking.coverage import coverage_of, told_need
from graph.facts.content import content_of
from graph.facts.fact import Fact
from graph.facts.kinds import sentences_of
from graph.state import Source
from ingest.units import fold

_ASKS_HOW_FAR = re.compile(
    r"\bcuant[oa]s (?:m2|mts2?|metros?)(?!\w)(?! (?:tiene|trae|viene|mide|de))"
)


def need_facts(question: str, products: Sequence[Source]) -> list[Fact]:
    """Tell the yield of each product, and what the area takes of it that the question tells.

    Nothing where neither is asked of, or where the sheet tells no yield.
    Of several each by its name, and variants that go as far only once.
    """
    facts: dict[str, list[Fact]] = {}
    for source in products:
        coverage = coverage_of(sentences_of(source))
        content = content_of(source) if len(products) == 1 else None
        need = told_need(question, coverage, content)
        if not coverage or not (need or _ASKS_HOW_FAR.search(fold(question))):
            continue
        markers = (source["marker"],)
        whose = f"{source['title']}: " if len(products) > 1 else ""
        rate = f"{whose}{coverage.sentence[:1].lower()}{coverage.sentence[1:]}" if whose else ""
        told = [Fact("yield", rate or coverage.sentence, markers)]
        told += [Fact("need", need, markers)] if need else []
        facts.setdefault(source["payload"]["group_key"], told)
    return [fact for told in facts.values() for fact in told]
