"""What the shopper says of their own case: how long ago it was, and whether a policy reaches it."""

import re

from graph.checking.clauses import NEGATION
from graph.checking.context import Context
from graph.checking.spelled import spell_digits
from graph.state import Claim
from ingest.units import Quantity, fold, parse_quantities

_DAYS = {"hours": 1 / 24, "days": 1, "months": 30}
_SINCE = re.compile(
    r"\b(?:hace|hacen|hara|pasaron|pasados?|van|llevo|llevamos|a l[oa]s|cumplio|cumpli|tengo|tiene|"
    r"vivo a|estoy a|despues de|recien a)(?: ya| como| casi| unos| unas| mas de)*\s*$"
)
_CASE = re.compile(r"(?:^|[,;:.]|\basi que)\s*(?:con|en|por)(?: tus?| es[oa]s?| es[ae])?\s*$")
"""How the shopper's figure is told back: "así que en una semana llegás bien"."""
_GRANTED = re.compile(
    r"\s*(?:\w+ ){0,3}(?:garantia|bateria|devol|devuel|cambi|acept|lleg(?:a|an)\b|tenes)"
)
"""What makes of it a term or a measure, and no time that went by."""
_AGO = re.compile(r"\b(?:hace|hacen|ya pasaron|ya van|llevas)\b|\bcon(?: tus| es[oa]s)?\s*$")


def is_situation(question: str, told: Quantity, text: str) -> bool:
    """Tell whether the shopper said so of their own case: "la compré hace una semana".

    `text` is the answer's, where the figure stands.
    """
    asked = spell_digits(fold(question))
    told_back = _CASE.search(text[: told.start]) and not _GRANTED.match(text[told.end :])
    return any(
        (q.dimension, q.value) == (told.dimension, told.value)
        and (told_back or _SINCE.search(asked[: q.start]))
        for q in parse_quantities(asked)
    )


def is_long_ago(text: str, told: Quantity) -> bool:
    """Tell whether the answer tells it as a time that went by, and no term of a product."""
    return bool(_AGO.search(text[: told.start])) and not _GRANTED.match(text[told.end :])


def in_time(context: Context, since: Quantity) -> Claim | None:
    """Hold how long ago it was against the most that a policy grants: nothing is granted later."""
    for policy in () if NEGATION.search(context.text) else context.policies:
        told = [q for q in parse_quantities(policy.text) if q.dimension in _DAYS]
        most = max((_DAYS[q.dimension] * q.value for q in told), default=0)
        if 0 < most < _DAYS.get(since.dimension, 0) * since.value:
            return context.contradicted("policy", f"el plazo es de {most:g} días", policy)
    return None
