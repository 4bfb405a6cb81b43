"""How the store is reached: who asks for its telephone, WhatsApp or mail, and the answer."""

import re
from collections.abc import Sequence
from dataclasses import replace

from graph.policies.answering import silenced
from graph.policies.ranking import EACH, Told
from ingest.units import fold

_TELEPHONE = (
    r"tel|tels|telefonos?|cel|celu|celular|fijo|whatsapp|whats|wasap|guasap|wsp|wpp|wapp?|"
    r"numero (?:para|de) (?:llamar\w*|contact\w+|consultas?)"
)
_MAIL = r"mails?|e-?mails?|gmail|casilla"
_PAGES = r"instagram|insta|ig|facebook|face|tiktok|redes|twitter|telegram"
_MEDIUM = re.compile(rf"\b(?:{_TELEPHONE}|{_MAIL}|{_PAGES}|contacto|correo electronico)\b")
_BESIDE = re.compile(
    r"\b(?:a|al|alg[uo]na?|atencion|buenas?|che|cliente|clientes|como|comunicar\w*|con|consultas?|"
    r"consultar|contact\w*|correo|cual(?:es)?|da[ns]|dame|de|deci(?:me|s)|del|dia|dias|donde|el|"
    r"electronico|en|es|escrib\w+|esta|favor|hablar\w*|hay|hola|la|las|les|linea|llam\w+|local|los|"
    r"me|mensaje|negocio|nro|num|numeros?|o|oficial|para|pasa[ns]?|pasame|por|posta|puedo|q|que|"
    r"sea|si|son|su|sus|tal|tardes|tene[ns]?|tenes|tienda|tienen|tu|uds?|un|una|ustedes|y)\b|\W"
)
"""What stands around the medium in a message that asks for it and for nothing else."""
_NUMBER = re.compile(r"\d{3,4}[- .]?\d{4}\b|\b0[68]\d0\b")
_OF_CONTACT = re.compile(r"\bcontact|\batencion\b|\bescrib|\bllam|\bdonde estamos|\bquienes somos")


def asks_contact(message: str) -> bool:
    """Tell whether a message asks how the store is reached, and nothing else: "el whatsapp?"."""
    text = fold(message)
    rest = _BESIDE.sub(" ", _MEDIUM.sub(" ", text))
    return bool(_MEDIUM.search(text)) and not rest.strip()


def contact_first(question: str, told: Sequence[Told]) -> list[Told]:
    """Put the sentence that holds what such a question asks for first; silent where none does."""
    text = fold(question)
    if not told or not asks_contact(question):
        return [*told]
    holding = [one for one in told if _holds(text, one.sentence)]
    if not holding:
        return silenced(told)
    best = max(holding, key=lambda t: (_is_of_contact(t), t.relevance))
    top = max(0.0, told[0].relevance) + EACH
    rest = [
        replace(one, relevance=min(one.relevance, top - 1.0)) for one in told if one is not best
    ]
    return [replace(best, relevance=top, brought=True, probability=None), *rest]


def _holds(asked: str, sentence: str) -> bool:
    folded = fold(sentence)
    if pages := re.findall(rf"\b(?:{_PAGES})\b", asked):
        return any(page[:4] in folded for page in pages)
    by_mail, by_telephone = "@" in folded, bool(_NUMBER.search(folded))
    if re.search(rf"\b(?:{_MAIL}|correo)\b", asked):
        return by_mail
    if re.search(rf"\b(?:{_TELEPHONE})\b", asked):
        return by_telephone
    return by_mail or by_telephone


def _is_of_contact(told: Told) -> bool:
    return bool(_OF_CONTACT.search(fold(f"{told.source['title']} {told.sentence}")))
