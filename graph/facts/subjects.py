"""Which of the sources a question speaks of: near-identical titles told apart by their words."""

import re
from collections.abc import Sequence

from graph.state import Source
from ingest.units import fold

_WORD = re.compile(r"[a-z0-9]+(?:[-/.][a-z0-9]+)*")


def subjects(question: str, products: Sequence[Source]) -> list[Source]:
    """Return the products that the question names best; the first when it names none.

    A title's word that all the titles share tells none of them apart. A word of the title that the
    question leaves out counts against it: "X200" is not "X200 Plus".
    """
    if len(products) < 2:
        return list(products)
    asked = _words(question)
    titles = [_words(source["title"]) for source in products]
    shared = set.intersection(*titles)
    told = [len(asked & (title - shared)) for title in titles]
    if not any(told):
        return list(products[:1])
    scores = [
        matched - 0.1 * len(title - shared - asked)
        for matched, title in zip(told, titles, strict=True)
    ]
    # Equal but for what neither names: both are meant.
    return [p for p, score in zip(products, scores, strict=True) if score == max(scores)]


def compared(question: str, products: Sequence[Source]) -> list[Source]:
    """Return the products that a comparison names; all of them when it names fewer than two."""
    asked = _words(question)
    titles = [_words(source["title"]) for source in products]
    shared = set.intersection(*titles) if titles else set()
    named = [p for p, title in zip(products, titles, strict=True) if asked & (title - shared)]
    return named if len(named) > 1 else list(products)


def _words(text: str) -> set[str]:
    words = {re.sub(r"[-/.]", "", word) for word in _WORD.findall(fold(text))}
    return {word.removesuffix("s") for word in words if len(word) > 1}
