"""A message of one word that is nobody's: "fixie" may be sold, whatever it was taken for."""

import re

from graph.understanding.spelling import ASKING, is_spanish, is_verb
from graph.understanding.vocabulary import Vocabulary
from ingest.units import fold

_LONE = re.compile(r"\W*([a-z]{4,24})\W*")


def lone_word(message: str) -> str | None:
    """Return the one word of a message, folded; None where it is Spanish, asks, or is of several.

    Thanks and greetings are everybody's words.
    """
    match = _LONE.fullmatch(fold(message))
    if match is None:
        return None
    word = match[1]
    return None if word in ASKING or is_spanish(word) or is_verb(word) else word


def names_by_one_word(message: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a message is one word, nobody's, that titles, brands or categories have."""
    word = lone_word(message)
    return word is not None and (
        vocabulary.is_title_word(word) or word in vocabulary.brands or word in vocabulary.generic
    )
