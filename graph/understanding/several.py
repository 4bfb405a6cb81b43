"""Messages that ask of two things at once: two products, or a product and a policy."""

import re

from graph.understanding.negation import negated_spans
from graph.understanding.prices import parse_price_range
from graph.understanding.spans import inside
from ingest.units import fold

_BETWEEN = re.compile(
    r" (?:vs\.?|versus|contra) | \+ "
    r"|[?,]? (?:y|e) (?:de paso|tambien|ademas|encima) "
    r"|[?,]? (?:y|o|u|e) (?=(?:el|la|los|las|del|de la|de las|de los|un|una|unos|unas|al)\b)"
    r"| (?:que|mas|con) (?=(?:el|la|los|las|un|una)\b)"
    r"|[?,]? (?:y|o|u|e) "
)
_ANOTHER = re.compile(r"un(?:a|os|as)?\b")
"""Begins another thing though a negation stands before: "que no sea samsung y una heladera"."""
_ASKING = re.compile(
    r"[¿?]|\b(?:que(?! no\b)|q|cual(?:es)?|cuant[oa]s?|diferencias?|entre|conviene|mejor|compar\w+|"
    r"(?:plata |guita |pesos )?(?:mas|menos)\b(?! de\b)(?: \w+[oa]s?\b)?|es|son|tienen?|hay|ha?i|"
    r"sale[n]?|cuesta[n]?|vale[n]?|"
    r"seria[n]?|saldria[n]?|costaria[n]?|suma[n]?|debo|total|todo|precio|estoy|estamos|me|hola|buenas|quiero|quisiera|saber|decime)\b"
)
"""What is said around two things that are compared or added up."""
VERB = re.compile(
    r"\b(?:es|son|tienen?|traen?|vienen?|sirven?|andan?|funcionan?|pesan?|miden?|duran?|usa[n]?|"
    r"se (?:puede[n]?|\w+))\b"
)
"""What is asked of a thing stands from here on."""
_POLICY = re.compile(
    r"\b(?:cuotas?|envi[oa]n?|envios|flete|manda[ns]|llega(?:n)? a|instal(?:a|an|en|acion|arl\w)|"
    r"conecta(?:n|s|r\w*)|tra?n?sf\w*|factura|retir(?:o|ar)|devol\w+|cambi(?:o|ar|an)|"
    r"mercado ?pago|"
    r"(?:con|del|mi|tu) banco|banco (?:nacion|provincia|galicia|macro|ciudad)|"
    r"reintegros?|visa|mastercard|amex|american express|cuenta dni|"
    r"(?:con|del?) (?:galicia|santander|bbva|macro|nacion)|"
    r"efectivo|debito|tarjetas?|rapipago|pago ?facil|e?[sx]tendida|"
    r"(?:extender|ampliar) la garantia|(?:por|sub\w+) (?:la |las )?escaleras?|(?:por|al) mayor|"
    r"(?:una|mi|la) empresa|hac(?:en?|es) (?:\w+ )?precio|"
    r"(?:abren|cierran|atienden)(?: \w+)* (?:hoy|manana|lunes|martes|miercoles|jueves|viernes|"
    r"sabados?|domingos?|feriados?)|q(?:ue)? hora)\b"
)
_EXTREME = re.compile(
    r"\b(?:el|la|los|las) (?:(?!(?:cual(?:es)?|es|son|que|q|de)\b)[\w.]+ ){1,4}"
    r"(mas (?:barat|economic|car)[oa]s?)\b"
)
_PRICE_OF = re.compile(r"(?:a )?cuanto (?:sale|cuesta|vale|esta)n? (?:el|la|los|las|un|una) \w")
"""A part that asks a product's price, whatever stands beside it."""
_PARTS = re.compile(r"[?.;!,]+|\s+y\s+(?!media\b)")

_ITEMS = re.compile(
    r" ?[;+?!]+ ?| ?[,.]+(?!\d) ?| (?:y|e|mas) (?!medi[oa]\b)"
    r"|(?<!\bde)(?<!\bx)(?<!\bpor)(?<!\bel)(?<!\bla)(?<!\blos)(?<!\blas)(?<!\bcon)"
    r" (?=(?:una?|unos|unas|\d{1,2}) [a-z]{4,})"
)
"""Between the things of a list: a comma, "y", the next count."""
COUNTED = re.compile(r"^(?:una?|unos|unas|\d{1,2})\s+(?:de\s+)?")
"""How a thing of a list begins."""
MEASURED = re.compile(r"^(?:medio )?(?:kilos?|kgs?|litros?|lts?|gramos?|grs?|docenas?) de ")
"""How much of it, which names nothing: "un kilo de yerba"."""
POINTING = re.compile(r"\b(?:es[aeo]s?|est[aeo]s?)\b")


def things_listed(message: str) -> list[str]:
    """Return the parts of a message that may each name one thing of a list."""
    return [part for part in map(_named, _ITEMS.split(_spaced(message))) if part]


def _spaced(message: str) -> str:
    """Fold a message with single spaces: a long run of them is slow to cut."""
    return " ".join(fold(message).split())


def points(part: str) -> bool:
    """Tell whether a part of a message points at what was spoken of: "2 de esas"."""
    return bool(POINTING.search(part))


def two_things(message: str) -> tuple[str, str] | None:
    """Cut a message between the two things that it names: "el A o el B"; None when it names one.

    "cuánto más caro es el A que el B" is cut before "el B". Whether both parts name something is
    for the catalog to say.
    """
    text = _spaced(message)
    negated = negated_spans(text, [])
    cuts = [
        m for m in _BETWEEN.finditer(text)
        if m.start() > 1 and m.end() < len(text) - 1
        and (_ANOTHER.match(text, m.end()) or not inside(m.end() - 1, negated))
        and not inside(m.end(), [(start, start + 1) for start, _ in negated])
    ]  # fmt: skip
    if not cuts:
        return None
    cut = cuts[-1]
    first, second = _named(text[: cut.start()]), _named(text[cut.end() :])
    if not parse_price_range(first).spans:  # "una plancha y un secarropas de menos de 50 lucas"
        first = " ".join([first, *(second[a:b] for a, b in parse_price_range(second).spans)])
    if not negated_spans(first, []):  # "de 50 o 55 que no sea samsung"
        first = " ".join([first, *(second[a:b] for a, b in negated_spans(second, []))])
    return first, second


def subjects_of(message: str) -> tuple[str, ...]:
    """Return the parts of a question that may name its product, the likeliest first.

    "la yerba kraus es apta celíacos?" speaks of what stands before its verb.
    """
    text = fold(message)
    verb = VERB.search(text)
    parts = (text[: verb.start()], text[verb.end() :]) if verb else (text,)
    return tuple(part for part in map(_named, parts) if part)


def _named(part: str) -> str:
    """Return a part without the words that ask; "el anafe más barato" names one by its price."""
    if extreme := _EXTREME.search(part):
        return f"{_named(part[: extreme.start(1)])} {extreme[1]}".strip()
    return " ".join(_ASKING.sub(" ", part).split()).strip(" ?,.")


def asks_policy(message: str) -> bool:
    """Tell whether a message about products also asks for the store's terms."""
    return bool(_POLICY.search(fold(message)))


def beside_policy(message: str) -> tuple[str, str]:
    """Part a message into what asks for the store's terms and what does not."""
    parts = [part.strip() for part in _PARTS.split(fold(message)) if part.strip()]
    policy = [part for part in parts if _POLICY.search(part)]
    if not policy and any(map(_PRICE_OF.match, parts)):
        policy = [part for part in parts if not _PRICE_OF.match(part)]
    return " ".join(policy), " ".join(part for part in parts if part not in policy)
