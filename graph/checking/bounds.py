"""Prices told by a bound: "por menos de $ 45.000", "supera los $ 60.000"."""

import re

from graph.answer import MARKER
from graph.checking.clauses import NEGATION
from graph.checking.context import Context
from graph.checking.evidence import Evidence
from graph.checking.rounding import HEDGE
from graph.checking.spelled import spell_digits
from graph.checking.spoken import spoken_amounts
from graph.checking.terms import counts_said
from graph.state import Claim
from graph.understanding.amounts import Amount
from graph.wording import write_money
from ingest.units import fold

_PASSES = r"(?:supera[ns]?|excede[ns]?|pasa[ns]?(?: de)?(?= l[oa]s))"
_NOT = r"no (?:l[oa]s? )?(?:supera[ns]?|excede[ns]?|pasa[ns]?(?: de)?|llega[ns]? a|alcanza[ns]?)"
_BELOW = re.compile(rf"\b(?:menos de|(?:por )?debajo de|hasta|{_NOT})(?: l[oa]s)?[\s$]*$")
_ABOVE = re.compile(rf"\b(?:mas de|(?:por )?encima de|arriba de|{_PASSES})(?: l[oa]s)?[\s$]*$")
_BY_ITSELF = re.compile(rf"\b(?:{_NOT}|{_PASSES})(?: l[oa]s)?[\s$]*$")
"""What only a price does: a policy holds "desde" an amount or for "más de" it."""
_IS_PRICE = re.compile(
    r"(?:^|[,;:.]|\b(?:cuesta|sale|vale|queda|esta|precio|por|son|llevas|conseguis|tenes|hay))n?"
    r"\W*(?:\w+\W+){0,2}$"
)
_OTHERWISE = re.compile(
    r"\b(?:(?:ahorr|baj|rebaj|descuent|diferencia|cuota|pago|mes|envio|compra|pedido|presupuesto|"
    r"falta|sobra|reintegr|tope)\w*|si|fuera)\b"
)
"""Words of what else an amount may bound."""


def check_bound(context: Context, amount: Amount) -> Claim | None:
    """Return the verdict on an amount that bounds the price of a product; None where it does not.

    Of several products the bound may be of each or of all together.
    """
    before = context.text[: amount.start]
    below = _BELOW.search(before)
    bound = below or _ABOVE.search(before)
    if not bound or HEDGE.search(before):
        return None
    reaches = _BY_ITSELF.search(before)
    products = _subjects(context, before, anywhere=bool(reaches))
    if not products or not (reaches or _IS_PRICE.search(before[: bound.start()])):
        return None
    if not reaches and (
        _OTHERWISE.search(before)
        or NEGATION.search(before[: bound.start()])  # "no hay por menos de …"
        or any(amount.cents in policy.cents_in_text for policy in context.policies)
    ):
        return None
    prices = [p.current_cents for p in products if p.current_cents is not None]
    sentence = fold(MARKER.sub(" ", context.segment.sentence))
    counts = {n for n, _ in counts_said(spell_digits(f"{sentence} . {fold(context.question)}"))}
    if len(prices) < len(products) or counts - {1, len(products)}:
        return None
    each = [cents <= amount.cents if below else cents >= amount.cents for cents in prices]
    together = sum(prices) <= amount.cents if below else sum(prices) >= amount.cents
    if all(each) or together:
        return context.supported("price", products[0])
    if {*prices} & {a.cents for a in spoken_amounts(sentence)} and not reaches:
        return None  # the price stands beside it, and is what is judged
    wrong = products[each.index(False)]
    told = write_money(amount.cents, amount.currency)
    right = write_money(wrong.current_cents or 0, wrong.payload["currency"])
    return context.contradicted("price", f"{told} no lo acota: cuesta {right}", wrong)


def _subjects(context: Context, before: str, *, anywhere: bool) -> list[Evidence]:
    """Return the products whose price is bound: those of the segment, or `anywhere` before it."""
    if context.products:
        return context.subjects(re.split(r"[;(]|,(?!\d)", before)[-1])
    cited = context.cited_in(context.segment.sentence) if anywhere else []
    return [e for e in cited if e.kind == "product"]
