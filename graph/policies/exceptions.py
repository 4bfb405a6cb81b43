"""What restricts a rule of the terms in the sentences beside it: "No aplica a bicicletas."."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from graph.checking.lexis import is_general, policy_roots, root
from graph.policies.ranking import EACH, Told
from graph.policies.sentences import begins_item, label_of, sentences_of
from graph.state import Source
from ingest.units import fold

_LEAVES_OUT = re.compile(
    r"(?:(?:est[aeo]s?|es[aeo]s?|el|la|los|las)(?: (?:promo|promocion|beneficio|descuento)s?)? )?"
    r"(?:(?:no|tampoco) (?:se |es |son |estan? |sera )?"
    r"(?:aplic|inclu[iy]|val[eio]|rig[ei]|corre|alcanza|sum|acumul|combin|particip|comprend)\w*"
    r"|(?:excepto|salvo|a excepcion de|exclu[iy]\w*|exceptu\w+)\b"
    r"|quedan? (?:a?fuera|por fuera|exclu\w+|exceptu\w+|sin)\b"
    r"|(?<=esto )no\b|(?<=eso )no\b)"
)
_ONLY = re.compile(r"(?:es )?(?:solo|solamente|unicamente|exclusivamente)\b")
_REFUSES = re.compile(r"\b(?:no|solo|solamente|unicamente|salvo|excepto)\b")
APART = 0.5
"""How far behind go the days in which others are changed, where a thing is not."""
MOST = 2
"""Sentences beside a rule that are told with it."""
_NAME = 4
"""Letters of a word that names a kind of goods, and of one that may be clipped: "bici"."""


def leaves_out(sentence: str) -> bool:
    """Tell whether a sentence only takes something from the rule before it."""
    return any(_LEAVES_OUT.match(text) for text in (fold(sentence), _told(sentence)))


def restrictions(source: Source, position: int) -> list[tuple[int, str]]:
    """Return the sentences right after one that restrict it, with their places in the passage."""
    sentences = sentences_of(source)
    found: list[tuple[int, str]] = []
    for n, text in enumerate(sentences[position + 1 :][:MOST], position + 1):
        goes_on = not begins_item(source, text) and _ONLY.match(_told(text))
        if not (leaves_out(text) or goes_on):
            break
        found.append((n, text))
    return found


def restrictions_of(source: Source, folded: str) -> list[str]:
    """Return the same for the first sentence that reads so, folded."""
    for n, text in enumerate(sentences_of(source)):
        if fold(text) == folded:
            return [told for _, told in restrictions(source, n)]
    return []


def rule_of(source: Source, position: int) -> int | None:
    """Return the place of the rule that a sentence takes something from; None if it takes none."""
    sentences = sentences_of(source)
    at = position
    while at and leaves_out(sentences[at]):
        at -= 1
    return at if at != position else None


def names(sentences: Iterable[str], thing: str) -> bool:
    """Tell whether some sentence names a thing, by the words of its kind: "bici", "bicicletas"."""
    called = _roots(fold(thing))
    return any(
        word == kind or (len(min(word, kind, key=len)) == _NAME and _clips(word, kind))
        for sentence in sentences for word in _roots(fold(sentence)) for kind in called
    )  # fmt: skip


def kind_named(source: Source) -> str:
    """Return the words that say what kind of thing a product is: its title's first, its types."""
    payload = source["payload"]
    first = re.match(r"\W*\w+", source["title"])
    return f"{first.group() if first else ''} {payload.get('product_type', '')}"


def left_out_first(told: Sequence[Told], thing: str, acts: frozenset[str]) -> list[Told]:
    """Put what leaves out the thing spoken of before the rule that it restricts, told first.

    That stands right after the rule, or by itself: where one asks to change a bra, "Ropa interior
    (bombachas, corpiños): no tienen cambio" goes before the days there are. `acts` are the roots of
    what is asked to be done.
    """
    if not thing or not told or told[0].relevance <= 0:
        return [*told]
    best = told[0]
    beside = {n for n, text in restrictions(best.source, best.position) if names([text], thing)}
    top = best.relevance + EACH
    found = [
        replace(one, relevance=top)
        if one.source["id"] == best.source["id"] and one.position in beside
        else replace(one, relevance=top + APART) if one is not best and _refuses(one, thing, acts)
        else one
        for one in told
    ]  # fmt: skip
    return sorted(found, key=lambda one: -one.relevance)


def _refuses(one: Told, thing: str, acts: frozenset[str]) -> bool:
    """Tell whether a sentence, with its heading, leaves a thing out of what is asked to be done."""
    is_of_it = acts & policy_roots(fold(f"{one.source['title']} {one.sentence}"))
    told = _told(one.sentence)
    if _REFUSES.match(fold(label_of(one.sentence))):  # "No se devuelven: semillas."
        return bool(is_of_it and names([told], thing))
    return bool(is_of_it and _REFUSES.search(told) and names([one.sentence], thing))


def _told(sentence: str) -> str:
    """Return a sentence folded, without what it is labelled with."""
    return fold(sentence.removeprefix(label_of(sentence))).strip()


@lru_cache(1024)
def _roots(folded: str) -> frozenset[str]:
    words = re.findall(rf"[a-z]{{{_NAME},}}", folded)
    return frozenset(root(word) for word in words if not is_general(word))


def _clips(word: str, other: str) -> bool:
    return word.startswith(other) or other.startswith(word)
