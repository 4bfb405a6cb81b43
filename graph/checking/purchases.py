"""A purchase supposed of so much money, held against what a policy grants from an amount on."""

import re

from graph.checking.context import Context
from graph.state import Claim
from graph.understanding.amounts import Amount, parse_amounts
from ingest.units import fold

_SUPPOSED = re.compile(
    r"\b(?:con|compras? (?:de|por)|gast\w+|llev\w+|compr[aá]s|si pagas|pedido de|monto de|tus|"
    r"si son)\W*$"
)
_FREE = re.compile(r"\b(?:gratis|gratuit[oa]|sin cargo|sin costo|bonificad[oa]|no pagas)\b")
_FROM = re.compile(r"\b(?:desde|superior\w*|mayor\w*|mas de|a partir|supera\w*)\b")


def supposed_purchase(context: Context, amount: Amount) -> Claim | None:
    """Judge an amount that the shopper has, or that the answer supposes spent."""
    asked = {a.cents for a in parse_amounts(fold(context.question))}
    stated = {amount.cents, amount.cents // 1000, amount.cents // 100_000} & asked
    if stated or _SUPPOSED.search(context.text[: amount.start]):
        return _threshold(context, amount)
    return None


def _threshold(context: Context, amount: Amount) -> Claim | None:
    """Hold a supposed purchase against the amount from which a policy grants something."""
    for policy in context.policies:
        for clause in re.split(r"(?<=[a-z0-9])\. ", policy.text):
            limits = [a.cents for a in parse_amounts(clause) if a.is_money]
            if len(limits) > 1 or not limits or not _FREE.search(clause):
                limits = [c for c in limits if _FROM.search(clause) and c > 0][-1:]
            if not limits or not _FREE.search(clause):
                continue
            free = _FREE.search(context.text)
            denied = free and re.search(r"\bno\b[^,;.]{0,25}$", context.text[: free.start()])
            if free and bool(denied) == (amount.cents >= limits[0]):
                return context.contradicted("policy", "el mínimo es otro", policy)
    return context.supported("policy")
