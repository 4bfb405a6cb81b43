"""What a message asks for that was taken for an order's, or for out of scope: a rule, a price."""

import re

from ingest.units import fold

_ASKS = re.compile(
    r"[?]|\b(?:(?:se )?pued[oea]\w*|podria\w*|cambian|devuelven|reciben|cubren?|que pasa|cuanto|"
    r"cuantos|como hago|hay que|tengo que|me (?:lo |la )?(?:cambian|devuelven|cobran))\b"
)
_WHERE_IS_IT = re.compile(
    r"\b(?:donde|por donde) (?:esta|anda|viene|quedo)\b|\bno (?:me )?(?:llego|llega|aparece)\b"
    r"|\b(?:seguimiento|estado) (?:de|del|de mi)\b|\bcobraron (?:dos|2|doble|de mas)\b"
    r"|\b(?:cuando|ya) (?:me )?(?:llega|sale|lo mandan|despachan)\b|\d{4,}"
)


_TO_BUY = re.compile(
    r"\b(?:cuanto (?:me )?(?:sale|salen|cuesta|cuestan|vale|valen|es|son|seria|serian)|precio|"
    r"alcanza\w*|llevo|busco|tenes|tienen|venden|stock)\b"
)


def asks_to_buy(message: str) -> bool:
    """Tell whether a message asks what a thing costs, or whether there is any."""
    return bool(_TO_BUY.search(fold(message)))


def asks_rule(message: str) -> bool:
    """Tell whether a message asks what holds for everybody: "me quedó chico, lo cambian?".

    "dónde está mi pedido 48213?" is of one order, which only a person can see.
    """
    text = fold(message)
    return bool(_ASKS.search(text)) and not _WHERE_IS_IT.search(text)
