"""What a question about a product asks for: price, stock, or which of its attributes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from graph.understanding.attributes import mentioned_attributes
from ingest.units import fold

_PRICE = re.compile(
    r"\b(precio\w*|sale|salen|salia|cuesta\w*|vale|valen|costo|cto|cuanto es|cuanto esta)\b"
)
_STOCK = re.compile(
    r"\b(stock|hay|qued(?:a|an|aba|aron|o)|unidad(?:es)?|tenes|tienen|disponib\w*|agotad\w*|"
    r"consigo|(?:cuando|vuelve\w* a) (?:\w+ )?entra\w*)\b"
)
_COMPARE = re.compile(
    r"\b(compar\w*|diferenci\w*|mejor|conviene|versus|vs|cual de|entre (el|la|los|las|ese|esa)|"
    r"cual es (el|la) mas|que (el|la) otr[oa])\b"
)


@dataclass(frozen=True)
class Topics:
    """What the shopper wants to know about the products at hand."""

    price: bool
    stock: bool
    compare: bool
    attributes: tuple[str, ...]
    """Names as the catalog writes them, most related first."""

    @property
    def nothing(self) -> bool:
        return not (self.price or self.stock or self.compare or self.attributes)


def read_topics(question: str, attribute_names: Iterable[str]) -> Topics:
    """Find the topics of a question among the attribute names that the products have."""
    text = fold(question)
    asked = mentioned_attributes(text, attribute_names)
    return Topics(
        price=bool(_PRICE.search(text)),
        stock=bool(_STOCK.search(text)) and not asked,
        compare=bool(_COMPARE.search(text)),
        attributes=asked,
    )
