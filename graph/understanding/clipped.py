"""Names that a shopper cuts short: "una strato", "un ampli" for what titles write out."""

import re
from collections import Counter

from graph.understanding.lexicon import EMPTY, KNOWN
from graph.understanding.plurals import singular
from graph.understanding.spelling import ASKING, is_spanish, is_verb
from graph.understanding.vocabulary import Vocabulary
from ingest.units import fold

SHORTEST, LEAST_CUT = 3, 3
"""Letters that are left of a name, at least, and how many are cut off: a crack is no cracker."""
MOST_MEANT = 0.6
"""Of the titles with a word that begins so, the share that must hold the one that is meant."""
_THANKS = re.compile(r"\bgracias\b", re.I)
"""Thanks name nothing: "gracias crack" asks for no crackers."""
_WORD = re.compile(r"(?<![\w@./#-])[^\W\d_]{3,14}(?![\w@/]|[.-]\w)")


def in_whole_words(message: str, vocabulary: Vocabulary) -> str:
    """Return a message with the names that it cuts short as titles write them."""
    if _THANKS.search(message):
        return message
    return _WORD.sub(lambda match: _whole(fold(match[0]), vocabulary) or match[0], message)


def _whole(word: str, vocabulary: Vocabulary) -> str | None:
    """Return the title word that a folded one is the beginning of; None when it is no such."""
    one = singular(word)
    if word in KNOWN or word in EMPTY or word in ASKING or one in KNOWN:
        return None
    if vocabulary.is_title_word(word) or vocabulary.is_title_word(one):
        return None
    if word in vocabulary.generic or word in vocabulary.attribute_words:
        return None
    if len(one) < SHORTEST or is_spanish(word) or is_spanish(one) or is_verb(word):
        return None
    titles: Counter[str] = Counter()
    for longer in vocabulary.words_beginning(one):
        if longer.isalpha() and len(longer) >= len(one) + LEAST_CUT:
            titles[singular(longer)] += vocabulary.words[longer]
    (meant, count), *_ = titles.most_common(1) or [("", 0)]
    return meant if meant and count >= MOST_MEANT * titles.total() else None
