"""What a question asks of a policy: an amount, a time, a place, hours; and where and when."""

import re
from dataclasses import dataclass
from functools import lru_cache

from graph.checking.lexis import ACTS, is_general, policy_roots
from graph.checking.policy.days import DAYS
from graph.policies.places import places_in, without_places
from graph.text import stems
from ingest.units import fold

_ASKS: dict[str, re.Pattern[str]] = {
    kind: re.compile(pattern)
    for kind, pattern in {
        "cost": r"\b(?:cuanto (?:me |te |nos |les )?(?:sale|salen|saldria|cuesta|cuestan|costaria|"
        r"cobra\w*|vale|es el|seria|hay que pagar|pago|pagaria|se paga)|cost[oa]s?|precio|cobran?|"
        r"cobrarian|se cobra\w*|gratis|sin cargo|tarifa|arancel|que (?:sale|cuesta)|se paga|"
        r"pagar? (?:por|el|la) (?:el |la )?(?:envio|flete|retiro|cambio|instalacion)|quien paga)\b",
        "time": r"\b(?:cuanto (?:tiempo|tarda\w*|demora\w*|dura\w*|se demora)|en cuanto|tarda\w*|"
        r"demora\w*|(?:(?<![aei]r )|(?<=saber ))cuando (?:me |te |nos |lo |la |vien\w+|lleg\w+|"
        r"devuel\w+|vence|veo|se ve|"
        r"reinteg\w+|acredit\w+|esta listo|entregan?|arman)|cuantos (?:dias|meses|anos)|"
        r"cuantas horas|plazos?|hasta cuando|vence\w*|dias (?:tengo|tenes|hay|tarda)|"
        r"(?:me |te )?llega (?:hoy|manana|el|antes)|en el dia|rapido|cuanta garantia|meses)\b",
        "hours": r"\b(?:(?:a |hasta )?q(?:ue)? hora(?:s|rios?)?|horarios?)\b",
        "open": r"\b(?:abren?|abierto|cierran?|cerrado|atienden|de corrido)\b",
        "where": r"\b(?:(?:tenes|tienen|hay) (?:un |algun )?(?:local|sucursal|showroom)\w*|"
        r"donde (?:esta|estan|queda|quedan|es|lo|la|se)|direccion(?:es)?|ubicad\w+|"
        r"ubicacion|en que (?:calle|local|sucursal)|como llego|local a la calle|por donde)\b",
        "contact": r"\b(?:telefono|whatsapp|wasap|wsp|mail|correo electronico|email|contact\w+|"
        r"numero (?:para|de) (?:llamar|contacto)|llamar|comunic\w+|escribir\w*|"
        r"(?:a )?donde (?:pido|pid\w+|escrib\w+|reclam\w+|consult\w+|me quejo|aviso))\b",
        "share": r"\b(?:descuento|descuentan?|rebaja|reintegro|recargo|porcentaje|tope|bonific\w+|"
        r"que (?:promo|beneficio)\w*|promos?|promocion(?:es)?)\b",
        "instalments": r"\b(?:cuantas cuotas|cuotas|financ\w+|pagos)\b",
    }.items()
}  # fmt: skip
ADDRESS = re.compile(
    r"[a-z]{2,} \d{2,5},"
    rf"|\b(?!(?:desde|hasta|por|con|son|mas|menos|maxim[oa]|minim[oa]|ley|{'|'.join(DAYS)})s?\b)"
    r"[a-z]{3,} \d{2,5}(?=\.?$|\.? [(])"
    r"|\b(?:local|stand|puesto) \d{1,4}\b|\b(?:en el|del) (?:shopping|mall)\b"
)
"""Where a branch is, in a folded sentence: "Rivadavia 154 (peatonal)", "en el shopping"."""
_COUNT = r"(?:\d+|un|una|dos|tres|cuatro|cinco|seis|siete|diez|doce|quince|treinta)"
_ANSWERS: dict[str, re.Pattern[str]] = {
    kind: re.compile(pattern)
    for kind, pattern in {
        "cost": r"\$\s?\d|\d ?%|\bgratis\b|\bsin (?:cargo|costo)\b|\bbonificad|\bse (?:paga|cotiza|"
        r"cobra)|\bpor nuestra cuenta|\ba (?:tu|nuestro) cargo|\bcuesta|\bcosto",
        "time": rf"\b{_COUNT}(?:(?: a | y | o |-){_COUNT})? ?(?:dias?|horas?|hs|meses|semanas?|"
        r"anos?|resumenes)\b|\ben el (?:dia|momento)\b|\bal (?:momento|instante|dia)\b|\binmediat",
        "hours": r"\b(?:de|a|hasta las?) \d{1,2}(?:[:.]\d\d)? ?(?:a|y|hs|horas|\b)|\d ?hs\b",
        "open": r"\b(?:de|a|hasta las?) \d{1,2}(?:[:.]\d\d)? ?(?:a|y|hs|horas|\b)|\d ?hs\b|"
        r"\bcerrad|\bcierra|\babr|\bde corrido",
        "where": rf"\b(?:av\.?|avenida|calle|ruta|esquina|local)\b|{ADDRESS.pattern}|\bsucursal",
        "contact": r"\d{3,4}[- ]\d{4}|@|\b0800|\bwhatsapp|\btelefono",
        "share": r"\d ?%|\btope\b|\bdescuento|\breintegro",
        "instalments": r"\d+ (?:cuotas|pagos?)\b|\bcuotas\b",
    }.items()
}  # fmt: skip

_DAY = re.compile(
    r"\b(lun(?:es)?|mar(?:tes)?|mier(?:coles)?|jue(?:ves)?|vier(?:nes)?|sab(?:ado)?s?|"
    r"dom(?:ingo)?s?|feriados?)\b"
)
_RANGE = re.compile(rf"\b({'|'.join(DAYS)})s? a ({'|'.join(DAYS)})s?\b")
_EVERY_DAY = re.compile(r"\btodos los dias\b|\blos 7 dias\b|\btoda la semana\b")
_HOLIDAY = "feriado"
_ONE_MORE = re.compile(r"[\s¿]*y\s+(?:(?:con|en|por|a|para|de)\s+)?(?:(?:el|la|los|las)\s+)?\w+\W*")
_WEEKEND = re.compile(r"\b(?:fin(?:es)? de semana|finde)\b")


@dataclass(frozen=True)
class Asked:
    """What a question wants to know."""

    kinds: frozenset[str]
    """cost, time, hours, open, where, contact, share, instalments; none: whether, or how."""
    places: tuple[str, ...]
    days: frozenset[str]

    def or_else(self, before: "Asked") -> "Asked":
        """Return what a follow-up asks: what it does not say is what was asked before.

        A new place takes the place of the old one, and what is asked anew that of what was asked.
        """
        return Asked(
            self.kinds or before.kinds, self.places or before.places, self.days or before.days
        )


@lru_cache(512)
def read_asked(question: str) -> Asked:
    """Read what a question asks, where and when."""
    text = fold(question)
    kinds = {kind for kind, pattern in _ASKS.items() if pattern.search(text)}
    days = set(map(_day, _DAY.findall(without_places(text))))  # "Mar del Plata" is no Tuesday
    if _WEEKEND.search(text):
        days |= {"sabado", "domingo"}
    return Asked(frozenset(kinds), places_in(text), frozenset(days))


def adds_one(question: str) -> bool:
    """Tell whether a follow-up only names one thing more, of which the same is asked: "y amex?"."""
    return bool(_ONE_MORE.fullmatch(fold(question)))


def only_asks(question: str) -> bool:
    """Tell whether a question names no matter of its own: "cuánto tarda?", "y a Salta?"."""
    return not own_words(question)


@lru_cache(1024)
def own_words(question: str) -> frozenset[str]:
    """Return the stems by which a question names its matter, beside what, where and when it asks.

    What all stores do (open, send, accept) is left out too: "aceptan bitcoin?" is of bitcoin.
    """
    words = [w for w in beside_asking(question) if len(w) > 3 and not is_general(w)]
    return frozenset(
        stem for word in words if policy_roots(word) - ACTS for stem in stems(word)
    )  # fmt: skip


@lru_cache(1024)
def beside_asking(question: str) -> tuple[str, ...]:
    """Return the folded words of a question beside those by which it asks what, where and when."""
    text = without_places(fold(question))
    for pattern in (*_ASKS.values(), _DAY):
        text = pattern.sub(" ", text)
    return tuple(re.findall(r"[a-z]+", text))


def asking_words(question: str, kind: str) -> frozenset[str]:
    """Return the words by which a question asks for such an answer: "plazo", of a time."""
    return frozenset(
        word for match in _ASKS[kind].finditer(without_places(fold(question)))
        for word in re.findall(r"[a-z0-9]+", match.group())
    )  # fmt: skip


@lru_cache(4096)
def answers(kind: str, folded: str) -> bool:
    """Tell whether a folded sentence holds what such a question wants: an amount, a time."""
    return bool(_ANSWERS[kind].search(folded))


@lru_cache(4096)
def days_told(folded: str) -> frozenset[str]:
    """Return the days that a folded sentence speaks of, those within "lunes a viernes" too."""
    if _EVERY_DAY.search(folded):
        return frozenset(DAYS)
    days = {_day(name) for name in _DAY.findall(folded) if len(name) > 4}
    for first, last in _RANGE.findall(folded):
        days |= {*DAYS[DAYS.index(first) : DAYS.index(last) + 1]}
    return frozenset(days)


def is_range(folded: str) -> bool:
    """Tell whether a folded sentence speaks of days from one to another, as hours are told."""
    return bool(_RANGE.search(folded) or _EVERY_DAY.search(folded))


def _day(name: str) -> str:
    return next((day for day in (*DAYS, _HOLIDAY) if name[:3] == day[:3]), name)
