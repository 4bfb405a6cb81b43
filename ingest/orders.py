"""What a product's text says to whoever answers for the store, or of what is not the product.

A feed is written by many hands, and what it says of a product is told to shoppers, and given to a
model: it may describe, and neither give orders, nor ask for secrets, nor speak of other products,
nor of what is paid. A description speaks to the shopper ("elegí un talle más") and often of what
a seller says; so that most cues prove nothing alone, and an order is an act beside another cue.
"""

import re
from functools import lru_cache

from ingest.units import fold

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_SHOPPER = re.compile(
    r"\b(?:al?|l[oa]s?|el|un|sus?|quien|the|an?|any|every|your) (?:(?:client[ea]|comprador[ea]?|"
    r"usuari[oa]|visitante|consumidor[ae]?|consult[ae]\w*|pregunt[ae]\w*|customer|shopper|buyer|"
    r"client|user|visitor)(?:es|s)?)\b|\b(?:him|her|them|whoever asks)\b"
)
_MACHINE = re.compile(
    r"\b(?:asistentes?|assistants?|chat ?bots?|bots?|ia|ai|llms?|gpt|system|"
    r"(?:modelo|language) (?:de lenguaje|model))\b"
)
_TALK = re.compile(
    r"\b(?:(?:este|esta|this|the) (?:chat|charla|conversacion|conversation|respuesta|answer|reply)|"
    r"(?:desde|a partir de|de) ahora|from now on|nota interna|internal note)\b"
)
_OF_OTHERS = re.compile(
    r"\b(?:l[oa]s|tod[oa]s|the|all) (?:(?:l[oa]s|the) )?(?:demas|otr[oa]s|restantes|others?|rest)\b"
    r"[^.,;:]{0,50}?\b(?:son|estan?|tienen?|fallan?|no|se (?:rompen?|quedan?)|explotan?|are|have|"
    r"fail|break)\b|\b(?:la competencia|competitors?)\b"
)
"""Others as what a sentence is about; "compatible con otras marcas" is of the product."""
_PAID = re.compile(
    r"(?:u\$s|us\$|\$|\busd|\bars) ?\d|\b\d[\d.,]* ?(?:pesos|dolares|lucas|usd|ars|dollars)\b|"
    r"\b\d+ ?% (?:de )?(?:descuento|bonificacion|reintegro|off|discount)|\bcupon\w*|\bcoupon\w*|"
    r"\b(?:descuento|promo)\w* (?:del? )?\d|\b\d+ cuotas\b|"
    r"\benvios? (?:\w+ ){0,2}(?:gratis|gratuito|sin cargo)|\bfree (?:shipping|delivery)\b|"
    r"\b(?:es|son|esta|sale|is|are) (?:\w+ )?(?:gratis|free)\b"
)
"""What is paid is the price field's and the terms' to tell: written in a text, it grows old."""
_SAYING = (
    r"dec(?:i|ir)(?:les?|nos|me)?|di(?:le|les)|dig[ao]n?(?:les?)?|cont[ae](?:r|les?)|"
    r"(?:inform|avis|coment|confirm|asegur|mencion|afirm)[ae](?:r|les?)|"
    r"(?:respond|promet|contest)[eia](?:r|les?)?|repet[ei]\w*|tell|say|reply|respond|answer|inform|promise|"
    r"mention|claim|reveal|repeat|confirm"
)
_ASKING = (
    r"ped[i](?:r|les?|rles?)?|pid[ea]n?(?:les?|nos)?|(?:solicit|mand|envi|pas|dict|dej|pregunt|"
    r"compart|facilit|proporcion|escrib|carg|complet|verific|ingres|insert|necesit|pon|anot)"
    r"(?:[aei]|ar|e?mos|an|ir)(?:n?os|me|les?)?|exi[gj](?:[ieao]|ir)(?:les?)?|ask|request|send|give|share|type|provide|"
    r"enter|text|dictate|submit|verify|confirm"
)
_DOING = (
    r"(?:ofrec|ofrezc|vend|recomend|recomiend|regal|cobr|bonific|deriv|mostr|ocult|neg|aplic)"
    r"[aei]les?|recomenda|insult[aeo]\w*|offer|recommend|insult|convince|pretend|hide|charge|redirect"
)
"""What a thing does for its user, "ofrece al usuario", is no order to do it."""
_ACT = re.compile(rf"\b(?:{_SAYING}|{_ASKING}|{_DOING})\b")
_SAYS_THAT = re.compile(
    r"\b(?:deci(?:le|les|me)?|di(?:le|les)|digan?(?:les?)?|contales?|respond[eia](?:les?)?|"
    r"contest[ae](?:les?)?|informales?|avisales?|tell \w+|always say|say|reply|respond)"
    r" (?:siempre |solo |only |always )?(?:que|that|with|:|«|\"|\d)"
)
_CARD = re.compile(
    r"\b(?:numeros?|codigos?|datos|foto|fecha|vencimiento|number|details|photo) (?:completos? )?"
    r"(?:de |of |from )?(?:seguridad (?:de )?)?(?:l[oa]s?|el|tus?|sus?|the|your|their|an?|una?)? ?"
    r"(?:tarjetas?|cuenta|documento|dni|card|account)\b|\b(?:cvv|cvc|cbu|cvu|home ?banking)\d?\b|"
    r"\b(?:(?:credit|debit|bank) )?card (?:number|details|data)\b|"
    r"\b(?:datos bancarios|bank(?:ing)? (?:data|details))\b"
)
_SECRET = re.compile(
    r"\b(?:codigos?|claves?) (?:de (?:seguridad|verificacion)|que (?:te|le) (?:lleg|mand|envi)\w+|"
    r"bancari\w+)|\b(?:contrasenas?|passwords?|passcodes?|security code|verification code|"
    r"one-time code|(?:tu|su|your|their|la|the|el) (?:clave|pin|token|dni|alias))\b"
)
_GIVES = re.compile(
    r"\b(?:mand|envi|pas|dict|dej|compart|facilit|proporcion|decinos|decime|send|give|share|provide|"
    r"text|dictate|submit|tell|pedi|pidel|solicit|exig|ask|request)\w*\b"
)
"""What is handed over to somebody: a safe has its code entered."""
_AT_ONCE = re.compile(
    r"\b(?:ignor|olvid|descart|omit|desobedec|disregard|forget|override|bypass)\w*\b[^.]{0,40}"
    r"\b(?:tod[oa]s?|instruc\w+|anterior(?:es)?|previ[oa]s?|reglas|ordenes|indicaciones|terminos|"
    r"all|everything|rules|previous|above|prior|policies)\b|"
    r"\b(?:tus|your|system|sistema|previous|prior|above) (?:instruc\w+|prompt|reglas|rules)|"
    r"\bsystem prompt\b|\bprompt del? |\binstruc\w+ (?:del sistema|anteriores|previas|internas)\b|"
    r"[\[(<{|]\s*/?\s*(?:system|assistant|user|sistema|asistente|admin|inst|developer)\s*[\])>}|]|"
    r"\b(?:si|cuando) (?:te|alguien|(?:el|la|un|una|los) (?:client|comprador|usuari)\w+) (?:te )?"
    r"(?:pregunt|consult|pid[ae]n?\b|escrib)\w*|\bal? (?:responder|contestar)\b|"
    r"\b(?:if|when|whenever) (?:you are |you're |you )?(?:asked|answering|replying|responding)\b|"
    r"\b(?:if|when|whenever) (?:the |an? |any )?(?:user|customer|shopper|buyer|somebody|someone)s? "
    r"(?:ask|want|writ)\w*|\b(?:actua|comportate|act|behave) (?:como|as) (?:si|if|an?|una?)\b|"
    r"\b(?:sos|eres|you are)(?: now| ahora)? (?:un|una|an?|el|la|the) "
    r"(?:\w+ )?(?:asistente|assistant|bot|chatbot|vendedor\w*|ai|ia)\b|"
    r"\b(?:transfer\w*|deposit\w*|pag(?:a|ar|ue|alo|ala)|pay|send (?:the )?(?:money|payment))\b"
    r"[^.]{0,60}(?:\balias\b|\bcbu\b|\bcvu\b|https?:|www\.|@|\b(?:esta|this) (?:cuenta|account)\b|"
    r"\bbitcoin\b|\bwallet\b)"
)
_LABEL = re.compile(
    r"^\W*(?:\w+[ ,]+){0,3}?(?:asistente|assistant|chat ?bot|bot|ia|ai|system|sistema|llm|modelo|"
    r"nota interna|internal note)\b[^:.]{0,20}[:\])]"
)


@lru_cache(1024)
def order_in(text: str) -> str:
    """Return the first sentence that orders, or asks for a secret; empty where none does."""
    folded = fold(text)
    if not any(cue.search(folded) for cue in (_ACT, _MACHINE, _TALK, _AT_ONCE)):
        return ""
    return next((s for s in _SENTENCE.split(text) if _orders(fold(s))), "")


@lru_cache(1024)
def without_orders(text: str) -> str:
    """Return what stands before the first order: what follows is of the same hand."""
    order = order_in(text)
    return text[: text.index(order)].rstrip() if order else text


@lru_cache(1024)
def of_the_product(text: str) -> str:
    """Return what a description says of its product, and may be told: the rest is left out."""
    kept = without_orders(text)
    sentences = _SENTENCE.split(kept)
    of_it = [s for s in sentences if not _of_something_else(fold(s))]
    return kept if of_it == sentences else " ".join(of_it)


def _of_something_else(sentence: str) -> bool:
    return bool(_PAID.search(sentence) or _OF_OTHERS.search(sentence))


def _orders(sentence: str) -> bool:
    """Tell whether a folded sentence is an order to whoever answers, or asks for a secret."""
    if _AT_ONCE.search(sentence) or _SAYS_THAT.search(sentence):
        return True
    if _SECRET.search(sentence) and _GIVES.search(sentence):
        return True
    if _CARD.search(sentence) and _ACT.search(sentence):
        return True
    cues = (_SHOPPER, _MACHINE, _TALK, _OF_OTHERS, _PAID)
    found = sum(bool(cue.search(sentence)) for cue in cues)
    if _LABEL.search(sentence):
        return bool(_ACT.search(sentence)) or found > 1
    return bool(_ACT.search(sentence)) and bool(found)
