"""What suits whom: a message that asks it names the thing inside, and is read as if it began so."""

import re

from graph.understanding.vocabulary import Vocabulary

_SUITS = r"(?:va|iria|sirve|queda|quedaria|conviene|recomend\w+)"
_ASKED_LAST = re.compile(
    rf"(?P<told>[^?]*\d[^?]*?)[\s,.;¿]+(?:que|cual)\s+(?P<thing>[a-z]+)\s+(?:me|te|le|nos|les)\s+{_SUITS}[\s?.!]*"
)
"""Tells a measure before it asks what goes with it."""
_ASKED_FIRST = re.compile(
    rf"[\s¿]*(?:que|cual)\s+(?P<thing>[a-z]+)\s+(?:me|te|le|nos|les)\s+{_SUITS}\s+(?:a|para)\s+(?P<told>.*?\d.*)"
)
"""Asks what goes with whom it tells a measure of."""
_MEASURES = re.compile(r"\s(?:mide|pesa|tiene|calza|es\s+de)\s+(?=\d)")
_AGE = re.compile(
    r"\b((?:nen|chic|nin|hij|sobrin|niet|ahijad|herman)[oae]s?|bebes?|pibe|piba)\s+de\s+(\d{1,2})"
    r"(?=\s*(?:$|[?.,;!]))"
)
"""Of a child, a figure that ends what is said is its years: "para un nene de 7"."""


def thing_first(text: str, vocabulary: Vocabulary) -> str:
    """Begin a folded text with the thing that it asks for.

    "mi perro pesa 20 kilos, qué collar le va" asks for a "collar para mi perro de 20 kilos".
    """
    text = _AGE.sub(r"\1 de \2 anos", text)
    asked = _asked(text, vocabulary)
    return f"{asked[0]} para {_MEASURES.sub(' de ', asked[1])}" if asked else text


def asks_what_suits(text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a folded text asks which of something sold, or of its measures, suits whom."""
    return _asked(text, vocabulary) is not None


def _asked(text: str, vocabulary: Vocabulary) -> tuple[str, str] | None:
    asked = _ASKED_LAST.fullmatch(text) or _ASKED_FIRST.fullmatch(text)
    if not asked or not vocabulary.names(asked["thing"]):
        return None
    return asked["thing"], asked["told"].strip(" ,.;?")
