"""What somebody demands of whatever is shown: "algo dulce apto vegano", "un regalo kosher"."""

import re

from graph.understanding.negation import WITHOUT_WORDS
from ingest.units import fold

_DEMANDS = re.compile(
    r"\bapt[oa]s?\s+(?:(?:para|a)\s+)?(?:(?:el|la|los|las)\s+)?([a-z]{4,})"
    r"|\b(vegan[oa]s?|vegetarian[oa]s?|kosher|halal|keto|organic[oa]s?|biodegradables?)\b"
)


def demanded(text: str) -> tuple[str, ...]:
    """Return the words of what a message demands, whatever serves it; "sin TACC" is a filter."""
    found = (match[1] or match[2] for match in _DEMANDS.finditer(fold(text)))
    return tuple(dict.fromkeys(word for word in found if word not in WITHOUT_WORDS))
