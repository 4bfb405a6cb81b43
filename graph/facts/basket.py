"""What a question puts together to be paid at once: which products, and how many of each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.checking.spelled import WORDS
from graph.facts.subjects import named_apart, own_words, spelt, subjects
from graph.facts.units import places_of, uncounted, units_of, units_of_each
from graph.state import Source
from graph.understanding.purchase import SEPARATOR, adds
from ingest.units import fold

SO_MANY = re.compile(
    r"\b(?:(?<!\bel de )(?<!\bla de )(?:los|las|ambos|ambas) "
    r"(dos|tres|cuatro|cinco|[2-5])\b|amb[oa]s)"
)
"""Products pointed at: "el de los dos metros" is one, told by what it has."""
_ALL = re.compile(r"\b(?:tod[oa]s?|junt[oa]s|en total|el total|suman?|conjunto)\b")
_JOINED = re.compile(r"\b(?:y|e|mas|junto con)\b|\+")
_PUT = re.compile(r"\b(?:sum[aeo]|agreg|pone|anota)\w*\b[^?]*$")
"""Puts the second beside the first, in a message of its own too: "cuánto es? . sumale dos Y"."""
_OR = re.compile(r"\b(?:o|u)\b(?! sea)")


@dataclass(frozen=True)
class Basket:
    """Products to be paid together, and their units."""

    products: tuple[Source, ...]
    units: tuple[int, ...]

    @property
    def currency(self) -> str | None:
        """The one currency of all the prices; None when there are several."""
        found = {source["payload"]["currency"] for source in self.products}
        return found.pop() if len(found) == 1 else None

    @property
    def cents(self) -> int:
        return sum(
            source["payload"]["current_cents"] * n
            for source, n in zip(self.products, self.units, strict=True)
        )


def so_many(question: str) -> int | None:
    """Return how many products the question points at as "los dos"; None when it does not."""
    match = SO_MANY.search(fold(question))
    if match is None:
        return None
    said = match[1]
    return 2 if said is None else WORDS.get(said) or int(said)


def together(question: str, products: Sequence[Source], *, whole: bool = True) -> Basket | None:
    """Return what the question puts together; None when that is not known for sure.

    "los dos" of three that were shown may be any two of them. `whole`: whether the question is
    all that was said of the purchase, so that what it puts, it puts beside the other product.
    """
    if len(products) < 2:
        return None
    text = fold(question)
    named = named_apart(uncounted(question, products), products)
    pointed = so_many(question)
    last = question.split(SEPARATOR)[-1]
    alone = together(last, products, whole=False) if last != question else None
    if alone and len(alone.products) == len(products):
        return alone  # all is told in the last message
    is_one_left = len(named) == len(products) - 1 and _JOINED.search(text)
    goes_on = whole and last != question
    is_put = goes_on and len(named) == len(products) - 1 == 1 and adds(last)  # "sumale el termo"
    pointed_at = is_one_left and None not in places_of(last, products)
    if (is_put or pointed_at) and not _OR.search(text):
        chosen: Sequence[Source] = products  # "2 de esas y una cola": one is pointed at
    elif len(named) > 1 and _are_joined(text, named) and not _OR.search(text):
        chosen = named
    elif not named and (pointed == len(products) or (pointed is None and _ALL.search(text))):
        chosen = products
    else:
        return None
    units = units_of_each(question, chosen)
    return Basket(tuple(chosen), tuple(units)) if units else None


def _are_joined(text: str, named: Sequence[Source]) -> bool:
    """Tell whether the names are joined in one question: "llego al A? y al B?" asks two."""
    own = set[str]().union(*own_words(named))
    places = [at for at, word in spelt(text) if word in own]
    between = text[min(places, default=0) : max(places, default=0)]
    if _PUT.search(between):
        return True
    return bool(_JOINED.search(between)) and "?" not in between


def wanted(question: str, products: Sequence[Source]) -> list[Basket]:
    """Return each of what the question may want to pay: all together, or one by one.

    Nothing when it points at several and it is not known which.
    """
    if basket := together(question, products):
        return [basket]
    if so_many(question) and len(products) > 1:
        return []
    named = named_apart(question, products) if len(products) > 1 else []
    one_by_one = named if len(named) > 1 else subjects(question, products)
    if len(one_by_one) == 1:
        only = one_by_one[0]
        return [Basket((only,), (units_of(question, only),))]
    return [Basket((source,), (1,)) for source in one_by_one]


def purchase(question: str, products: Sequence[Source]) -> Basket | None:
    """Return what is being bought, one product too; None when that is not known for sure."""
    if basket := together(question, products):
        return basket
    named = named_apart(question, products) if len(products) > 1 else list(products)
    if len(named) != 1:
        named = subjects(question, products) if not so_many(question) else []
    if len(named) != 1:
        return None
    return Basket(tuple(named), (units_of(question, named[0]),))
