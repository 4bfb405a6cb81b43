"""Figures and stock of an answer, held against its sources without the citation checker.

Coarse on purpose, and apart from the checker's code: an amount has to be in the sources that its
sentence cites, or come out of them by one of the sums that a shopper asks for; any other figure has
to be written in a source or by the shopper.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import combinations

from graph.answer import MARKER
from graph.sentences import split_sentences
from graph.state import Source
from graph.wording import write_attribute
from ingest.product import MAY_BE_HAD
from ingest.units import fold

MOST_UNITS, MOST_INSTALMENTS = 60, 24
MOST_PACKED = 13
MOST_SUMMED = 40
"""Multiples of which three are summed: of more, nearly any amount would come out."""
LEAST_SUPPOSED = 1000
"""Pesos from which a number that the shopper writes may be an amount."""
TOLERANCE_CENTS = 100
"""A peso: instalments and percentages are rounded."""

_NUMBER = r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:[.,]\d+)?"
_MONEY = re.compile(rf"\$\s?({_NUMBER})|({_NUMBER})\s?pesos")
_FIGURE = re.compile(rf"(?<![\w.,]){_NUMBER}(?![\w]*[a-z]\d)")
_SAID = re.compile(rf"({_NUMBER})\s*(lucas?|mil|k|palos?|millon(?:es)?)?\b")
_THOUSANDS = {"l": 1_000, "m": 1_000, "k": 1_000, "p": 1_000_000}
_PERCENT = re.compile(r"(\d+)\s?%")
_SOLD_OUT = re.compile(r"\bsin stock|\bagotad|\bno (?:hay|queda)")
_IN_STOCK = re.compile(r"\ben stock|\bhay stock|\bdisponibles?\b|\bquedan? \d")


def money_in(text: str) -> list[int]:
    """Return the amounts that a text tells, in cents."""
    return [round(_value(a or b) * 100) for a, b in _MONEY.findall(text)]


def unsupported(text: str, sources: Sequence[Source], said: Iterable[str]) -> list[str]:
    """Return what a text states that its cited sources and the shopper's words do not bear."""
    by_marker = {source["marker"]: source for source in sources}
    cited = [by_marker[m] for m in map(int, MARKER.findall(text)) if m in by_marker]
    said_numbers = [number for message in said for number in _said(message)]
    faults = []
    for sentence in split_sentences(text):
        markers = [int(m) for m in MARKER.findall(sentence)]
        told = [by_marker[m] for m in markers if m in by_marker] or cited
        faults += [f"[{m}] is no source" for m in markers if m not in by_marker]
        supposed = [round(n * 100) for n in said_numbers if n >= LEAST_SUPPOSED]
        counts = {*said_numbers, *_counts(told)} & {*range(2, MOST_PACKED)}
        reach = _reachable(told, [*_amounts(told), *supposed], counts)
        for cents in money_in(sentence):
            if not any(abs(cents - known) <= TOLERANCE_CENTS for known in reach):
                faults.append(f"$ {cents / 100:,.2f} is of no source")
        faults += _figures(sentence, told, said_numbers)
        products = [source for source in told if source["kind"] == "product"]
        if markers and len(products) == len(told) == 1:
            faults += _stock(sentence, products[0])
    return faults


def _amounts(sources: Sequence[Source]) -> list[int]:
    """Return the amounts that sources write, in cents."""
    amounts = []
    for source in sources:
        payload = source["payload"]
        if source["kind"] == "policy":
            amounts += money_in(payload["text"])
        else:
            held = (payload["current_cents"], payload["price_cents"])
            amounts += [*held, *([s] if (s := payload["sale_price_cents"]) else [])]
    return list(dict.fromkeys(amounts))


def _reachable(
    sources: Sequence[Source], amounts: Sequence[int], counts: Iterable[float]
) -> set[float]:
    """Return amounts, their multiples, instalments and percentages, and sums and differences.

    Of a sum, what a percentage leaves and how far it is from another amount.

    `counts`: how many units the shopper or a title speaks of.
    """
    texts = [s["payload"]["text"] for s in sources if s["kind"] == "policy"]
    percents = {int(p) for text in texts for p in _PERCENT.findall(text)} | {10}
    reach: set[float] = set(amounts)
    for amount in amounts:
        reach |= {amount * n for n in range(2, MOST_UNITS)}
        reach |= {amount / n for n in range(2, MOST_INSTALMENTS + 1)}
        reach |= {amount * p / 100 for p in percents} | {amount * (1 - p / 100) for p in percents}
    several = [a * n for a in amounts for n in (1, *counts)]
    reach |= {many * (1 - p / 100) for many in several for p in percents}
    sums = {a + b for a, b in combinations(several, 2)}
    reach |= sums | {abs(a - b) for a in (*several, *sums) for b in amounts}
    if len(several) <= MOST_SUMMED:
        sums |= {sum(three) for three in combinations(several, 3)}
    reach |= sums | {abs(a - b) for a in sums for b in amounts}
    reach |= {total * (1 - p / 100) for total in sums for p in percents}
    return reach | {sum(three) for three in combinations(amounts, 3)}


def _counts(sources: Sequence[Source]) -> list[float]:
    titles = (fold(source["title"]) for source in sources)
    return [_value(n) for title in titles for n in _FIGURE.findall(title)]


def _figures(sentence: str, sources: Sequence[Source], said: Sequence[float]) -> list[str]:
    bare = _MONEY.sub(" ", MARKER.sub(" ", sentence))
    told = {_value(n) for n in _FIGURE.findall(fold(bare))}
    written = [_value(n) for source in sources for n in _FIGURE.findall(_written(source))]
    known = {*written, *said, *range(len(sources) + 1)}
    known |= {abs(a - b) for a, b in combinations(known, 2)}
    amounts = _amounts(sources)
    known |= {round(100 * (a - b) / a) for a in amounts for b in amounts if a > b}  # 10 % off
    return [
        f"{n:g} is of no source"
        for n in sorted(told) if not any(abs(n - k) < 1e-6 for k in known)
    ]  # fmt: skip


def _stock(sentence: str, source: Source) -> list[str]:
    text, actual = fold(sentence), source["payload"]["availability"]
    if _SOLD_OUT.search(text):
        told = actual in MAY_BE_HAD
        return [f"sold out is told of {source['id']}"] if told else []
    if _IN_STOCK.search(text) and actual != "in_stock":
        return [f"stock is told of {source['id']}"]
    return []


def _written(source: Source) -> str:
    payload = source["payload"]
    if source["kind"] == "policy":
        return fold(f"{payload['title']} {payload['text']}")
    held = " ".join(write_attribute(*item) for item in payload["attributes"].items())
    keys = ("title", "description", "quantity", "size", "color")
    return fold(" ".join([*(str(payload[key]) for key in keys), held]))


def _said(message: str) -> list[float]:
    found = _SAID.findall(fold(message))
    return [_value(n) * factor for n, unit in found
            for factor in {1, _THOUSANDS.get(unit[:1], 1) if unit[:2] != "mi" or unit == "mil"
                           else 1_000_000}]  # fmt: skip


def _value(number: str) -> float:
    """Read `1.299.999`, `12,50` and `15.6`."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", number):
        number = number.replace(".", "")
    return float(number.replace(",", "."))
