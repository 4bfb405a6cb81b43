"""Whether a message asks a rule that holds for everybody, whatever it was taken for."""

import re

from ingest.units import fold

_ASKS = re.compile(
    r"[?]|\b(?:cuant[oa]s?|(?:se |l[oa]s? )?pued[oe]\w*|podria\w*|cambian|devuelven|reciben|"
    r"cubren?|horarios?|que pasa|como hago|(?:que|q) (?:hago|puedo hacer)|"
    r"hay que|tengo que|me (?:lo |la )?(?:cambian|devuelven|cobran))\b"
)
_DOES = re.compile(
    r"\b(?:pod(?:es|rias?|emos)|pued[ea]n?|podrian|quiero|necesito|para) "
    r"(?:(?:me|nos|lo|la|los|las|que) ){0,2}(\w{2,}[aei]r)(?:me|nos|te|l[oa]s?)*\b"
    r"|\b(?:(?:me|nos|te) )?(?:l[oa]s? )?(\w{3,}[ae]n)\b"
)
"""Where an act of the store's may be said: "me la cortan?", "andamios para alquilar"."""
_WISHES = re.compile(
    r"\b(?:quier[oe]|quisiera|querr?ia|quer(?:emos|iamos)|necesito|me gustaria|voy a) "
    r"(?:devolver|cambiar)(?:l[oa]s?)?\b(?! (?:(?:el|la|mi|los|las|de) )?"
    r"(?:direc|domic|fecha|hora|dia|tele|mail|medio|forma|tarjeta))"
)
"""Wants what the terms allow or not, of an order too: "quiero devolver lo que compré"."""
_TASK = re.compile(
    r"\b(?:chistes?|poemas?|recetas?|cancion\w*|cuentos?|escrib\w+|traduc\w+|instrucciones|codigo)\b"
)
"""What is asked of any assistant, whatever it names."""
_WHAT_NOW = re.compile(r"\b(?:que|q|como) (?:hago|puedo hacer|se hace|tengo que hacer)\b")
_SPOILT = r"\b(?:rot|(?:raja|quebra|golpea|abolla|falla|raya|raspa|dana|mancha)d)[oa]s?\b"
_WRONG = r"\bequivocad[oa]s?\b"
_CAME_SPOILT = re.compile(
    rf"\b(?:lleg|vin|recib|entreg|mandar|trajer)\w+\b.*(?:{_SPOILT}|{_WRONG})"
)
"""Complains and asks nothing, "me llegó la mesa rayada": what the terms say of it is wanted."""
_HAPPENED = (
    (re.compile(_SPOILT), "el producto llegó roto o fallado, qué hago?"),
    (re.compile(_WRONG), "el producto llegó equivocado, qué hago?"),
    (re.compile(r"\barrepent\w+"), "me arrepentí de la compra, cómo hago?"),
)
"""What befell a purchase, and how the store's terms are asked of it: their words are few."""
_WHERE_IS_IT = re.compile(
    r"\b(?:donde|por donde) (?:esta|anda|viene|quedo)\b|\bno (?:me )?(?:llego|llega|aparece)\b"
    r"|\b(?:seguimiento|estado) (?:de|del|de mi)\b|\bcobraron (?:dos|2|doble|de mas)\b"
    r"|\b(?:mi|el|la|una?) (?:pedido|compra|orden)\b.*\b(?:tarda|noveda|revis|falt|lleg)"
    r"|\b(?:tarda|noveda\w*|revis\w+|falt\w+|lleg\w+)\b.*\b(?:mi|el|la) (?:pedido|compra|orden)\b"
    r"|\b(?:cuando|ya) (?:me )?(?:llega|sale|lo mandan|despachan)\b|\d{4,}"
)


def is_task(message: str) -> bool:
    """Tell whether a message wants what any assistant does, whatever it names: a poem, a recipe."""
    return bool(_TASK.search(fold(message)))


def asks_rule(message: str) -> bool:
    """Tell whether a message asks what holds for everybody: "me quedó chico, lo cambian?".

    "dónde está mi pedido 48213?" is of one order, which only a person can see.
    """
    text = fold(message)
    asks = _ASKS.search(text) and not _WHERE_IS_IT.search(text)
    wants = asks or _WISHES.search(text) or _CAME_SPOILT.search(text)
    return bool(wants) and not _TASK.search(text)


def is_of_one_order(message: str) -> bool:
    """Tell whether a message is of one order, which only a person can see: "dónde está"."""
    return bool(_WHERE_IS_IT.search(fold(message)))


def acts_said(message: str) -> str:
    """Return the words by which a message may ask for what the store does: "cortan", "alquilar"."""
    found = _DOES.findall(fold(message))
    return " ".join(word for words in found for word in words if word)


def in_general(message: str) -> str:
    """Return the question of the rules in a story, without its details.

    It ends in "qué hago?", or asks nothing.
    """
    text = fold(message)
    told = [asked for happened, asked in _HAPPENED if happened.search(text)]
    is_story = _WHAT_NOW.search(text) or not _ASKS.search(text)
    return told[0] if len(told) == 1 and is_story else message
