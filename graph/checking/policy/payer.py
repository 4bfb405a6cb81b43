"""Who pays the way there, and the way back."""

import re

from graph.checking.policy.reading import Held, Said

_THINGS = {
    "ida": re.compile(r"\b(?:flete|envio|entrega|despacho|traslado|transporte|encomienda)s?\b"),
    "vuelta": re.compile(r"\b(?:retiro|retiramos|vuelta|devolucion|regreso|(?:a|la|lo) buscar?)\b"),
}
_FREE = r"(?:sin (?:costo|cargo)|gratis)(?! (?:desde|a partir|(?:en|por|con) compras|super))"
_PAYERS = {
    "store": re.compile(
        r"\b(?:(?:a )?(?:nuestro cargo|cargo (?:nuestro|de la \w+|del (?:local|negocio)))|"
        r"por (?:nuestra cuenta|cuenta nuestra|cuenta (?:de la|del) (?!client|comprad)\w+)|"
        rf"(?:pag|pon|banc|cubr|asum|absorb)[aei]mos|{_FREE})\b"
    ),
    "shopper": re.compile(
        r"\b(?:a (?:tu|su) cargo|(?:a )?cargo (?:tuyo|suyo|del? (?:client|comprad|quien)\w*)|"
        r"por (?:(?:tu|su) cuenta|cuenta (?:tuya|suya|del? (?:client|comprad|quien)\w*))|"
        r"l[oa]s? (?:pagas|abonas|pones)|(?:pagas|abonas|pones) vos|"
        r"(?:paga|abona) (?:el|la|quien) (?:client|comprad)\w+)\b"
    ),
}
_CLAUSE = re.compile(r"[.;:\n]|,(?!\d)|\b(?:y|pero|aunque|que)\b")
_NEEDLESS = re.compile(r"\bno (?:te |lo |la )?$")


def other_payer(said: Said, held: Held) -> str:
    """What the policy has the store alone pay is not the shopper's to pay, nor the reverse."""
    # What is told to be free may be so from an amount on: limits.py holds it to that.
    told, known = _paid(re.sub(_FREE, " ", said.text)), _paid(held.text)
    for thing, payers in told.items():
        if len(payers) == 1 and len(known.get(thing, ())) == 1 and payers != known[thing]:
            who = "la tienda" if "store" in known[thing] else "quien compra"
            return f"según la política lo paga {who}"
    return ""


def _paid(text: str) -> dict[str, set[str]]:
    """Return who pays each way; a clause that names none goes on with the one before."""
    found: dict[str, set[str]] = {}
    things: list[str] = []
    for clause in _CLAUSE.split(text):
        named = [thing for thing, written in _THINGS.items() if written.search(clause)]
        payers = {
            who for who, written in _PAYERS.items()
            if (match := written.search(clause)) and not _NEEDLESS.search(clause[: match.start()])
        }  # fmt: skip
        things = named or things
        for thing in things if payers else ():
            found.setdefault(thing, set()).update(payers)
    return found
