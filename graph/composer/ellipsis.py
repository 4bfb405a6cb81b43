"""A question that names only another product asks of it what was asked before: "y la segunda?"."""

import re
from collections.abc import Sequence

from graph.composer.topics import topics_of
from graph.facts.budget import asks_budget
from graph.facts.denials import forms_said
from graph.facts.subjects import beside_titles
from graph.facts.units import SO_MANY_OF
from graph.state import Source
from graph.understanding.several import VERB
from ingest.units import fold

_GOES_ON = re.compile(r"\s*[¿?]?\s*(?:y|e|o|ahora|pero|bueno|dale|ok|che)\b")
_POINTS = re.compile(
    r"\b(?:y|e|o|che|ahora|pero|bueno|dale|ok|entonces|el|la|los|las|lo|un|una|de|del|al|a|en|con|"
    r"para|si|es[eao]s?|est[eao]s?|otr[oa]s?|aquel(?:la)?|mism[oa]|modelo|opcion|numero|"
    r"grandes?|chic[oa]s?|(?:le )?sigue|siguiente|"
    r"(?:primer|segund|tercer|cuart|quint|ultim)[oa]?|\d{1,2}|dos|tres|mas|que|tal)\b"
)
"""Words that point at a product, and ask nothing of it."""
SHORT = 7
"""Words of a message that may only have named another product."""


def whole_question(
    question: str, history: Sequence[tuple[str, str]], products: Sequence[Source]
) -> str:
    """Return the question before, when this one only names another product to ask it of.

    `history` holds (role, text), oldest first.
    """
    if len(products) != 1 or not is_elliptical(question, products):
        return question
    for role, text in reversed(history):
        if role != "user":
            continue
        topics = topics_of(text, products)
        told = topics.price or topics.attributes or asks_budget(text)
        if told or _asks_what_is_told(text, products[0]):
            return text
        if not (_GOES_ON.match(fold(text)) and topics.nothing and len(text.split()) <= SHORT):
            break  # it asked something else
    return question


def is_elliptical(question: str, products: Sequence[Source]) -> bool:
    """Tell whether a message goes on, and names a product with nothing asked of it."""
    if not _GOES_ON.match(fold(question)) or SO_MANY_OF.match(fold(question)):
        return False
    return not re.search(r"\w", _POINTS.sub(" ", beside_titles(question, products)))


def _asks_what_is_told(question: str, product: Source) -> bool:
    """Tell whether a question speaks of what a product's sheet tells: "se usa con dimmer?"."""
    told = forms_said(product["payload"]["description"] or "")
    asked = forms_said(beside_titles(question, [product]))
    return bool(VERB.search(fold(question)) and asked & told)
