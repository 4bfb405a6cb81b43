"""Terms that leave out what is on sale: "los productos en oferta no tienen cambio"."""

import re
from collections.abc import Mapping
from typing import Any

_SALE = r"(?:oferta|rebaja|liquidacion|promocion|outlet|sale)s?\b"
_LEAVES_OUT = re.compile(
    rf"\b(?:en|de) (?:\w+ (?:u|o|y) )?{_SALE}[^.;]*"
    r"\b(?:no|sin(?! interes| cargo| minimo)|tampoco|ni|solo|unicamente)\b"
    rf"|\b(?:no (?:incluye|aplica|vale|rige|corre|alcanza)n?|salvo|excepto|excluye|menos)\b"
    rf"[^.;]*\b{_SALE}"
)


def leaves_out_offers(folded: str) -> bool:
    """Tell whether a folded sentence of a store's terms leaves out what is on sale."""
    return bool(_LEAVES_OUT.search(folded))


def is_on_offer(payload: Mapping[str, Any]) -> bool:
    """Tell whether a product is sold below its list price."""
    return payload.get("sale_price_cents") is not None
