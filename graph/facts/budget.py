"""The money that a shopper says to have, and whether it is enough for what is wanted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.facts.basket import Basket
from graph.understanding.amounts import Amount, parse_amounts
from ingest.units import fold, parse_quantities

_ASKS = re.compile(
    r"\b(?:alcanza\w*|llego|llegamos|llega la plata|me da(?:n)?\b(?! miedo)|puedo (?:pagar|llevar|"
    r"comprar)\w*|(?:me )?(?:sobra|falta)\w*)\b"
)
_HAS = re.compile(
    r"\b(?:tengo|tenia|tenemos|tiene|cuento|dispongo|presupuesto|plata|junt[eo]\w*|ahorr[eo]|"
    r"gastar|quedan?|con|hasta|cobro|llego|alcanzan?)\b"
)
_COSTS = re.compile(
    r"\b(?:sale[n]?|cuesta[n]?|vale[n]?|esta|estan|precio|a|vi|por|salia|costaba|cobra[n]?|"
    r"decia\w*|era|es|son|pasan?|piden?|cuotas?|falta\w*|sobra\w*)\b"
)
"""Before an amount that is a price, a part of one, or what is lacking."""
_PART_AFTER = re.compile(
    r"\s*(?:pesos\s+)?(?:(?:por|al|x|cada|la) (?:mes|cuota|semana|quincena)\b|mensual|semanal|"
    r"de (?:anticipo|sena|entrega|adelanto)\b)"
)
"""After an amount that pays a part only."""
_ENOUGH_AFTER = re.compile(r"\s*(?:pesos\s+)?(?:me |nos )?(?:alcanza\w*|llego|da[n]?\b)")
LEAST_CENTS = 1000_00
"""A number without sign or scale is money from here up."""


@dataclass(frozen=True)
class Afforded:
    """What the money that the shopper has is for."""

    enough: bool
    basket: Basket
    missing_cents: int
    """What is lacking; 0 when it is enough."""


def asks_budget(question: str) -> bool:
    """Tell whether the question is whether some money is enough: "alcanza para 40 m2?" is not."""
    return bool(_ASKS.search(fold(question)) and _amounts(question))


def money_had(question: str) -> Amount | None:
    """Return the amount that the shopper says to have; None when none or more than one is said.

    Of each amount the word nearest before it tells: "sale 85.000 y tengo 60 mil" has 60.000.
    """
    text = fold(question)
    amounts = [a for a in _amounts(text) if not _PART_AFTER.match(text[a.end :])]
    had, unsaid, end = [], [], 0
    for amount in amounts:
        before = text[end : amount.start]
        has = max((m.end() for m in _HAS.finditer(before)), default=-1)
        costs = max((m.end() for m in _COSTS.finditer(before)), default=-1)
        if has > costs:
            had.append(amount)
        elif costs < 0:
            unsaid.append(amount)
        elif _ENOUGH_AFTER.match(text[amount.end :]):
            had.append(amount)
        end = amount.end
    if not had and len(amounts) == 1:
        had = unsaid
    return had[0] if len(had) == 1 else None


def _amounts(question: str) -> list[Amount]:
    text = fold(question)
    measured = {q.start for q in parse_quantities(text)}
    return [
        a for a in parse_amounts(text)
        if a.is_money or (a.cents >= LEAST_CENTS and a.start not in measured)
    ]  # fmt: skip


def affords(money: Amount, baskets: Sequence[Basket]) -> list[Afforded]:
    """Compare the money with each basket of its currency; with none when any is of another."""
    if any(basket.currency != money.currency for basket in baskets):
        return []
    return [
        Afforded(basket.cents <= money.cents, basket, max(basket.cents - money.cents, 0))
        for basket in baskets
    ]
