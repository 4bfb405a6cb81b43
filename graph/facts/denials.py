"""What a product's own sheet denies of what is asked: "No apta para madera ni metal."."""

import re
from collections.abc import Sequence
from functools import lru_cache

from graph.checking.lexis import root
from graph.sentences import plain_sentences
from graph.text import stems
from graph.understanding.plurals import singular
from graph.understanding.verbs import infinitives
from ingest.units import fold

_DENIAL = re.compile(
    r"\W*no (?:es |son |se |esta |puede |debe |puede[n]? ser )*"
    r"(?P<verb>apt[oa]s?|[a-z]+)\b(?P<what>.*)"
)
_ONLY = re.compile(r"\b(?:solo|solamente|unicamente|exclusiv\w+) (?:para|en|con|sobre)\b")
_CLAUSE = re.compile(r"[:;,.(]")
_ALTERNATIVE = re.compile(r"\b(?:ni|y|o|e|u|si)\b")
_DOUBLED = re.compile(r"([bcdfgkmnpstvz])\1")
_NEGATED = re.compile(r"\b(?:no|sin|ni)\b")


def denials(question: str, title: str, description: str) -> list[str]:
    """Return the sentences of a description that deny what a question names.

    That is: a word of its own that the rest of the sheet does not affirm. "para pileta de fibra?"
    is denied by "No apta para piletas de fibra de vidrio" of a paint for pools: the fibre is.
    """
    asked = _words(question)
    if not asked:
        return []
    affirmed = forms_said(" ".join((title, *_affirmed(description))))
    open_words = [word for word in asked if not forms(word) & affirmed]
    wanted = frozenset().union(*map(forms, open_words))
    return [
        sentence for sentence in plain_sentences(description)
        if any(_names(wanted, what, affirmed) for what in _denied(sentence))
    ]  # fmt: skip


def confines(sentence: str) -> bool:
    """Tell whether a sentence says that a thing is for one use alone: "solo para madera"."""
    return bool(_ONLY.search(fold(sentence)))


def is_denial(sentence: str) -> bool:
    """Tell whether a sentence, or a clause of it, denies: "Sin percusión: no perfora hormigón"."""
    return any(_denied(sentence))


def denied_last(question: str, sheets: Sequence[tuple[str, str]]) -> list[int]:
    """Return the places of (title, description) with those that deny what is asked at the end.

    Unless no other says as much of it; who asks for what is without something is not denied it.
    """
    places = list(range(len(sheets)))
    if _NEGATED.search(fold(question)):
        return places
    asked = _words(question)
    denied = [bool(denials(question, *sheet)) for sheet in sheets]
    said = [
        sum(bool(forms(word) & told) for word in asked)
        for title, text in sheets
        for told in (forms_said(" ".join((title, *_affirmed(text)))),)
    ]
    best = max((n for n, no in zip(said, denied, strict=True) if not no), default=-1)
    return sorted(places, key=lambda n: denied[n] and best >= said[n])


@lru_cache(20_000)
def forms(word: str) -> frozenset[str]:
    """Return the roots by which a folded word is known, "llueve" by that of "llover" too."""
    plain = _DOUBLED.sub(r"\1", singular(word))  # "dimmer" of what is "dimerizable"
    found = {root(plain)}
    return frozenset(found | {root(verb) for verb in infinitives(word)})


def forms_said(text: str) -> frozenset[str]:
    """Return the roots of all the telling words of a text."""
    return frozenset().union(*map(forms, _words(text)))


def _words(text: str) -> list[str]:
    return [w for w in re.findall(r"[a-z]+", fold(text)) if len(w) > 2 and stems(w)]


def _affirmed(description: str) -> list[str]:
    """Return the clauses of a description that deny nothing."""
    clauses = (c for s in plain_sentences(description) for c in _CLAUSE.split(fold(s)))
    return [clause for clause in clauses if not _DENIAL.match(clause)]


def _denied(sentence: str) -> list[str]:
    """Return what a sentence denies, each alternative apart; the verb where it has no object."""
    found = (_DENIAL.match(clause) for clause in _CLAUSE.split(fold(sentence)))
    return [
        part for match in found if match
        for part in _ALTERNATIVE.split(match["what"] if _words(match["what"]) else match["verb"])
        if _words(part)
    ]  # fmt: skip


def _names(wanted: frozenset[str], what: str, affirmed: frozenset[str]) -> bool:
    """Tell whether at least half of what is denied, and of its own, is what is wanted."""
    own = [word for word in _words(what) if not forms(word) & affirmed]
    named = sum(bool(forms(word) & wanted) for word in own)
    return bool(named) and 2 * named >= len(own)
