"""What a policy asks for must not be waived."""

import re

from graph.checking.lexis import policy_roots
from graph.checking.policy.reading import Held, Said
from graph.checking.policy.wording import FREE, canon

_SUBJUNCTIVE = (
    r"(?:sea|este|tenga|haya|quiera|pueda|venga|salga|diga|pida|haga|abra|traiga|vaya|viva|pierda|"
    r"rompa|ponga|devuelva|elija|sepa|(?!tien|pued|vien|sal|cubr|incluy|quier|pid|hac|suel|dic|deb|"
    r"part|sirv|sigu|correspond|depend|requier|permit|ofrec|entr?eg[oa])[a-z]{2,}(?:[^aeiou]|qu|gu)e)"
    r"[sn]?\b"
)
"""What follows an "aunque" that grants: "aunque lo abras"; "aunque no cubre" leaves out."""
_YOURS = (
    r"(?:\w{2,}[ai]ste|\w{2,}(?:aron|ieron)|tenes|sos|pagas|usas|compras|abris|avisas|llevas|perdes|"
    r"estas)\b"
)
"""What the shopper does or did, and is granted in spite of."""
_CONCESSION = re.compile(
    r"\b(?:aunque(?= (?:(?:no|ya|l[oa]s?|se|te|me|les?|vos) )*"
    r"(?:(?:el|un|una|ese|esa|tu) \w+ )?(?:\w+ (?:(?:no|ya|lo|la|se) )*)?(?:"
    + _SUBJUNCTIVE
    + "|"
    + _YOURS
    + r"))|sin importar|no importa(?: si)?|"
    r"incluso si|por mas que|igual si)\b([^.;]*)"
)
_WAIVES = re.compile(
    r"\b(?:sin(?! (?:sac|quit|romp|cort)ar (?:\w+ )?(?:etiqueta|precinto|film))"
    r"(?: tener| necesidad)?(?: que| de)?|"
    r"no (?:te )?(?:hace falta|hacen falta|necesitas|"
    r"se necesita|es necesari[oa]|es obligatori[oa]|pedimos|"
    r"exigimos|hay que))\s+((?:\w+\s*){1,5})"
)
_ASKS = re.compile(
    r"\b(?:con|presentando|presentar|llev\w+|traer|trae|mostr\w+|necesit\w+|"
    r"hace falta|hay que|debe\w*|"
    r"tiene que|tener|conserv\w+|carg\w+|requiere\w*|ticket|factura|siempre que|si)\b"
)


_IF = re.compile(r"^\s*(?:si|cuando)\b[^,]*,")
"""The condition that a unit begins with."""


def waived(said: Said, held: Held) -> str:
    """What the policy asks for is not needless."""
    for match in _WAIVES.finditer(FREE.sub(" ", said.text)):
        told = re.split(r"\b(?:y|para|si|porque|a|en|de|con)\b", match.group(1))[0]
        if f"sin{told.split()[0] if told.split() else ''}" in " ".join(u.text for u in held.units):
            continue
        for word in sorted(policy_roots(told)):
            units_with = [u for u in held.units if word in u.roots]
            if units_with and all(
                _ASKS.search(u.text)
                and not u.denied
                and not re.search(rf"\b(?:no|sin)\b[^,;]*\b{re.escape(word)}", u.text)
                for u in units_with
            ):
                return f"la política lo pide: «{units_with[0].text.strip()[:120]}»"
    return ""


def conceded(said: Said, held: Held) -> str:
    for match in _CONCESSION.finditer(said.text):
        if re.search(r"\b(?:no|tampoco|nunca|pagopaga)\b", canon(said.text[: match.start()])):
            continue  # only what is granted in spite of something widens a policy
        words = policy_roots(match.group(1))
        for unit in held.units:
            shared = words & unit.roots | {w for w in words if f"sin{w}" in unit.text}
            main = _IF.sub("", unit.text)  # "si no te gusta, recibimos la lata abierta" grants it
            asked = _ASKS.search(main)
            told = main[: asked.start()] if asked else main if main != unit.text else ""
            given = match.group(1) and shared <= policy_roots(told)
            if shared and not given and not _CONCESSION.search(unit.text):
                return f"la política lo condiciona: «{unit.text.strip()[:120]}»"
    return ""
