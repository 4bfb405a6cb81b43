"""How far a question of the terms leans on the ones before."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from graph.checking.lexis import policy_roots
from graph.policies.asked import beside_asking, only_asks, own_words
from graph.policies.idioms import acts_in, in_terms
from graph.policies.inquiry import Inquiry
from graph.policies.words import LIGHT
from graph.text import stems
from ingest.units import fold

GOES_ON = re.compile(r"\s*[¿?]?\s*(?:y|e|pero|entonces|ahora|ok|dale|bueno|ah|che y|o)\b")
_IT = re.compile(r"\b(?:l[oa]s? (?:pued|podr|quier)\w+|\w{2,}[aei]rl[oa]s?)\b")
"""Does something to what was spoken of: "la puedo pagar", "pagarla"."""
WHOLLY, STRONG, WEAK = 1.0, 0.6, 0.3
"""How much the question before weighs for a message that only asks ("y cuánto tarda?"), for one
without a topic that is known, and for one that has one."""


def inquiry_of(
    text: str, lines: Sequence[str], passages: Sequence[Mapping[str, Any]], about: str = ""
) -> Inquiry:
    """Read how far a message leans on the ones before.

    `passages` are payloads, the nearest first; `about` is the kind of product spoken of.
    """
    title = passages[0]["title"]
    terms = in_terms(text)
    acts, acts_before = acts_in(text), acts_in("\n".join(lines))
    same = bool(acts & acts_before)
    has_topic = bool(terms or stems(text) & stems(title))
    # "y qué garantía tiene?" names a whole document of the terms: it turns to another matter.
    turns = bool(stems(text) & stems(title.split(" > ")[0]))
    goes_on = bool(GOES_ON.match(fold(text)))
    told = stems(" ".join(passage["text"] for passage in passages))
    held = _named(text) & told
    # "quién paga el envío del cambio?", "y efectivo?" have a matter of their own.
    only = only_asks(text) and not acts - acts_before and not held - stems("\n".join(lines))
    leans = only or bool(_IT.search(fold(text)))  # "dónde queda?", "la puedo pagar con débito?"
    stands = has_topic and not same and (turns or not leans) and (not goes_on or acts or turns)
    if not lines or stands:
        return Inquiry(text, about=f"{about} {terms}", thing=about)
    lean = WHOLLY if only else WEAK if has_topic or (own_words(text) | held) & told else STRONG
    return Inquiry(
        text,
        before="\n".join(lines),
        lean=lean,
        keeps=goes_on or only or (same and has_topic),
        about=" ".join([about, terms, *map(in_terms, lines)]),
        thing=about,
    )


def leant_on(inquiry: Inquiry) -> str:
    """Return the words in which a question's matter is: those before too, unless it has its own."""
    return inquiry.whole if inquiry.lean > WEAK else inquiry.question


def _named(text: str) -> set[str]:
    """Return the stems of a text's words, beside those that ask and those of what all stores do."""
    words = (word for word in beside_asking(text) if policy_roots(word) - LIGHT)
    return {stem for word in words for stem in stems(word)}
