"""What DONA says when there is nothing to look up."""

import re
from zlib import crc32

from graph.routes import Route
from ingest.units import fold

_THANKS = re.compile(r"\b(gracias|grax|thx|genia|genio|idola|copad\w+)\b")
_BYE = re.compile(r"\b(chau|adios|hasta luego|nos vemos|buenas noches|me voy|besos)\b")
_SELF = re.compile(
    r"\b(sos|eres|bot|robot|ia|inteligencia|humano|maquina|como te llamas|tu nombre|quien te|"
    r"que podes|que sabes|para que servis|ayudar)\b"
)
_GREETING = re.compile(r"\b(hola\w*|holis|buenas|buen dia|buenos dias|buenas tardes|que tal|hey)\b")

_NOTHING_ELSE = re.compile(
    r"[\W_]*(?:(?:ok|oka|okey|dale|listo|bueno|buenisimo|genial|perfecto|barbaro|joya|gracias|muchas|"
    r"mil|graci|grax|thx|chau|adios|saludos|abrazo|por|todo|che|igual|jaja\w*|la|ayuda|info|"
    r"geni[oa]|idol[oa]|querid[oa]|lind[oa]|divin[oa]|copad[oa]|crack|amig[oa]|maestr[oa])"
    r"[\W_]*)+"
)

_CHITCHAT = {
    "thanks": (
        "¡De nada! Cualquier otra cosa, acá estoy.",
        "¡No hay de qué! Escribime cuando quieras.",
    ),
    "bye": ("¡Chau! Que andes bien.", "¡Hasta la próxima!"),
    "self": (
        "Soy DONA, la asistente virtual de {store}: no soy una persona. Te ayudo a encontrar "
        "productos, te digo precios y stock del momento, y te cuento de envíos, pagos y cambios.",
    ),
    "greeting": (
        "¡Hola! Soy DONA, de {store}. ¿Qué estás buscando?",
        "¡Hola! ¿Cómo va? Contame qué necesitás y lo buscamos.",
    ),
    "other": ("¡Dale! ¿Te ayudo con algo más?", "¡Perfecto! Si necesitás algo más, escribime."),
}

_FIXED: dict[Route, tuple[str, ...]] = {
    "order_status": (
        "Para ver un pedido ya hecho necesito que lo siga una persona del equipo: yo no tengo "
        "acceso a las compras. ¿Querés que te comunique? Tené a mano el número de pedido.",
    ),
    "human_handoff": (
        "Entiendo. Le paso la conversación a una persona del equipo, que la sigue por acá mismo.",
    ),
    "out_of_scope": (
        "Con eso no te puedo ayudar: yo atiendo consultas de {store}. Si buscás un producto o "
        "querés saber de envíos, pagos o cambios, decime.",
        "Eso se me escapa: solo sé de los productos y las compras en {store}. ¿Buscás algo?",
    ),
}


def only_thanks(question: str) -> bool:
    """Tell whether a message is thanks or a nod and nothing else, whatever it was taken for."""
    return bool(_NOTHING_ELSE.fullmatch(fold(question)))


def reply(route: Route, question: str, store: str) -> str:
    """Pick the reply of a route; the same message always gets the same one."""
    options = _FIXED.get(route) or _CHITCHAT[_mood(fold(question))]
    return options[crc32(question.encode()) % len(options)].format(store=store)


def _mood(text: str) -> str:
    for mood, pattern in (
        ("thanks", _THANKS), ("bye", _BYE), ("self", _SELF), ("greeting", _GREETING),
    ):  # fmt: skip
        if pattern.search(text):
            return mood
    return "other"
