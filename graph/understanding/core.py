"""What a request that finds nothing names for sure, without the words around it."""

import re
from collections.abc import Sequence

from graph.understanding.colors import agreeing
from graph.understanding.lexicon import EMPTY
from graph.understanding.plurals import singular
from graph.understanding.request import SearchRequest
from graph.understanding.spans import places
from graph.understanding.spelling import ASKING, is_spanish, is_verb
from graph.understanding.vocabulary import Vocabulary

_OF = re.compile(r"\s+(?:de|del|para|pal?|a)\s+(?:(?:el|la|los|las|un|una|mi)\s+)?")
"""Joins a thing to what it is of, or for."""
_ASKED = re.compile(rf"\b(?:{'|'.join(ASKING)}|me|te|se|nos|les?|no) ")
"""What stands before a word that asks or happens: in "me alcanza" none names a thing."""
_FOR = re.compile(
    r"\b(?:para|pal?|a) (?:mi |un |una |el |la )?"
    r"((?:nen|chic|nin|hij|sobrin|niet|ahijad|herman|novi|abuel|amig|suegr|cunad|prim|ti)[oae]s?|"
    r"mama|papa|marido|esposa|bebe|pibe|piba)\b"
)
"""For whom it is, which few titles say."""
_BLANK = re.compile(r"\s+")
MOST_KEPT = 6
"""Terms: a story with more of them names no one thing."""


def core_of(request: SearchRequest, vocabulary: Vocabulary) -> tuple[SearchRequest, str] | None:
    """Return a request without the everyday words that no product bears, and one of them to tell.

    "cuál lavarropas es el que más revoluciones tiene" asks of washing machines. Names that the
    catalog has not stay, and so does what the thing is of: "clases de guitarra" are no guitars.
    None when nothing is left out, or nothing known is left.
    """
    if not request.terms:
        return None
    kept: list[tuple[str, ...]] = []
    dropped: list[str] = []
    whom = {word for word in _FOR.findall(request.text) if request.terms[0][0] != word}
    for term in request.terms:
        if term[0] in whom:
            continue
        if is_sold(term, vocabulary, request) or not _is_everyday(term[0]):
            kept.append(term)
        else:
            dropped.append(term[0])
    if not kept:
        return None
    while len(kept) > 1 and kept[0][0] in ASKING and not _heads(kept[0], vocabulary):
        dropped.append(kept.pop(0)[0])
    kind = next((n for n, term in enumerate(kept) if _heads(term, vocabulary)), 0)
    while kind and _is_everyday(kept[0][0]) | (not is_sold(kept[0], vocabulary, request)):
        dropped.append(kept.pop(0)[0])  # "a bariloche en julio…, qué bolsa de dormir"
        kind -= 1
    if not is_sold(kept[0], vocabulary, request) and not request.brands:
        return None
    if not (dropped or whom) or len(kept) > MOST_KEPT:
        return None
    head = kept[0][0]
    # After a pronoun stands a verb: "me alcanza para el parlante" is of no "alcanza".
    asked = [request.text[m.end() :] for m in _ASKED.finditer(request.text)]
    for word in dropped:
        if word in ASKING or any(after.startswith(word) for after in asked):
            continue
        if _stand_joined(word, head, request.text, _OF):
            return None
        if word.isalpha() and _stand_joined(head, word, request.text, _OF):
            return None  # "de barro" is no form of "barrer"
    told = next(
        (w for w in dropped if _stand_joined(head, w, request.text, _BLANK) and not _judges(w)), ""
    )
    words = {w for term in kept for w in term[0].split()} | EMPTY
    text = " ".join(w for w in request.text.split() if w.strip(".,") in words)
    update = {"text": text, "terms": tuple(kept), "serves": (), "story": "no", "told": 0}
    return request.model_copy(update=update), told


def _stand_joined(first: str, second: str, text: str, by: re.Pattern[str]) -> bool:
    """Tell whether two words, the first in the plural too, stand joined in a text."""
    ends = [at + len(form) for form in (first, first + "s") for at in places(form, text)]
    joined = (by.match(text, end) for end in ends)
    return any(0 in places(second, text[m.end() :]) for m in joined if m)


def is_sold(term: Sequence[str], vocabulary: Vocabulary, request: SearchRequest) -> bool:
    """Tell whether titles, the lexicon or the request's own constraints know a term."""
    shades = (form for color in request.colors for form in agreeing(color))
    own = " ".join((*request.brands, *shades, *request.sizes, *request.tags)).split()
    return len(term) > 1 or all(
        vocabulary.is_title_word(word) or word in own or singular(word) in own
        for word in term[0].split()
    )


def _heads(term: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Tell whether a term is a kind of thing: a category, or what the lexicon calls one."""
    named = any(singular(name) in vocabulary.category_stems for name in term)
    return named or len(term) > 1


def _is_everyday(word: str) -> bool:
    return not word.isalpha() or is_spanish(word) or is_verb(word) or word in ASKING


def _judges(word: str) -> bool:
    return is_verb(word) or word in ASKING or not word.isalpha()
