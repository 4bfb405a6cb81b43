"""What no passage of the terms speaks of, whatever is near in meaning."""

import re
from collections.abc import Sequence
from difflib import get_close_matches

from graph.checking.lexis import ACTS, policy_roots
from graph.policies.asked import beside_asking, own_words
from graph.policies.contact import asks_contact
from graph.policies.idioms import acts_in, in_terms
from graph.policies.inquiry import Inquiry
from graph.policies.limits import is_sent
from graph.policies.places import CLOSE, is_unheard
from graph.policies.ranking import Told
from graph.policies.words import LIGHT
from graph.text import stems
from graph.understanding.plurals import singular
from graph.understanding.spelling import is_spanish
from graph.understanding.vocabulary import Vocabulary
from ingest.index.port import Hit
from ingest.units import fold

_ABROAD = (
    r"(?:exterior|extranjero|uruguay|montevideo|chile|paraguay|bolivia|brasil|peru|colombia|mexico|"
    r"espana|estados unidos|eeuu|miami|europa|internacional\w*|otros? pais(?:es)?|"
    r"fuera del pais|todo el mundo|limitrofes)\b"
)
"""Where no zone of the country lies."""
_MATTERS = (
    (
        re.compile(r"\b(?:por|al) mayor\b|\bmayorist\w+|\b(?:para|precio) reven\w+"),
        re.compile(r"\bmayor\b|\bmayorist|\breven|\bpor cantidad\b|\bempresas?\b"),
    ),
    (
        re.compile(
            r"\b(?:tenes|tienen|hay|donde (?:esta|queda)n?)\b(?!.*\b(?:stock|disponib\w*)).*"
            r"\b(?:local(?:es)?|sucursal(?:es)?|tienda fisica|showroom)\b"
        ),
        re.compile(r"\blocal(?:es)?\b|\bsucursal|\btienda\b|\bshowroom\b|\bmostrador\b"),
    ),
    (
        re.compile(
            r"\b(?:envi|mand|lleg|despach|entreg|export)\w*\b.*"
            rf"\b(?:a|al|hasta|para(?! exterior))(?: el| la| los)? {_ABROAD}"
        ),
        re.compile(
            rf"\b{_ABROAD}|"
            r"\b(?:solo en|(?:solo )?dentro de)(?: ?l| el)?(?: territorio)? (?:pais|argentin\w+)"
        ),
    ),
)  # fmt: skip
"""Matters that shoppers ask of → the words without which no terms speak of them. What is near in
meaning is of something else: wholesale beside a discount."""
LIKELY = 0.5
"""Probability from which a sentence answers a question of which the terms have no word."""


def lacks_its_matter(text: str, hits: Sequence[Hit]) -> bool:
    """Tell whether a message asks of a matter that no passage speaks of, in whatever words."""
    folded = fold(text)
    asked = [held for wanted, held in _MATTERS if wanted.search(folded)]
    if not asked:
        return False
    told = fold(" ".join(f"{hit.payload['title']} {hit.payload['text']}" for hit in hits))
    return not any(held.search(told) for held in asked)


def is_unspoken(inquiry: Inquiry, hits: Sequence[Hit], best: Told, vocabulary: Vocabulary) -> bool:
    """Tell whether no passage has a word by which the question names its matter.

    Nor the best sentence any other of its words, but for what all stores do ("aceptan").
    """
    if asks_contact(inquiry.question):
        return False  # "teléfono?" is answered by the figures of one
    if is_of_unspoken_name(inquiry.question, hits, vocabulary):
        return True
    whole = f"{inquiry.question} {inquiry.before}"
    own = own_words(inquiry.question) | own_words(inquiry.before)
    texts = " ".join(f"{hit.payload['title']} {hit.payload['text']}" for hit in hits)
    held = stems(texts)
    said = any(_alike(word, known) for word in own_words(inquiry.question) for known in held)
    if not said and (best.probability or 0.0) >= LIKELY:
        return False  # "se puede ir con el perro?", where pets are spoken of
    if inquiry.before and _turns_to_unheard(inquiry, held, policy_roots(fold(texts))):
        return True
    if is_sent(whole) and is_unheard(fold(inquiry.question), re.findall(r"[a-z]+", fold(texts))):
        return False  # a place is no matter
    if not own:  # "tienen estacionamiento?": what stores do may be told by none
        acts = policy_roots(fold(inquiry.question)) & ACTS - LIGHT
        return bool(acts) and not in_terms(whole) and not acts & policy_roots(fold(texts))
    if in_terms(whole) or any(_alike(word, known) for word in own for known in held):
        return False
    shared = stems(whole) & stems(f"{best.source['title']} {best.sentence}")
    return not any(policy_roots(stem) - LIGHT for stem in shared)


def is_of_unspoken_name(question: str, hits: Sequence[Hit], vocabulary: Vocabulary) -> bool:
    """Tell whether all that a question is of is a name that no passage has: "y con Santander?"."""
    own = own_words(question)
    named = [word for word in beside_asking(question) if stems(word) & own]
    if not all(
        re.search(rf"\b(?:con|de|del|en|por|el|la) {word}\b", fold(question)) for word in named
    ):
        return False
    if not named or in_terms(question) or any(map(is_spanish, named)):
        return False
    texts = fold(" ".join(f"{hit.payload['title']} {hit.payload['text']}" for hit in hits))
    words = {*re.findall(r"[a-z]+", texts)}
    return not any(
        is_name(word, vocabulary) or get_close_matches(word, words, n=1, cutoff=CLOSE)
        or any(known.startswith(word) for known in words)
        for word in named
    )  # fmt: skip


_INFINITIVE = re.compile(r"\b\w{2,}[aei]r(?:l[oa]s?|les?|me|te|se|nos)?\b")


def _turns_to_unheard(inquiry: Inquiry, held: set[str], acts: set[str]) -> bool:
    """Tell whether a follow-up names a matter of its own that no passage speaks of.

    "Hay estacionamiento ahí?" after the hours of a branch: those would be told again.
    """
    question = inquiry.question
    if in_terms(question):
        return False
    new = acts_in(question) - acts_in(inquiry.before)
    # What only tells what one does ("la saco después?") names no matter.
    own = own_words(_INFINITIVE.sub(" ", fold(question)))
    if not own and not new:
        return False
    return not new & acts and not any(_alike(word, known) for word in own for known in held)


def _alike(stem: str, other: str) -> bool:
    """Tell whether two stems are one, a letter apart at most: "estasionamiento"."""
    if stem == other:
        return True
    differ = sum(a != b for a, b in zip(stem, other, strict=False))
    return len(stem) == len(other) > 4 and differ == 1


def is_name(written: str, vocabulary: Vocabulary) -> bool:
    word = fold(written).strip("¿?.,;:()\"'")
    if any(c.isdigit() for c in word) and any(c.isalpha() for c in word):
        return word in vocabulary.words
    return word in vocabulary.brands_by_first_word or singular(word) in vocabulary.category_stems
