"""The thing that a follow-up names with an article: "el rascador aguanta 6 kilos?", "al garmin"."""

import re

from graph.understanding.spelling import ASKING
from graph.understanding.telling import is_shade, names_a_kind, tokens
from graph.understanding.vocabulary import Vocabulary
from ingest.units import fold

_THE = re.compile(r"\b(?:el|la|los|las|al|del)\s+(?=[a-z])")
_PART_OF_IT = re.compile(
    r"\b(?:en|con|sin|sobre|por|para|a|contra|desde|hasta|hacia|de|trae\w*|inclu\w+|viene[n]?|"
    r"tiene[n]?|lleva\w*|usa[n]?|es|son)\s*$"
)
"""Before an article, what is no thing asked of: "entra en la pared?", "trae el control?"."""
_WORD = re.compile(r"\s*(?:de\s+)?([a-z0-9][a-z0-9.,+-]*)")
MOST_WORDS = 4
"""Words of a title that a name holds."""


def thing_named(message: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the title words of the first thing that an article introduces; none when none does.

    What it has is no thing: "la batería" is asked of what was spoken of.
    """
    text = fold(message)
    for article in _THE.finditer(text):
        if _PART_OF_IT.search(text[: article.start()]):
            continue
        words: list[str] = []
        at = article.end()
        while (match := _WORD.match(text, at)) and len(words) < MOST_WORDS:
            word = match[1].rstrip(".,")
            shade = words and is_shade(word, vocabulary)
            if not (shade or _names(word, vocabulary)):
                break
            words += tokens(word)
            at = match.end()
            if match[1] != word:
                break
        if words and words[0].isalpha():
            return tuple(words)
    return ()


def _names(word: str, vocabulary: Vocabulary) -> bool:
    if any(map(str.isdigit, word)):
        return True
    if word in ASKING or word in vocabulary.attribute_words or word in vocabulary.colors:
        return False
    is_name = word in vocabulary.brands_by_first_word or vocabulary.is_title_word(word)
    return is_name or names_a_kind(word, vocabulary)
