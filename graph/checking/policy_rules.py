"""What a policy denies, asks for and restricts must not be affirmed, waived or widened."""

import re

from graph.checking.lexis import policy_roots, root
from graph.checking.policy_text import CONDITION, FREE, VERBS, Unit, units

_RESTRICTS = re.compile(
    r"\b(?:salvo|excepto|solo|solamente|unicamente|a excepcion|exclusiv\w+|"
    r"menos (?:en|a|los|las))\b"
)
_UNIVERSAL = re.compile(
    r"\b(?:tod[oa]s (?:los|las)|siempre(?! (?:y cuando|que))|"
    r"cualquier(?:a)?(?! (?:cosa|duda|consulta|problema))|"
    r"sin excepcion\w*|sin (?:ningun )?(?:limite|minimo|tope)|en todo momento|a cualquier)\b"
)
_EVERYONE = re.compile(r"\b(?:tod[oa]s|siempre|cualquier\w*|sin (?:minimo|tope|limite))\b")
_NOUN = re.compile(r"\b(?:tod[oa]s (?:los|las)|cualquier) (\w+)")
_PLACES = {"pais", "provi", "lugar", "ciuda", "local", "zona"}
_FRACTION = re.compile(r"\b(mitad|tercio|doble|triple)\b")
_BOTH = re.compile(
    r"\b(?:las dos|los dos|ambas|ambos|tod[oa]s (?:las|los) (?:sucursales|locales))\b"
)
_CONCESSION = re.compile(
    r"\b(?:aunque|sin importar|no importa(?: si)?|incluso si|por mas que|igual si)\b([^.;]*)"
)
_WAIVES = re.compile(
    r"\b(?:sin(?: tener)?(?: que)?|no (?:te )?(?:hace falta|hacen falta|necesitas|"
    r"se necesita|es necesari[oa]|es obligatori[oa]|pedimos|"
    r"exigimos|hay que))\s+((?:\w+\s*){1,5})"
)
_ASKS = re.compile(
    r"\b(?:con|presentando|presentar|llev\w+|traer|trae|mostr\w+|necesit\w+|"
    r"hace falta|hay que|debe\w*|"
    r"tiene que|tener|conserv\w+|carg\w+|requiere\w*|ticket|factura|siempre que|si)\b"
)
_DAYS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
_DAY = re.compile(rf"\b({'|'.join(_DAYS)})s?\b")
_RANGE = re.compile(rf"\b({'|'.join(_DAYS)})s? a ({'|'.join(_DAYS)})s?\b")
_QUALIFIED = re.compile(r"\b(\d+)\s*(?:dias|horas|hs)?\s+(habiles|corrid[oa]s)\b")


def contradiction(claim: str, policy: str, title: set[str]) -> str:
    """Return why a folded claim is not what a folded policy says, or an empty string.

    `title` holds the roots of what the whole passage is about: alone they tell no rule apart.
    """
    said, held = units(claim), units(policy)
    return (
        _denied_otherwise(said, held, title)
        or _waived(claim, held)
        or _conceded(claim, held)
        or _widened(claim, held, title)
        or _of_both(claim, policy)
        or _other_day(claim, policy)
        or _other_calendar(claim, policy)
        or _fraction(claim, policy)
        or _opposite(claim, policy)
        or _unlisted(claim, policy)
        or _interest(said, held)
        or _narrowed(claim, policy)
    )


def _about(unit: Unit, held: list[Unit], title: set[str]) -> list[Unit]:
    """Return the units that speak of the same thing, best first matched; none when unsure."""
    telling = unit.roots - title
    scored = [
        (len(telling & other.roots) + 0.1 * len(unit.roots & other.roots), other) for other in held
    ]
    best = max((score for score, _ in scored), default=0.0)
    needed = 2 if len(telling) > 2 else 1
    if best < needed or (len(telling) > 3 and best < 0.4 * len(telling)):
        return []
    return [other for score, other in scored if score >= best - 0.05]


def _denied_otherwise(said: list[Unit], held: list[Unit], title: set[str]) -> str:
    for unit in said:
        if CONDITION.match(unit.text) or _RESTRICTS.search(unit.text) or _is_fragment(unit):
            continue
        alike = [u for u in _about(unit, held, title) if not CONDITION.match(u.text)]
        if not alike:
            continue
        verdicts = [_agrees(unit, other, title) for other in alike]
        if verdicts and all(verdict is False for verdict in verdicts):
            return f"la política dice otra cosa: «{alike[0].text.strip()[:120]}»"
    return ""


def _agrees(said: Unit, held: Unit, title: set[str]) -> bool | None:
    """Tell whether two units on the same thing say the same; None when that cannot be read."""
    flipped = False
    if match := _RESTRICTS.search(held.text):
        main, limit = held.text[: match.start()], held.text[match.end() :]
        named = (policy_roots(limit) - policy_roots(main) - title) & said.roots
        only = re.match(r"solo|solamente|unicamente|exclusiv", match.group())
        if only and not named:
            return None
        if not only and not named:
            return (
                None if not (policy_roots(main) - title) & said.roots else _same(said, held, False)
            )
        flipped = not only
    return _same(said, held, flipped)


def _same(said: Unit, held: Unit, flipped: bool) -> bool | None:
    if said.free != said.paid and held.free != held.paid:
        return (said.free == held.free) != flipped
    if (said.free or said.paid) != (held.free or held.paid):
        return None
    return (said.denied == held.denied) != flipped


def _is_fragment(unit: Unit) -> bool:
    """Tell an elliptical "Centro no", whose verb stands elsewhere."""
    if re.search(r"\bno (?:te )?(?:llegas|alcanza|llegarias)\b", unit.text):
        return True  # of the shopper's money
    short = len(unit.text.split()) <= 3 and len(unit.roots) <= 1
    return short or (unit.denied and not VERBS.search(unit.text))


def _waived(claim: str, held: list[Unit]) -> str:
    """What the policy asks for is not needless."""
    for match in _WAIVES.finditer(FREE.sub(" ", claim)):
        told = re.split(r"\b(?:y|para|si|porque|a|en|de)\b", match.group(1))[0]
        if f"sin{told.split()[0] if told.split() else ''}" in " ".join(u.text for u in held):
            continue
        for word in policy_roots(told):
            units_with = [u for u in held if word in u.roots]
            if units_with and all(
                _ASKS.search(u.text)
                and not re.search(rf"\b(?:no|sin)\b[^,;]*\b{re.escape(word)}", u.text)
                for u in units_with
            ):
                return f"la política lo pide: «{units_with[0].text.strip()[:120]}»"
    return ""


def _conceded(claim: str, held: list[Unit]) -> str:
    for match in _CONCESSION.finditer(claim):
        words = policy_roots(match.group(1))
        for unit in held:
            shared = words & unit.roots | {w for w in words if f"sin{w}" in unit.text}
            if shared and not _CONCESSION.search(unit.text):
                return f"la política lo condiciona: «{unit.text.strip()[:120]}»"
    return ""


def _widened(claim: str, held: list[Unit], title: set[str]) -> str:
    """«Todos», "siempre" and "cualquier" must be the policy's."""
    for unit in units(claim):
        match = _UNIVERSAL.search(unit.text)
        never = unit.free and re.search(r"\bnunca\b", unit.text)
        match = match or never or None
        if not match or (unit.denied and not never):
            continue
        alike = _about(unit, held, set()) or [u for u in held if u.roots & unit.roots - title]
        noun = _NOUN.search(unit.text)
        if noun and any(_covers(root(noun.group(1)), u.text) for u in held):
            continue
        if alike and (noun or not any(_EVERYONE.search(u.text) for u in alike)):
            return f"la política no dice «{match.group()}»"
        if alike and all(_RESTRICTS.search(u.text) for u in alike) and not _RESTRICTS.search(claim):
            return f"la política lo limita: «{alike[0].text.strip()[:120]}»"
    return ""


def _covers(noun: str, held: str) -> bool:
    """Tell whether the policy says the same of all: every day for any day, a country for places."""
    if noun in _PLACES and re.search(
        r"\btod[oa]s? (?:el|la|los|las) (?:pais|provincia\w*|argentina)", held
    ):
        return True
    return any(root(other) == noun for other in _NOUN.findall(held))


def _of_both(claim: str, policy: str) -> str:
    """What one branch alone has is not of both."""
    if not _BOTH.search(claim) or re.search(r"\b(?:no|ni)\b", claim):
        return ""
    lines = [line for line in re.split(r"\.\s+|\n", policy) if line.strip()]
    for word in policy_roots(claim):
        having = [line for line in lines if word in policy_roots(line)]
        if len(having) == 1 and len(lines) > 1 and not _BOTH.search(having[0]) and (
            _RESTRICTS.search(having[0]) or word in map(root, _DAYS) or ":" in having[0]
        ):  # fmt: skip
            return f"la política lo dice de uno solo: «{having[0].strip()[:120]}»"
    return ""


def _days(text: str) -> set[str]:
    found = set(_DAY.findall(text))
    for first, last in _RANGE.findall(text):
        found |= set(_DAYS[_DAYS.index(first) : _DAYS.index(last) + 1])
    if re.search(r"\btodos los dias\b", text):
        found |= set(_DAYS)
    return found


def _other_day(claim: str, policy: str) -> str:
    ranges = _RANGE.findall(policy)
    for first, last in _RANGE.findall(claim):
        if ranges and (first, last) not in ranges:
            return f"la política no dice de {first} a {last}"
    held = _days(policy)
    if not held or re.search(r"\b(?:no|ni|sin|cerrad\w+|cierran?)\b", claim):
        return ""
    words = policy_roots(claim) - {root(day) for day in _DAYS} - {root(f"{day}s") for day in _DAYS}
    lines = [line for line in re.split(r"\.\s+|\n", policy) if line.strip()]
    score = max(len(words & policy_roots(line)) for line in lines)
    near = [line for line in lines if score and len(words & policy_roots(line)) == score]
    if here := set().union(*map(_days, near)):
        held = here
    told = set(_DAY.findall(claim)) - held
    return f"la política no habla de los {min(told)}" if told else ""


_OPPOSITES = (
    (
        re.compile(r"\bplanta baja\b"),
        re.compile(r"\b(?:hasta|en|a) (?:tu|su|el) (?:piso|departamento|depto)\b"),
    ),
)


_CLOSED_SETS = (
    {"efectivo": "efectivo", "debito": "debito", "transferencia": "transf", "cheque": "cheque", "cheques": "cheque", "dolares": "dolar",
     "criptomonedas": "cripto", "bitcoin": "cripto", "qr": r"\bqr\b"},
    {"telefono": "telefon", "mail": r"mail|correo electronico", "whatsapp": "whatsapp", "chat": "chat", "instagram": "instagram",
     "formulario": "formulario", "app": r"\bapp\b|aplicacion"},
)  # fmt: skip
"""Ways to pay and to write: told word → how a policy writes it. A policy that lists some of a set,
and not the one told, does not offer it."""


def _unlisted(claim: str, policy: str) -> str:
    for ways in _CLOSED_SETS:
        if not any(re.search(written, policy) for written in ways.values()):
            continue
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


_WHEN = re.compile(r"\b(antes|despues|al momento|en el momento) de (?:la |el |los |que )?(\w{4,})")


def _opposite(claim: str, policy: str) -> str:
    held_when = {root(noun): when[:3] for when, noun in _WHEN.findall(policy)}
    for when, noun in _WHEN.findall(claim):
        if held_when.get(root(noun), when[:3]) != when[:3]:
            return f"la política no dice «{when} de {noun}»"
    for held, told in _OPPOSITES:
        if held.search(policy) and told.search(claim) and not told.search(policy):
            return f"la política dice «{held.search(policy).group()}»"  # type: ignore[union-attr]
    return ""


def _fraction(claim: str, policy: str) -> str:
    told = [word for word in _FRACTION.findall(claim) if word not in policy]
    return f"la política no dice «{told[0]}»" if told else ""


def _other_calendar(claim: str, policy: str) -> str:
    """Working days are not calendar days."""
    held: dict[str, set[str]] = {}
    for number, kind in _QUALIFIED.findall(policy):
        held.setdefault(number, set()).add(kind[:5])
    for number, kind in _QUALIFIED.findall(claim):
        if number in held and kind[:5] not in held[number]:
            return f"la política no dice {number} días {kind}"
    return ""


def _interest(said: list[Unit], held: list[Unit]) -> str:
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


def _narrowed(claim: str, policy: str) -> str:
    """«Solo» X is not what a policy that lists X with others says."""
    match = re.search(r"\b(?:solo|solamente|unicamente)\b([^.;,]*)", claim)
    if not match:
        return ""
    near = _about(units(claim)[0], units(policy), set()) if units(claim) else []
    if near and all(re.search(r"\btod[oa]s? (?:el|la|los|las)\b", u.text) for u in near):
        return f"la política no lo limita: «{near[0].text.strip()[:120]}»"
    for sentence in re.split(r"\.\s+|;|\n", policy):
        if _RESTRICTS.search(sentence):
            continue
        items = [policy_roots(item) for item in re.split(r",|\by\b|\bo\b", sentence)]
        raw = [item.strip() for item in re.split(r",|\by\b|\bo\b", sentence)]
        told = policy_roots(match.group(1))
        last = re.findall(r"\w+", match.group(1))[-1:] or [""]
        listed = [i for i, item in enumerate(raw) if re.search(rf"\b{re.escape(last[0])}\b", item)]
        others = [i for i, item in enumerate(raw) if i not in listed and len(item.split()) <= 3]
        if len(items) > 1 and listed and others and told & set().union(*items):
            ends = [raw[i].split()[-1] for i in others if raw[i].split()]
            if not any(re.search(rf"\b{re.escape(end)}\b", claim) for end in ends):
                return f"la política no dice solo: «{sentence.strip()[:120]}»"
    return ""
