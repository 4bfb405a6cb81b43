"""What a policy denies, charges and excepts must not be affirmed, given away or turned round."""

import re
from dataclasses import replace

from graph.checking.clauses import NEGATION
from graph.checking.evidence import plain_number
from graph.checking.lexis import ACTS, POLICY_TALK, policy_roots
from graph.checking.policy.reading import Held, Said
from graph.checking.policy.units import POLARITY, VERBS, Unit, about
from graph.checking.policy.wording import CONDITION, EXCEPTION, RESTRICTS
from ingest.units import parse_quantities

_ELSEWHERE = re.compile(r"\b(?:fuera|afuera|otr[oa]s?|demas|resto|mas alla)\b")
_OUTSIDE = re.compile(r"\ba?fuera\b")
_FIGURE = re.compile(r"\d[\d.,]*")
_INCLUDED = policy_roots("incluye")
_LIMITED = re.compile(
    r"\b(?:mayor\w*|superior\w*|desde|a partir|supera\w*|por debajo|menos de|mas de|"
    r"hasta) .{0,12}\$"
)
_EXPLAINS = re.compile(
    r"^\s*(?:es|son) (?:un|una|por|la|el)\b|\bya estan?\b|\blo mismo\b|"
    r"^\s*igual que\b|\botra historia\b"
)
"""A reason, which affirms nothing of its own: "es una norma"."""
_LEAVES_OUT = re.compile(
    r"\s*(?:y |pero )?no (?:se )?(?:incluy\w+|aplic\w+|entra\w*|val\w+|corr\w+|"
    r"cubr\w+|alcanz\w+|abarc\w+|rig\w+)\b"
)
"""A list of what a rule does not reach."""
_GRANTS = re.compile(
    r"%|\d|\btambien\b|\bsininteres\b|\b(?:cubr|inclu|entra|aplica|val|corr|alcanza|descuent)\w*"
)
_FLATLY = re.compile(
    r"\b(?:no|tampoco) (?:(?:te|se|l[oae]s?|les|nos) )*"
    r"(?:tien\w+|tene[ns]|hay|da[ns]?|damos|dura[n]?|cuenta[n]?|ofrec\w+|inclu\w+|es|son)\b"
    r"(?!.*\b(?:despues|luego|pasad[oa]s?|antes|mas|menos|hasta|desde|solo|partir)\b)"
)
"""A grant denied as it is; "no tiene después de los 6 meses" denies another."""
HALF = 0.5
"""Share of a denial's words that the policy's rule must have to be what is denied."""


def denied_otherwise(said: Said, held: Held) -> str:
    for unit in said.units:
        talk = CONDITION.match(unit.text) or _EXPLAINS.search(unit.text) or _is_fragment(unit)
        talk = talk or (len(said.units) > 1 and _is_heading(unit))
        if talk or RESTRICTS.search(unit.text):
            continue
        alike = [u for u in about(unit, held.units, held.about) if not CONDITION.match(u.text)]
        if unit.denied and not (unit.free or unit.paid):
            # A denial in other words mostly tells what the policy implies; in its own, it flips it.
            alike = [u for u in alike if unit.roots - ACTS - held.about <= u.roots]
        if excepted := next((u for u in held.units if _excepts(unit, u, held.about)), None):
            return f"la política lo exceptúa: «{excepted.text.strip()[:120]}»"
        if not alike:
            continue
        if unit.free != unit.paid:  # who pays stands in the units that say so
            alike = [u for u in alike if u.free or u.paid] or alike
        verdicts = [_agrees(unit, other, held.about) for other in alike]
        if any(_denied_beside(unit, d, alike[0], held.about) for d in said.units if d != unit):
            continue  # "se hace a medida y no se cambia" denies what the policy denies
        if verdicts and all(verdict is False for verdict in verdicts):
            return f"la política dice otra cosa: «{alike[0].text.strip()[:120]}»"
    return ""


def affirmed_of_denied(said: Said, held: Held) -> str:
    """What the policy names only to deny it must not be affirmed beside what it grants."""
    for unit in said.units:
        if unit.denied or unit.paid or CONDITION.match(unit.text) or RESTRICTS.search(unit.text):
            continue
        heads = len(said.units) > 1 and _is_heading(unit)
        if heads or _EXPLAINS.search(unit.text) or "?" in unit.text:
            continue
        for word in unit.roots - held.about - POLICY_TALK - POLARITY:
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
                        or (
                            _LEAVES_OUT.match(other.text)
                            and (unit.free or _GRANTS.search(unit.text))
                        )
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


def figure_denied(said: Said, held: Held) -> str:
    """What the policy gives with a figure, "6 meses", is not denied with it."""
    for unit in said.units:
        denial = _FLATLY.search(unit.text)
        figures = _figures(unit.text[denial.end() :]) if denial else set()
        if not figures or CONDITION.match(unit.text) or _is_fragment(unit):
            continue
        telling = unit.roots - held.about - POLARITY - ACTS
        alike = [u for u in held.units if figures <= _figures(u.text) and telling & u.roots]
        if alike and all(
            not (u.denied or CONDITION.match(u.text) or RESTRICTS.search(u.text))
            and len(telling & u.roots) >= HALF * len(telling)
            for u in alike
        ):
            return f"la política dice otra cosa: «{alike[0].text.strip()[:120]}»"
    return ""


def _figures(text: str) -> set[tuple[str, float]]:
    """Return the measures and the bare numbers of a text: a year is 12 months."""
    measured = parse_quantities(text)
    for quantity in reversed(measured):
        text = text[: quantity.start] + text[quantity.end :]
    bare = {("", float(plain_number(n))) for n in _FIGURE.findall(text)}
    return bare | {(q.dimension, q.value) for q in measured}


def turned_exception(said: Said, held: Held) -> str:
    """What the policy denies "salvo" something is not granted save for it, nor the reverse."""
    for unit in filter(lambda u: EXCEPTION.search(u.text), said.units):
        main = _before_exception(unit)
        rules = [_before_exception(u) for u in held.units if EXCEPTION.search(u.text)]
        alike = about(main, rules, held.about)
        if alike and all((u.denied, u.free, u.paid) == (not main.denied, main.free, main.paid)
                         for u in alike):  # fmt: skip
            return f"la política dice otra cosa: «{alike[0].text.strip()[:120]}»"
    return ""


def _before_exception(unit: Unit) -> Unit:
    main = EXCEPTION.split(unit.text)[0]
    return replace(
        unit,
        text=main,
        roots=frozenset(policy_roots(main)),
        denied=bool(NEGATION.search(main)),
    )


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
    if CONDITION.match(held.text) or re.search(r"\b(?:si|cuando|hasta|despues|antes)\b", held.text):
        return False
    if re.search(rf"\b(?:no|ni|sin|tampoco)\b.*\b{re.escape(word)}", held.text):
        return True
    return _is_subject(word, held) and word not in ACTS


def _is_subject(word: str, held: Unit) -> bool:
    """Tell whether the word is of what is denied something: "los importados no tienen cambio"."""
    return bool(re.search(rf"\b{re.escape(word)}\w*\b[^;]*\b(?:no|tampoco)\b", held.text))


def _excepts(said: Unit, held: Unit, title: set[str]) -> bool:
    """Tell whether what is said to be free is just what the policy leaves out."""
    match = EXCEPTION.search(held.text)
    if not match or not (said.free and held.free) or said.denied or said.paid:
        return False
    main, limit = held.text[: match.start()], held.text[match.end() :]
    return bool((policy_roots(limit) - policy_roots(main) - title) & said.roots)


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
            flat = said.denied and said.roots <= held.roots and not held.denied
            return False if flat and not _ELSEWHERE.search(said.text) else None
        if not only and not named:
            return (
                None if not (policy_roots(main) - title) & said.roots else _same(said, held, False)
            )
        flipped = not only
    return _same(said, held, flipped)


def _same(said: Unit, held: Unit, flipped: bool) -> bool | None:
    if said.free != held.free and _LIMITED.search(held.text):
        return None  # free from an amount on and charged below it
    if said.free != said.paid and held.free != held.paid:
        return (said.free == held.free) != flipped
    if said.free and held.denied and not (held.free or held.paid) and _INCLUDED & held.roots:
        return flipped  # free, where it is not included
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


def included(said: Said, held: Held) -> str:
    """What the policy sells apart is not included."""
    for unit in said.units:
        if unit.denied or not re.search(r"\binclu(?:id|ye|imos)", unit.text):
            continue
        for word in unit.roots - ACTS - POLICY_TALK:
            having = [u for u in held.units if word in u.roots]
            apart = [u for u in having if u.paid or re.search(r"\b(?:opcional|aparte)\b", u.text)]
            if apart and not any("inclu" in u.text for u in having):
                return f"la política lo cobra: «{apart[0].text.strip()[:120]}»"
    return ""


def _is_heading(unit: Unit) -> bool:
    """Tell what others are said of, "una salvedad sobre las bolsas:", which affirms nothing."""
    if re.fullmatch(r"\W*(?:lo|los|las|la)(?: unico)? que (?:se )?\w+\W*", unit.text):
        return True  # "lo que cubre, por un año, son las fallas"
    told = (
        unit.denied
        or unit.free
        or unit.paid
        or re.search(r"\d|\b(?:si|tambien)\b|\b\w{3,}[ae]n\b", unit.text)
    )
    return not told and not VERBS.search(unit.text)
