"""What a policy limits must not be widened, nor what it grants narrowed."""

import re

from graph.checking.lexis import policy_roots, root
from graph.checking.policy.days import DAYS
from graph.checking.policy.names import names_in
from graph.checking.policy.reading import Held, Said, numbers_in
from graph.checking.policy.units import Unit, about
from graph.checking.policy.wording import CONDITION, RESTRICTS

_UNIVERSAL = re.compile(
    r"\b(?:tod[oa]s (?:los|las)|a todo el pais|siempre(?! (?:y cuando|que|dentro|en|con|por))|"
    r"cualquier(?:a)?(?! (?:cosa|duda|consulta|problema|reclamo|gestion|tramite))|"
    r"(?P<again>\w{4,}) (?:l[oa]s? |el )?que (?P=again)|sea (?:cual|lo que) sea|"
    r"a todo el que|a tod[oa]s l[oa]s que|"
    r"(?:este|sea|tenga|venga)[ns]? [^,;.]{0,25}\bo (?:no|\w+[oa]s?)\b|"
    r"sin importar|no (?:hay|tenemos|pedimos|existe) (?:\w+ )?(?:minim[oa]|tope|limite)|"
    r"sin excepcion\w*|sin (?:ningun )?(?:limite|minimo|tope)|en todo momento|a cualquier)\b"
)
_EVERYONE = re.compile(
    r"\b(?:de por vida|vitalici[oa]|tod[oa]s|siempre|cualquier\w*|complet[oa]s|"
    r"(?:sin(?: ?\w+)?|no (?:hay|tiene|pedimos|exigimos)(?: \w+)?) ?(?:minim[oa]|tope|limite))\b"
)
_NOUN = re.compile(r"\b(?:tod[oa]s (?:los|las)|todo el|cualquier|cada) (\w+)")
_PLACES = {"pais", "provi", "lugar", "ciuda", "local", "zona", "punto", "rinco", "parte", "desti",
           "direc", "domic", "puebl", "regio"}  # fmt: skip
_WARES = {root(word) for word in ("producto", "articulo", "compra", "dia")}
_CARD = re.compile(r"\b(?:tarjetas?|credito)\b")
_CARRIED_UP = re.compile(r"(?<!no )\bsub(?:ir|imos|ida)\w*\b[^.;\n]*\$")
_OPPOSITES = (
    (
        re.compile(r"\bplanta baja\b|\bvereda\b|\bpie de(?:l)? camion\b"),
        re.compile(r"\b(?:hasta|en|a) (?:tu|su|el) (?:piso|departamento|depto)\b"),
    ),
)
_CONTRARY = (
    (re.compile(r"\bintacto\b"), re.compile(r"\babiert[oa]s?\b")),
    (re.compile(r"\b(?:un (?:solo|unico)|1) pago\b"), re.compile(r"\bcuotas\b")),
)
"""States and ways, as `canon` writes them, each with its contrary."""
_CLOSED_SETS = (
    {"efectivo": "efectivo", "debito": "debito", "transferencia": "transf", "cheque": "cheque",
     "cheques": "cheque", "dolares": "dolar",
     "criptomonedas": "cripto", "bitcoin": "cripto", "qr": r"\bqr\b"},
    {"telefono": "telefon", "mail": r"mail|correo electronico", "whatsapp": "whatsapp",
     "chat": "chat", "instagram": "instagram",
     "formulario": "formulario", "app": r"\bapp\b|aplicacion"},
)  # fmt: skip
"""Ways to pay and to write: told word → how a policy writes it. A policy that lists some of a set,
and not the one told, does not offer it."""
_AND = r"(?:,| y| e| o)(?: (?:los|las|el|la|con|en|a))? "
_ONLY = re.compile(
    r"\b(?:(?<!un )(?<!una )solo|solamente|unicamente)\s+"
    r"(?:(?:para|con|en|a|los|las|el|la|tarjetas?|clientes|de|del)\s+)*(\w{4,})([^.;:]*)"
)


def widened(said: Said, held: Held) -> str:
    """«Todos», "siempre" and "cualquier" must be the policy's."""
    before: Unit | None = None
    for unit in said.units:
        spoken, before = (before if before and len(unit.roots) < 2 else unit), unit
        match = _UNIVERSAL.search(unit.text)
        never = unit.free and re.search(r"\bnunca\b", unit.text)
        match = match or never or None
        if unit.paid and any(u.paid and _EVERYONE.search(u.text) for u in held.units):
            continue
        lifts = match and match.group().startswith("no ")
        if not match or (unit.denied and not never and not lifts):
            continue
        telling = spoken.roots - held.about
        alike = about(spoken, held.units, set()) or [u for u in held.units if u.roots & telling]
        noun = _NOUN.search(unit.text)
        figures = set(re.findall(r"\d+", unit.text))
        same = [u for u in held.units if figures & set(re.findall(r"\d+", u.text))]
        same = same if any(RESTRICTS.search(u.text) for u in same) else held.units
        if noun and any(_covers(root(noun.group(1)), u.text) for u in same):
            continue
        if alike and not any(_EVERYONE.search(_beside(noun, u.text)) for u in alike):
            return f"la política no dice «{match.group()}»"
    return ""


def _beside(noun: re.Match[str] | None, held: str) -> str:
    """Blank what the policy says of all of another noun; "cualquier tarjeta" is any credit card."""
    if not noun or (
        noun.group().startswith(("cualquier", "cada")) and root(noun.group(1)) not in _WARES
    ):
        return held
    return re.sub(r"\bcomplet[oa]s\b", " ", _NOUN.sub(" ", held))


def _covers(noun: str, held: str) -> bool:
    """Tell whether the policy says the same of all: every day for any day, a country for places."""
    if noun in _PLACES and re.search(
        r"\btod[oa]s? (?:el|la|los|las) (?:pais|provincia\w*|argentina)", held
    ):
        return True
    return any(
        noun in map(root, match.group().split())
        for match in re.finditer(rf"{_NOUN.pattern}(?: de)?(?: \w+)?", held)
    )


def unlisted(said: Said, held: Held) -> str:
    """A way to pay or to write is one of those that the policy lists, where it lists some."""
    denies = re.compile(r"\b(?:no|ni|sin|tampoco)\b")
    for ways in _CLOSED_SETS:
        if not any(re.search(written, held.text) for written in ways.values()):
            continue
        only = RESTRICTS.search(held.text) and not _CARD.search(held.text)
        if only and _CARD.search(said.text) and not denies.search(said.text) and "qr" in ways:
            return "la política no nombra tarjetas"
        for word, written in ways.items():
            told = re.search(rf"\b{word}\b", said.text)
            denied = told and denies.search(said.text[: told.start()])
            if told and not denied and not re.search(written, held.text):
                return f"la política no nombra «{word}»"
    return ""


def opposite(said: Said, held: Held) -> str:
    """The pavement is not the flat upstairs."""
    for here, there in _OPPOSITES:
        only = here.search(held.text)
        carried = there.search(held.text) or _CARRIED_UP.search(held.text)
        if only and there.search(said.text) and not carried:
            return f"la política dice «{only.group()}»"
    return ""


def contrary(said: Said, held: Held) -> str:
    """What the policy gives in one state or way is not given in the contrary one."""
    for unit in said.units:
        if unit.denied or CONDITION.match(unit.text):
            continue
        for asked, told in _CONTRARY:
            near = about(unit, held.units, set()) if told.search(unit.text) else []
            if near and all(asked.search(u.text) and not told.search(u.text) for u in near):
                return f"la política dice otra cosa: «{near[0].text.strip()[:120]}»"
    return ""


def narrowed(said: Said, held: Held) -> str:
    """«Solo» X is not what a policy that lists X with others says."""
    match = re.search(r"\b(?:(?<!un )(?<!una )solo|solamente|unicamente)\b([^.;,]*)", said.text)
    if not match:
        return ""
    told = policy_roots(match.group(1))
    for sentence in held.lines:
        if told and RESTRICTS.search(sentence) and told <= policy_roots(sentence):
            return ""
    near = about(said.units[0], held.units, set()) if said.units else []
    if near and all(re.search(r"\btod[oa]s? (?:el|la|los|las)\b", u.text) for u in near):
        return f"la política no lo limita: «{near[0].text.strip()[:120]}»"
    for sentence in held.lines:
        if RESTRICTS.search(sentence) or re.search(r"\bno\b", sentence):
            continue  # what it denies is what the said.text leaves out
        items = [policy_roots(item) for item in re.split(r",|\by\b|\bo\b", sentence)]
        raw = [item.strip() for item in re.split(r",|\by\b|\bo\b", sentence)]
        last = re.findall(r"\w+", match.group(1))[-1:] or [""]
        listed = [i for i, item in enumerate(raw) if re.search(rf"\b{re.escape(last[0])}\b", item)]
        others = [i for i, item in enumerate(raw) if i not in listed and len(item.split()) <= 3]
        if len(items) > 1 and listed and others and told & set().union(*items):
            ends = [raw[i].split()[-1] for i in others if raw[i].split()]
            if not any(re.search(rf"\b{re.escape(end)}\b", said.text) for end in ends):
                return f"la política no dice solo: «{sentence[:120]}»"
    return ""


def only_name(said: Said, held: Held) -> str:
    """«Solo los viernes» is not what a policy that says "viernes y sábados" says."""
    names = names_in(held.written) | set(DAYS) | {f"{day}s" for day in DAYS}
    for name, rest in _ONLY.findall(said.text):
        spoken = [line for line in held.lines if re.search(rf"\b{name}\b", line)]
        spoken = [s for s in spoken if numbers_in(said.text) & numbers_in(s)] or spoken
        if name not in names or not spoken:
            continue
        beside = [
            {other for found in re.findall(rf"\b{name}\b{_AND}(\w+)|(\w+){_AND}{name}\b", line)
             for other in found if other in names}
            for line in spoken
        ]  # fmt: skip
        if all(beside) and not any(re.search(rf"\b{other}", rest) for other in set.union(*beside)):
            return f"la política también nombra «{min(set.union(*beside))}»"
    return ""
