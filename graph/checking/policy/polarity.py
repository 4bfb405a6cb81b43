"""What a policy denies, charges and excepts must not be affirmed, given away or turned round."""

import re

from graph.checking.lexis import ACTS, POLICY_TALK, policy_roots
from graph.checking.policy.reading import Held, Said
from graph.checking.policy.units import POLARITY, VERBS, Unit, about
from graph.checking.policy.wording import CONDITION, RESTRICTS

_OUTSIDE = re.compile(r"\ba?fuera\b")
_FIGURE = re.compile(r"\d[\d.,]*")
_LIMITED = re.compile(
    r"\b(?:mayor\w*|superior\w*|desde|a partir|supera\w*|por debajo|menos de|mas de|"
    r"hasta) .{0,12}\$"
)
_EXPLAINS = re.compile(
    r"^\s*(?:es|son) (?:un|una|por|la|el)\b|\bya estan?\b|\blo mismo\b|"
    r"^\s*igual que\b|\botra historia\b"
)
"""A reason, which affirms nothing of its own: "es una norma"."""


def denied_otherwise(said: Said, held: Held) -> str:
    for unit in said.units:
        talk = CONDITION.match(unit.text) or _EXPLAINS.search(unit.text) or _is_fragment(unit)
        talk = talk or (len(said.units) > 1 and _is_heading(unit))
        if talk or RESTRICTS.search(unit.text):
            continue
        alike = _alike(unit, held)
        if unit.denied and not (unit.free or unit.paid):
            # A denial in other words mostly tells what the policy implies; in its own, it flips it.
            alike = [u for u in alike if unit.roots - ACTS - held.about <= u.roots]
        if not alike:
            continue
        verdicts = [_agrees(unit, other, held.about) for other in alike]
        if any(_denied_beside(unit, d, alike[0], held.about) for d in said.units if d != unit):
            continue  # "se hace a medida y no se cambia" denies what the policy denies
        if verdicts and all(verdict is False for verdict in verdicts):
            return f"la política dice otra cosa: «{alike[0].text.strip()[:120]}»"
    return ""


def _alike(unit: Unit, held: Held) -> list[Unit]:
    """Return the units that speak of what a unit does; where it says who pays, those that do too.

    They go first where they are surely of the same thing.
    """
    paying = [u for u in held.units if u.free or u.paid] if unit.free != unit.paid else []
    telling = unit.roots - held.about - POLARITY
    surely = [u for u in about(unit, paying, held.about) if len(telling & u.roots) > 1]
    alike = surely or about(unit, held.units, held.about)
    alike = [u for u in alike if not CONDITION.match(u.text)]
    return [u for u in alike if u in paying] or alike


def affirmed_of_denied(said: Said, held: Held) -> str:
    """What the policy names only to deny it must not be affirmed beside what it grants."""
    for unit in said.units:
        if unit.denied or unit.paid or CONDITION.match(unit.text) or RESTRICTS.search(unit.text):
            continue
        heads = len(said.units) > 1 and _is_heading(unit)
        if heads or _EXPLAINS.search(unit.text) or "?" in unit.text:
            continue
        for word in sorted(unit.roots - held.about - POLICY_TALK - POLARITY):
            having = [
                other for other in held.units
                if word in other.roots
                and bool(_OUTSIDE.search(other.text)) == bool(_OUTSIDE.search(unit.text))
            ]  # fmt: skip
            if not having:
                continue
            told = having[0].text.strip()[:120]
            title = held.about if word in ACTS else set()  # "la garantía cubre": nothing in common
            if unit.free and all(
                other.paid
                and not other.free
                and not CONDITION.match(other.text)
                and not RESTRICTS.search(other.text)
                for other in having
            ):
                return f"la política lo cobra: «{told}»"
            if (
                all(_denies(other, word) for other in having)
                and any(
                    (
                        other.roots - ACTS <= {word}
                        or (_is_subject(word, other) and re.search(r"\d|\btambien\b", unit.text))
                    )
                    if word not in ACTS and not (unit.roots & other.roots) - {word}
                    else (unit.roots & other.roots) - title - {word}
                    for other in having
                )
                and not any(_denied_beside(unit, d, having[0], held.about) for d in said.units)
            ):
                return f"la política lo niega: «{told}»"
    return ""


def _denied_beside(said: Unit, other: Unit, held: Unit, title: set[str]) -> bool:
    """Tell whether the claim itself denies what the policy denies, no more and of another act."""
    return (
        other.denied
        and said.roots & held.roots <= other.roots <= held.roots | said.roots | title
        and not said.roots & other.roots & ACTS
    )


def _denies(held: Unit, word: str) -> bool:
    """Tell whether the word stands after a plain negation, with no condition near."""
    if not held.denied or held.free or held.paid or RESTRICTS.search(held.text):
        return False
    if re.search(r"\b(?:si|cuando|hasta|despues|antes)\b", held.text):
        return False
    if re.search(rf"\b(?:no|ni|sin|tampoco)\b.*\b{re.escape(word)}", held.text):
        return True
    return _is_subject(word, held) and word not in ACTS


def _is_subject(word: str, held: Unit) -> bool:
    """Tell whether the word is of what is denied something: "los importados no tienen cambio"."""
    return bool(re.search(rf"\b{re.escape(word)}\w*\b[^;]*\b(?:no|tampoco)\b", held.text))


def _agrees(said: Unit, held: Unit, title: set[str]) -> bool | None:
    """Tell whether two units on the same thing say the same; None when that cannot be read."""
    flipped = False
    if bool(_OUTSIDE.search(said.text)) != bool(_OUTSIDE.search(held.text)):
        return None
    if match := RESTRICTS.search(held.text):
        main, limit = held.text[: match.start()], held.text[match.end() :]
        excepts = match.group().startswith(("salvo", "excepto", "a excepcion"))
        named = (policy_roots(limit) - policy_roots(main) - title) & said.roots
        if excepts and named and set(_FIGURE.findall(said.text)) - set(_FIGURE.findall(main)):
            return None  # the exception has a figure of its own
        only = re.match(r"solo|solamente|unicamente|exclusiv", match.group())
        if only and not named:
            return None
        if not named and not (policy_roots(main) - title) & said.roots:
            return None
        if not named:
            return _same(said, held, False)
        flipped = not only
    return _same(said, held, flipped)


def _same(said: Unit, held: Unit, flipped: bool) -> bool | None:
    if said.free != held.free and _LIMITED.search(held.text):
        return None  # free from an amount on and charged below it
    if said.free != said.paid and held.free != held.paid:
        return (said.free == held.free) != flipped
    if (said.free or said.paid) != (held.free or held.paid):
        return None
    return (said.denied == held.denied) != flipped


def _is_fragment(unit: Unit) -> bool:
    """Tell an elliptical "Centro no", whose verb stands elsewhere."""
    if re.search(
        r"\bno (?:te )?(?:lleg\w+|alcanz\w+|(?:super|pas|complet)(?:a|as|an))\b(?! (?:tarde|rot))",
        unit.text,
    ):
        return True  # of the shopper's money
    short = len(unit.text.split()) <= 3 and len(unit.roots) <= 1
    return short or (unit.denied and not VERBS.search(unit.text))


def _is_heading(unit: Unit) -> bool:
    """Tell what others are said of, "una salvedad sobre las bolsas:", which affirms nothing."""
    told = (
        unit.denied
        or unit.free
        or unit.paid
        or re.search(r"\d|\b(?:si|tambien|entran?)\b|\b\w{3,}[ae]n\b", unit.text)
    )
    return not told and not VERBS.search(unit.text)
