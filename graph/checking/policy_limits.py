"""What a policy limits must not be widened, nor what it grants narrowed."""

import re
from collections import defaultdict

from graph.checking.clauses import split_clauses
from graph.checking.lexis import policy_roots, root
from graph.checking.policy_days import DAYS
from graph.checking.policy_text import CONDITION, RESTRICTS, Unit, about, units

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
_FRACTION = re.compile(r"\b(mitad|tercio|doble|triple)\b")
_AT_ONCE = re.compile(
    r"\b(?:en el (?:dia|acto|momento)|(?:el )?mismo dia|al instante|de inmediato|"
    r"(?:hoy|manana) mismo|"
    r"manana(?= a la (?:manana|tarde|noche))|de un dia para (?:el )?otro)"
    r"\b(?! de)"
)
_CARD = re.compile(r"\b(?:tarjetas?|credito)\b")
_BOTH = re.compile(
    r"\b(?:(?<!de )l[ao]s dos(?! de la)|ambas|ambos|tod[oa]s (?:las|los) (?:sucursales|locales))\b"
)
_CARRIED_UP = re.compile(r"(?<!no )\bsub(?:ir|imos|ida)\w*\b[^.;\n]*\$")
_OPPOSITES = (
    (
        re.compile(r"\bplanta baja\b|\bvereda\b|\bpie de(?:l)? camion\b"),
        re.compile(r"\b(?:hasta|en|a) (?:tu|su|el) (?:piso|departamento|depto)\b"),
    ),
)
_CONTRARY = (
    (re.compile(r"\bintacto\b"), re.compile(r"\babiert[oa]s?\b")),
    (re.compile(r"\bsinuso\b"), re.compile(r"\b(?:ya )?usad[oa]s?\b")),
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
_WHEN = re.compile(r"\b(antes|despues|al momento|en el momento) de (?:la |el |los |que )?(\w{4,})")


def widened(claim: str, held: list[Unit], title: set[str]) -> str:
    """«Todos», "siempre" and "cualquier" must be the policy's."""
    before: Unit | None = None
    for unit in units(claim):
        spoken, before = (before if before and len(unit.roots) < 2 else unit), unit
        match = _UNIVERSAL.search(unit.text)
        never = unit.free and re.search(r"\bnunca\b", unit.text)
        match = match or never or None
        if unit.paid and any(u.paid and _EVERYONE.search(u.text) for u in held):
            continue
        lifts = match and match.group().startswith("no ")
        if not match or (unit.denied and not never and not lifts):
            continue
        alike = about(spoken, held, set()) or [u for u in held if u.roots & spoken.roots - title]
        noun = _NOUN.search(unit.text)
        figures = set(re.findall(r"\d+", unit.text))
        same = [u for u in held if figures & set(re.findall(r"\d+", u.text))]
        same = same if any(RESTRICTS.search(u.text) for u in same) else held
        if noun and any(_covers(root(noun.group(1)), u.text) for u in same):
            continue
        if alike and not any(_EVERYONE.search(_beside(noun, u.text)) for u in alike):
            return f"la política no dice «{match.group()}»"
        if alike and all(RESTRICTS.search(u.text) for u in alike) and not RESTRICTS.search(claim):
            return f"la política lo limita: «{alike[0].text.strip()[:120]}»"
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


def of_both(claim: str, policy: str) -> str:
    """What one branch alone has is not of both."""
    if not _BOTH.search(claim) or re.search(r"\b(?:no|ni)\b", claim):
        return ""
    lines = [line for line in re.split(r"\.\s+|\n", policy) if line.strip()]
    for word in policy_roots(claim):
        having = [line for line in lines if word in policy_roots(line)]
        if len(having) == 1 and len(lines) > 1 and not _BOTH.search(having[0]) and (
            RESTRICTS.search(having[0]) or word in map(root, DAYS) or ":" in having[0]
        ):  # fmt: skip
            return f"la política lo dice de uno solo: «{having[0].strip()[:120]}»"
    return ""


def unlisted(claim: str, policy: str) -> str:
    for ways in _CLOSED_SETS:
        if not any(re.search(written, policy) for written in ways.values()):
            continue
        only = RESTRICTS.search(policy) and not _CARD.search(policy)
        if only and "efectivo" in ways and _CARD.search(claim) and not re.search(
            r"\b(?:no|ni|sin|tampoco)\b", claim
        ):  # fmt: skip
            return "la política no nombra tarjetas"
        for word, written in ways.items():
            said = re.search(rf"\b{word}\b", claim)
            before = claim[: said.start()] if said else ""
            if (
                said
                and not re.search(written, policy)
                and not re.search(r"\b(?:no|ni|sin|tampoco)\b", before)
            ):
                return f"la política no nombra «{word}»"
    return ""


def opposite(claim: str, policy: str) -> str:
    held_when: dict[str, set[str]] = defaultdict(set)
    for when, noun in _WHEN.findall(policy):
        held_when[root(noun)].add(when.split()[-1])
    for clause in split_clauses(claim):
        for when, noun in _WHEN.findall(clause.text):
            known = held_when.get(root(noun))
            if known and when.split()[-1] not in known and not clause.denied:
                return f"la política no dice «{when} de {noun}»"
    for held, told in _OPPOSITES:
        carried = told.search(policy) or _CARRIED_UP.search(policy)
        if held.search(policy) and told.search(claim) and not carried:
            return f"la política dice «{held.search(policy).group()}»"  # type: ignore[union-attr]
    return ""


def contrary(said: list[Unit], held: list[Unit]) -> str:
    """What the policy gives in one state or way is not given in the contrary one."""
    for unit in said:
        if unit.denied or CONDITION.match(unit.text):
            continue
        for asked, told in _CONTRARY:
            near = about(unit, held, set()) if told.search(unit.text) else []
            if near and all(asked.search(u.text) and not told.search(u.text) for u in near):
                return f"la política dice otra cosa: «{near[0].text.strip()[:120]}»"
    return ""


def fraction(claim: str, policy: str) -> str:
    told = [word for word in _FRACTION.findall(claim) if word not in policy]
    if "mitad" in told and re.search(r"\b50 ?%", policy):
        told.remove("mitad")
    if not _AT_ONCE.search(policy) and re.search(r"\b\d+ (?:dias?|horas?|hs)\b", policy):
        told += _AT_ONCE.findall(claim)
    return f"la política no dice «{told[0]}»" if told else ""


def interest(said: list[Unit], held: list[Unit]) -> str:
    """So many instalments are free of interest only where the policy says so of that many."""
    for unit in said:
        free, dear = "sininteres" in unit.text, "coninteres" in unit.text
        for number in re.findall(r"\b(\d+)(?= cuotas| pagos)", unit.text):
            near = [
                u
                for u in held
                if re.search(rf"\b{number}\b[^.]*\bcuotas|cuotas[^.]*\b{number}\b", u.text)
            ]
            if not near or free == dear:
                continue
            if free and all("coninteres" in u.text and "sininteres" not in u.text for u in near):
                return f"la política cobra interés en {number} cuotas"
            if dear and all("sininteres" in u.text and "coninteres" not in u.text for u in near):
                return f"la política no cobra interés en {number} cuotas"
    return ""


def narrowed(claim: str, policy: str) -> str:
    """«Solo» X is not what a policy that lists X with others says."""
    match = re.search(r"\b(?:(?<!un )(?<!una )solo|solamente|unicamente)\b([^.;,]*)", claim)
    if not match:
        return ""
    told = policy_roots(match.group(1))
    for sentence in re.split(r"\.\s+|;|\n", policy):
        if told and RESTRICTS.search(sentence) and told <= policy_roots(sentence):
            return ""
        if told and told <= _PLACES and re.search(r"\btodo el pais\b", sentence):
            return ""
    near = about(units(claim)[0], units(policy), set()) if units(claim) else []
    if near and all(re.search(r"\btod[oa]s? (?:el|la|los|las)\b", u.text) for u in near):
        return f"la política no lo limita: «{near[0].text.strip()[:120]}»"
    for sentence in re.split(r"\.\s+|;|\n", policy):
        if RESTRICTS.search(sentence) or re.search(r"\bno\b", sentence):
            continue  # what it denies is what the claim leaves out
        items = [policy_roots(item) for item in re.split(r",|\by\b|\bo\b", sentence)]
        raw = [item.strip() for item in re.split(r",|\by\b|\bo\b", sentence)]
        last = re.findall(r"\w+", match.group(1))[-1:] or [""]
        listed = [i for i, item in enumerate(raw) if re.search(rf"\b{re.escape(last[0])}\b", item)]
        others = [i for i, item in enumerate(raw) if i not in listed and len(item.split()) <= 3]
        if len(items) > 1 and listed and others and told & set().union(*items):
            ends = [raw[i].split()[-1] for i in others if raw[i].split()]
            if not any(re.search(rf"\b{re.escape(end)}\b", claim) for end in ends):
                return f"la política no dice solo: «{sentence.strip()[:120]}»"
    return ""
