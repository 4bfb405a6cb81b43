"""Terms that leave out what is on sale: "los productos en oferta no tienen cambio"."""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from graph.policies.paying import ways_of_paying
from graph.policies.sentences import sentences_of
from graph.state import Source
from ingest.units import fold

_SALE = (
    r"(?:(?:oferta|rebaja|liquidacion|promocion|promo|outlet)(?:e?s)?|(?<=\ben )sale|"
    r"otros descuentos)\b"
)
_ONE_PAYMENT = r"(?:1|un|unico) (?:solo |unico )?pago\b(?! [oy]\b)"
_LEAVES_OUT = re.compile(
    rf"\b(?:en|de) (?:\w+ (?:u|o|y) )?{_SALE}[^.;]*"
    r"\b(?:no|sin(?! interes| cargo| minimo)|tampoco|ni|solo|unicamente)\b"
    rf"|\b{_SALE}[^.;]*\b{_ONE_PAYMENT}"
    r"|\b(?:no (?:se )?(?:incluye|aplica|vale|rige|corre|alcanza|suma|acumula|combina|acumulable)n?"
    rf"|salvo|excepto|excluye|menos)\b[^.;]*\b{_SALE}"
)


def leaves_out_offers(folded: str) -> bool:
    """Tell whether a folded sentence of a store's terms leaves out what is on sale."""
    return bool(_LEAVES_OUT.search(folded))


def rule_of(exception: str, before: str) -> str:
    """Return the sentence that an exception is to: itself where it names a way of paying.

    Otherwise the one before: "10 % por transferencia. No incluye ofertas."
    """
    return exception if ways_of_paying(fold(exception)) else before


def denied_to_offers(way: str, policy: Source) -> bool:
    """Tell whether a policy has a way of paying, by its name, not for what is on sale."""
    return any(
        leaves_out_offers(fold(told)) and way in ways_of_paying(fold(rule_of(told, before)))
        for before, told in pairwise([policy["title"], *sentences_of(policy)])
    )


def is_on_offer(payload: Mapping[str, Any]) -> bool:
    """Tell whether a product is sold below its list price."""
    return payload.get("sale_price_cents") is not None
