"""Amounts as answers write them: a bare "92.700" is money as "$ 92.700" is."""

import re
from dataclasses import replace
from functools import lru_cache

from graph.checking.evidence import Evidence, plain_number
from graph.understanding.amounts import Amount, parse_amounts

LEAST_CENTS = 1000_00
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?")
_COUNTS = re.compile(
    r"\s+(?!(?:el|la|los|las|un|una|de|del|en|por|con|y|e|o|a|al|para|mas|menos|contra|cada|como|"
    r"total|todo|lo|que|te|se|si|sin|pero|hoy|ahora|antes|ya|nomas|final|son|es|da|dan|aprox\w*|"
    r"pesos|mensual\w*|juntos|juntas|entre|c|contado|efectivo|exactos?|redondos?|ambos|ambas|no|"
    r"llevando|pagando|frente|respecto|ni|porque|aunque|mientras|sobre|hasta|desde|les?|me|nos|"
    r"quedan?|sale|cuesta|queda|tambien|lleva|asi|donde|cuando)\b)[a-z]{2,}"
)
"""A noun after a number, which it counts: "5.000 puntos"."""


def spoken_amounts(text: str) -> list[Amount]:
    """Find the amounts of a folded answer.

    A number with a thousands point that counts no noun is money, however bare.
    """
    return list(_spoken_amounts(text))


@lru_cache(2048)
def _spoken_amounts(text: str) -> tuple[Amount, ...]:
    return tuple(
        replace(a, is_money=True) if not a.is_money and _is_bare(a, text) else a
        for a in parse_amounts(text)
    )


def is_written(amount: Amount, text: str, sources: list[Evidence]) -> bool:
    """Tell whether a bare number is one that a product writes, and so a measure or a name."""
    told = text[amount.start : amount.end].strip()
    if re.fullmatch(r"(?:19|20)\d\d", told):  # the year of a vintage or a model
        return any(re.search(rf"\b{told}\b", e.text) for e in sources)
    return bool(_THOUSANDS.fullmatch(told)) and any(
        plain_number(told) in e.numbers for e in sources if e.kind == "product"
    )


def _is_bare(amount: Amount, text: str) -> bool:
    told = text[amount.start : amount.end].strip()
    return (
        amount.cents >= LEAST_CENTS
        and bool(_THOUSANDS.fullmatch(told))
        and not _COUNTS.match(text[amount.end :])
        and not re.match(r"\s?[%°\"']", text[amount.end :])
    )
