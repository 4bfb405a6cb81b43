"""A purchase told over several messages: "llevo 2 fernet", "agregale unas lays", "cuánto es?"."""

import re
from collections.abc import Sequence

from ingest.units import fold

SEPARATOR = " . "
MOST_TURNS = 3
"""Messages of the shopper that one purchase is told in, the last included."""

_ADDS = re.compile(
    r"\b(?:agreg\w+|sum(?:a|ale|ame|ando\w*|as|o|arias?)|ademas|tambien|de paso|junto con)\b"
    r"|^\W*(?:y|e|mas)\b(?: si)?(?: (?:le|me|te))* (?:llevo|sumo|agrego|pongo|compro|con)\b"
)
_PUTS = re.compile(
    r"\b(?:agreg|sum|anot|pone)(?:a|o|ando|amos|ame|ale|amele|andole|o)?(?:l[ea]s?|me|melo|le)?\b"
    r"|\b(?:le|les) (?:sumo|agrego|pongo)\b|\by (?:\d{1,2}|un[oa]?|dos|tres) .*\btambien\b"
    r"|\b(?:y|tambien) (?:llevo|quiero|me llevo) tambien\b"
)
"""Puts something beside what is to be bought."""
_SO_MANY = re.compile(r"^\W*y (?:en|con) \d{1,2}\W*$")
_COUNT_ONLY = re.compile(
    r"\W*(?:(?:y|e|o|ok|dale|bueno|che|pero|entonces)\W+)+(?:(?:si|me|te|nos|le)\s+)*"
    r"(?:(?:llev\w+|compr\w+|pid\w+|quier\w+|quisier\w+|necesit\w+|son|fueran|serian?|por|x)\s+)?"
    r"(?:1?\d|20|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce)"
    r"(?:\s+(?:unidades|iguales|(?:de\s+)?(?:es[ao]s|est[ao]s)))?\W*"
)
"""Only counts what was spoken of: "y 2?", "y si llevo 5?"; "y 43?" is a size."""
_TERM_ONLY = re.compile(
    r"\W*y\W+(?:(?:la|el|por|a|de|si|fuera|son|seria|quiero|sumo|pido)\s+)*(?:\d{1,2}|un|dos|tres)(?:\s+(?:mes(?:es)?|"
    r"anos?|mas))*\W*$"
)
_INSTALMENTS = re.compile(r"\b(?:cuotas?|pagos)\b")
_ADDING = re.compile(
    r"\b(?:agreg|suma(?:le|me|ndo)|sumo\b|sumari)\w* (?!tod)"
    r"(?:(?:el|la|los|las|una?|un[oa]s|medio|\d+) )?"
    r"(?:(?:kilos?|kg|litros?|lts?|gramos?|grs?|docenas?|paquetes?|cajas?|bolsas?|packs?|latas?|"
    r"botellas?) (?:de )?)?"
    r"(?!(?:anos?|mes(?:es)?|garantia|extendida|envi\w+|flete|instala\w+)\b)([a-z]{3,})"
)
_ASKS = re.compile(
    r"\b(?:en )?total\b"
    r"|\bcuanto (?:(?:me|te|nos) )?"
    r"(?:es|son|seria[n]?|sale[n]?|saldria[n]?|queda|suma|da|pago|debo)\b"
    r"(?! (?:el|la|los|las|un|una|unos|unas)\b)"
    r"|\b(?:l[ao]s|amb[ao]s) (?:2|dos|3|tres)?\s?(?:cosas?|juntas?|juntos?)\b"
    r"|\b(?:cuanto|me) (?:me )?(?:falta\w*|sobra\w*|alcanza\w*)\b|\balcanza\b|\bllego\b"
    r"|^\W*y (?:en|con) \d{1,2}\W*$|^\W*(?:y )?(?:en|con) \d{1,2} (?:cuotas?|pagos?)\b"
    r"|\b(?:con|por|x|pago|pagando|en) (?:tra?n?sf\w*|efectivo|debito|contado)\b"
)
"""Asks what the purchase comes to, or whether it reaches something."""


_KEEP = re.compile(
    r"\b(?:me|nos) (?:l[oa]s? )?(?:reserv|guard|separ|apart|sen)(?:as?|an|ari?as?)\b"
    r"|\b(?:pod(?:es|rias|en)|pued[oe]n?|se puede) (?:me |nos )?"
    r"(?:reserv|guard|separ|apart|sen)ar\w*"
    r"|\b(?:reserv|guard|separ|apart)a(?:me|nos)(?:l[oa]s?)?\b|\bdejar(?:l[oa]s?)? senad[oa]s?\b"
)
_SHIPPING_COST = re.compile(
    r"\b(?:envio|flete|mandan|mandarmel[oa])\b.*\b(?:cuanto|cobra[ns]?|aparte|sale|cuesta)\b"
    r"|\b(?:cuanto|cobra[ns]?)\b.*\b(?:envio|flete|mandar\w*)\b"
)
_HAS_STOCK = re.compile(
    r"(?<!no )\b(?:hay|tenes|tienen|queda\w*|con) (?:\w+ )?(?:stock|disponib\w*)|^\W*stock\b"
)
_WITH = re.compile(
    r"\b(?:con|por|llev\w+|compr\w+|pido|sumo|de)\s+((?:el|la|los|las|un|una|unos|unas|\d+)\s+"
    r"[^?.,;]{3,60})"
)
"""What is bought, named where the store's terms are asked for: "llego al gratis con el go 3?"."""


def asks_to_keep(text: str) -> bool:
    """Tell whether a message asks to keep for the shopper what was spoken of: "me lo reservás?"."""
    return bool(_KEEP.search(fold(text)))


def asks_shipping_cost(message: str) -> bool:
    """Tell whether a message asks what it costs to have something sent."""
    return bool(_SHIPPING_COST.search(fold(message)))


def asks_stock(message: str) -> bool:
    """Tell whether a message asks if what was spoken of can be had: "hay stock en el local?"."""
    return bool(_HAS_STOCK.search(fold(message)))


def adds(message: str) -> bool:
    """Tell whether the message puts something beside what was spoken of: "agregale unas lays"."""
    return bool(_PUTS.search(fold(message)))


def added(message: str) -> str:
    """Return the noun of what a message adds to what is being bought, empty for none."""
    match = _ADDING.search(fold(message))
    return match[1] if match else ""


def things_bought(message: str) -> list[str]:
    """Return the parts of a message that may name what is being bought."""
    return [match[1].strip() for match in _WITH.finditer(fold(message))]


def instalments_asked(message: str, purchase: str) -> str:
    """Return a message with what its figure counts, where the one before spoke of instalments.

    What only counts units asks of them what that one did: "y 2?".
    """
    before = [part for part in purchase.split(SEPARATOR) if _INSTALMENTS.search(fold(part))]
    if not before:
        return message
    if only_counts(message):
        return before[-1]
    return f"{message.rstrip(' ?!.')} cuotas" if _SO_MANY.match(fold(message)) else message


def continues_a_term(message: str) -> bool:
    """Tell whether a message only asks of another term: "y la de 24?", "y por dos años?"."""
    return bool(_TERM_ONLY.match(fold(message)))


def asks_of_purchase(message: str) -> bool:
    """Tell whether a message asks of all that is being bought, or adds something to it."""
    text = fold(message)
    return bool(_ASKS.search(text) or _ADDS.search(text)) or only_counts(message)


def only_counts(message: str) -> bool:
    """Tell whether a message only says how many of what was spoken of are wanted: "y 2?"."""
    return bool(_COUNT_ONLY.fullmatch(fold(message)))


def purchase_told(message: str, history: Sequence[tuple[str, str]]) -> str:
    """Return a message with the shopper's own before it that it goes on from, oldest first.

    `history` holds (role, text), oldest first. A message that goes on from none is returned as it
    is.
    """
    told = [message]
    for role, text in reversed(history):
        if role != "user":
            continue
        if not asks_of_purchase(told[0]) or len(told) == MOST_TURNS:
            break
        told.insert(0, text)
    return SEPARATOR.join(told)
