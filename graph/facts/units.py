"""How many units of each product a question counts: "llevo 3", "2 flip 6 y 3 go 3".

A figure counts units only where nothing else claims it: no amount, no measure, no product's name,
no pack, no ordinal.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.checking.spelled import WORDS
from graph.facts.subjects import LITTLE, own_words, spelt
from graph.state import Source
from graph.understanding.amounts import parse_amounts
from graph.understanding.plurals import singular
from graph.understanding.purchase import SEPARATOR
from ingest.units import fold, parse_quantities

_NUMBER = re.compile(
    rf"(?<![\w.,$])(?:\d{{1,2}}|{'|'.join(w for w, n in WORDS.items() if 1 < n < 100)}|una?)"
    r"(?!\w|[.,]\d|\s*[%°])"
)
_WISHED = re.compile(
    r"\b(?:llev\w+|compr\w+|quier\w+|quisier\w+|necesit\w+|dame|mand\w+|pone\w+|anota\w*|"
    r"agreg\w+|sum(?:a|o|e|as|es|ar)(?:me|le|les|nos)?|serian?|salen|cuestan|saldrian|"
    r"costarian)\s*(?:los |las )?$"
)
_LISTED = re.compile(r"(?:^|[,;¿?]|\b(?:son|sale|me|por|x|y|e|mas|para|con|de a))\s*$")
"""Before a figure that may count: it does beside a price that is asked, or the word "unidades"."""
_ASKS = re.compile(
    r"\b(?:cuanto|total|precio|salen?|serian?|saldrian?|costarian?|cuestan?|queda[n]?|alcanza\w*|"
    r"llego|unidades|suman?|iguales)\b"
)
_SEEN = re.compile(
    r"\b(?:vi|vimos|vieron|estaba\w*|encontr\w+|consegu\w+|pagu?[eo]|pagan?|vend\w+|ofrec\w+|"
    r"public\w+|costaba|salia|dijeron|baj[oa]\w*|subi\w*)\b[^,;.?]{0,25}$"
)
"""Before "por 85": what was seen elsewhere at that price."""
_PACKED = re.compile(
    r"\b(?:packs?|cajas?|sets?|combos?|bolsas?|paquetes?|kits?|juegos?|blister|tiras?)\s+"
    r"(?:de|x|por)\s*$"
)
_FOLLOWS = re.compile(
    r"\s*(?:$|[?!,;.)]|(?:de|del|unidad(?:es)?|u|iguales|mas|junt[oa]s|en total|en cuanto|cuanto|"
    r"como|me|por favor|y|si|cajas?|packs?|paquetes?|pares|docenas?|bultos?|es[oa]s|est[oa]s)\b)"
)


@dataclass(frozen=True)
class _Count:
    units: int
    start: int
    end: int


def units_of(question: str, product: Source) -> int:
    """Return how many units of the one product at hand are asked for; 1 when none are counted."""
    names = own_words([product])[0]
    for message in reversed(question.split(SEPARATOR)):  # the last that counts or names it
        counts = [c.units for c in _counts(message, [product])]
        if len(counts) == 1 and counts[0] > 1:
            return counts[0]
        if counts or any(word in names for _, word in spelt(message)):
            return 1
    return 1


def units_of_each(question: str, products: Sequence[Source]) -> list[int] | None:
    """Return how many of each product are asked for; None when a count is of none that is named.

    A count is of the product that is named next: "2 flip 6 y 3 go 3".
    """
    text = fold(question)
    places = [_place(text, own) for own in own_words(products)]
    units = [1] * len(products)
    for count in _counts(question, products):
        message_end = text.find(SEPARATOR, count.end)
        until = message_end if message_end >= 0 else len(text)
        after = [
            (at, n) for n, at in enumerate(places) if at is not None and count.end <= at < until
        ]
        if not after or any(count.end <= at < min(after)[0] for at in places if at is not None):
            return None
        units[min(after)[1]] = count.units
    return units


def _place(text: str, own: set[str]) -> int | None:
    """Return where a product is named first, by its size where nothing else tells it apart."""
    places = [(at, word) for at, word in spelt(text) if word in own]
    names = [at for at, word in places if not word.isdigit()]
    sizes = [at for at, _ in places if re.search(r"\b(?:de|x)\s+$", text[:at])]
    return next(iter(names or sizes), None)


def _counts(question: str, products: Sequence[Source]) -> list[_Count]:
    text = fold(question)
    taken = [(a.start, a.end) for a in parse_amounts(text) if a.is_money or a.cents >= 100_00]
    taken += [(q.start, q.end) for q in parse_quantities(text) if q.dimension != "count"]
    titles = [fold(source["title"]) for source in products]
    words = {singular(word) for title in titles for word in re.findall(r"[a-z]{2,}", title)}
    words -= LITTLE
    figures = {figure for title in titles for figure in re.findall(r"\d+", title)}
    found = []
    for match in _NUMBER.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if any(start <= match.start() < end for start, end in taken):
            continue
        if _PACKED.search(before) or _is_name(match.group(), before, after, figures, words):
            continue
        listed = (
            _LISTED.search(before)
            and _ASKS.search(text)
            and (match.group() not in figures or len(products) > 1)
        )
        if not (_WISHED.search(before) or listed) or _SEEN.search(before):
            continue
        noun = re.match(r"\s*(?:de\s+)?([a-z]+)", after)
        if _FOLLOWS.match(after) or (noun and singular(noun[1]) in words):
            units = WORDS.get(match.group()) or int(match.group())
            found.append(_Count(units, *match.span()))
    return [c for c in found if c.units > 1 or len(products) > 1]


def _is_name(figure: str, before: str, after: str, figures: set[str], words: set[str]) -> bool:
    """Tell whether a figure stands in a title beside what stands before it: "go 3", "x 6"."""
    if figure not in figures:
        return False
    last = re.search(r"([a-z]+)\s*$", before)
    if last and last[1] in ("x", "por", "de"):
        return True
    return bool(last and singular(last[1]) in words)
