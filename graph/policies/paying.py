"""Ways of paying, as they are told, and how shoppers and policies write them."""

import re

from graph.checking.spelled import WORDS

INSTALMENTS = "en cuotas"
_COUNTED = rf"(?:\d{{1,2}}|{'|'.join(WORDS)}|unico|cuantos)"
WAYS = {
    INSTALMENTS: re.compile(
        rf"\b(?:cuotas?|{_COUNTED} pagos?|pagos (?:sin|fijos|iguales)|financi\w*)\b"
    ),
    "por transferencia": re.compile(r"\btra?n?sf\w*"),
    "en efectivo": re.compile(r"\b(?:efectivo|contado|cash)\b"),
    "con débito": re.compile(r"\bdebito\b"),
    "con Mercado Pago": re.compile(r"\b(?:mercado ?pago|mp)\b"),
}


def ways_of_paying(folded: str) -> set[str]:
    """Return the names of the ways of paying that a folded text speaks of."""
    return {name for name, pattern in WAYS.items() if pattern.search(folded)}
