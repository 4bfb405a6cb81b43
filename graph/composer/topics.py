"""What a question about a product asks for: price, stock, or which of its attributes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.facts.subjects import beside_titles
from graph.state import Source
from graph.understanding.attributes import mentioned_attributes
from ingest.units import canonical, fold

_PRICE = re.compile(
    r"\b(precio\w*|sale|salen|salia|cuesta\w*|vale|valen|costo|cto|"
    r"cuanto es(?! de (?:larg|anch|alt|prof|diam))|cuanto estan?|"
    r"cuanto (?:me |te )?queda)\b"
)
_STOCK = re.compile(
    r"\b(stock|hay(?! q(?:ue)?\b)|(?<!cuanto )(?<!me )(?<!te )qued(?:a|an|aba|aron|o)|"
    r"unidad(?:es)?|cuant[oa]s (?:te |les |nos )?qued(?:an|aron)|"
    r"tenes|tienen|disponib\w*|agotad\w*|consigo|(?:cuando|vuelve\w* a) (?:\w+ )?entra\w*)\b"
)
_COMPARE = re.compile(
    r"\b(compar\w*|diferenci\w*|mejor|conviene|versus|vs|no me decido|que cambia|"
    r"cual de|entre (el|la|los|las|ese|esa)|"
    r"cual es (el|la) mas|que (el|la) otr[oa])\b"
    r"|\b(?:el|la) [\w.+]+ o (?:el|la) [\w.+]+"
)

_ITS_OWN = re.compile(
    r"\b((?:que|cuant[oa]s) (?!hay|stock|talles?\b|color|marcas|modelos|opciones|cosas)\w{4,}) "
    r"tienen\b"
)
"""Asks what the products have, and not whether the store has them: "qué rosca tienen"."""
_DATUM = re.compile(
    r"\bcuant[oa]s?\b|\bque \w+ (?:tienen?|trae|es|lleva)\b|\bcual es (?:el|la|su)\b"
)
_FIGURE = re.compile(r"(\d[\d.,]*)\s*([a-z]+\b)?")


@dataclass(frozen=True)
class Topics:
    """What the shopper wants to know about the products at hand."""

    price: bool
    stock: bool
    compare: bool
    attributes: tuple[str, ...]
    """Names as the catalog writes them, most related first."""

    @property
    def offer(self) -> bool:
        """Whether price or stock is asked."""
        return self.price or self.stock

    @property
    def nothing(self) -> bool:
        return not (self.price or self.stock or self.compare or self.attributes)


def topics_of(question: str, products: Sequence[Source]) -> Topics:
    """Find what a question asks of products; what only names them asks of nothing.

    Unless nothing else is asked: "cuántas frigorías tiene?" of one whose title tells them.
    """
    names = [name for source in products for name in source["payload"]["attributes"]]
    question = _ITS_OWN.sub(r"\1 tiene", fold(question))
    topics = read_topics(beside_names(question, products), names)
    if topics.nothing and _DATUM.search(question):
        return read_topics(question, names)
    return topics


def beside_names(question: str, products: Sequence[Source]) -> str:
    """Return the folded question without what only names the products: "de 364 litros"."""
    titles = " ".join(fold(source["title"]) for source in products)
    figures = set(re.findall(r"\d[\d.,]*", titles))
    text = _FIGURE.sub(lambda m: _asked_of(m, figures), fold(question))
    return beside_titles(text, products)


def _asked_of(figure: re.Match[str], figures: set[str]) -> str:
    """Blank a figure of the titles with its unit, and keep any other word after it."""
    if figure[1].strip(".,") not in figures:
        return figure[0]
    return " " if canonical(1, figure[2] or "") else f" {figure[2] or ''}"


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
