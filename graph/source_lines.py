"""Sources as a model reads them: one compact line each, with nothing that could end the fence."""

import re
from collections.abc import Sequence

from graph.facts.prices import price_told
from graph.policies.sentences import sentences_of
from graph.sentences import split_sentences
from graph.state import Source
from graph.text import stems
from graph.understanding.attributes import mentioned_attributes
from graph.wording import AVAILABILITY, write_attribute

ATTRIBUTES = {1: 10, 2: 6, 3: 4}
"""Attributes told of each product, by how many products there are; more products, fewer."""
FEWEST = 3
DESCRIPTION, PASSAGE = 140, 600
"""Characters told of a description, and of a policy passage."""

_BREAKS = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")", "|": "/", "\n": " ", "`": "'"})


def source_line(source: Source, question: str, among: int) -> str:
    """Write a source as one numbered line."""
    body = _passage(source, question) if source["kind"] == "policy" else _product(
        source, question, among
    )  # fmt: skip
    return f"[{source['marker']}] {body}"


def plain(text: str) -> str:
    """Return data as one line that can neither close the fence nor pose as a marker."""
    return re.sub(r"\s+", " ", text.translate(_BREAKS)).strip()


def _product(source: Source, question: str, among: int) -> str:
    payload = source["payload"]
    stock = AVAILABILITY[payload["availability"]]
    if payload["availability"] == "in_stock" and payload["quantity"]:
        stock += f": {payload['quantity']}"
    held = payload["attributes"]
    asked = mentioned_attributes(question, held)
    names = [*asked, *(name for name in held if name not in asked)][: ATTRIBUTES.get(among, FEWEST)]
    facts = "; ".join(plain(write_attribute(n, held[n])) for n in held if n in names)
    price, described = price_told(source), _description(payload, question)
    parts = [plain(source["title"]), price, stock, facts, described]
    return " | ".join(part for part in parts if part)


def _description(payload: dict, question: str) -> str:  # type: ignore[type-arg]
    """Return the sentences of a description that speak of what is asked, if any does."""
    asked = stems(question) - stems(payload["title"])
    told = [s for s in split_sentences(plain(payload["description"])) if stems(s) & asked]
    text = " ".join(sentence.strip() for sentence in told)[:DESCRIPTION]
    return f"«{text}»" if text else ""


def _passage(source: Source, question: str) -> str:
    """Return a passage without Markdown, its sentences nearest to the question when it is long."""
    title, sentences = plain(source["title"]), list(map(_ended, sentences_of(source)))
    asked = stems(question)
    best = sorted(sentences, key=lambda sentence: -len(asked & stems(sentence)))
    kept: set[str] = set()
    for sentence in best:
        if sum(map(len, kept)) + len(sentence) <= PASSAGE:
            kept.add(sentence)
    return f"{title}: {plain(' '.join(s for s in sentences if s in kept))}"


def _ended(sentence: str) -> str:
    """End what was the row of a table or the item of a list."""
    return sentence if sentence[-1] in ".:;!?»" else f"{sentence}."


def source_lines(sources: Sequence[Source], question: str) -> list[str]:
    """Write every source, each shorter the more there are."""
    return [source_line(source, question, len(sources)) for source in sources]
