"""Terms that leave out what is on sale: "los productos en oferta no tienen cambio"."""

import re
from collections.abc import Mapping
from typing import Any

from graph.policies.paying import INSTALMENTS, ways_of_paying
from graph.policies.sentences import sentences_of
from graph.state import Source
from ingest.units import fold

_SALE = (
    r"(?:(?:oferta|rebaja|liquidacion|promocion|promo|outlet|promocional)(?:e?s)?|rebajad[oa]s?|"
    r"(?<=\ben )sale|(?:otros?|ningun|mas|demas|productos con) descuentos?)\b"
)
_ONE_PAYMENT = r"(?:1|un|unico) (?:solo |unico )?pago\b(?! [oy]\b)"
_LEAVES_OUT = re.compile(
    rf"\b(?:en|de) (?:\w+ (?:u|o|y) )?{_SALE}[^.;]*"
    r"\b(?:no|sin(?! interes| cargo| minimo)|tampoco|ni|solo|unicamente)\b"
    rf"|\b{_SALE}[^.;]*\b{_ONE_PAYMENT}"
    r"|\b(?:no (?:(?:es|son|se|pueden?) ){0,2}(?:inclu[iy]|aplic|val[ei]|rig|corr|alcanz|sum|"
    rf"acumul|combin|particip)\w*|salvo|excepto|excluye|menos)\b[^.;]*\b{_SALE}"
)


def leaves_out_offers(folded: str) -> bool:
    """Tell whether a folded sentence of a store's terms leaves out what is on sale."""
    return bool(_LEAVES_OUT.search(folded))


def denied_to_offers(way: str, policy: Source) -> bool:
    """Tell whether a policy has a way of paying, by its name, not for what is on sale.

    An exception that names no way is to the last rule that does, "10 % por transferencia. Se
    descuenta al pagar. No incluye ofertas.", and where that is a discount, to the others too.
    """
    rule = set[str]()
    for told in map(fold, [policy["title"], *sentences_of(policy)]):
        ways = ways_of_paying(told)
        is_of_any = not ways and (not rule or INSTALMENTS not in {way, *rule})
        if leaves_out_offers(told) and (is_of_any or way in (ways or rule)):
            return True
        rule = ways or rule
    return False


def is_on_offer(payload: Mapping[str, Any]) -> bool:
    """Tell whether a product is sold below its list price."""
    return payload.get("sale_price_cents") is not None
