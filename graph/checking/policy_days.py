"""Days of the week and working days: a policy's calendar."""

import re

from graph.checking.clauses import split_clauses
from graph.checking.lexis import policy_roots, root

DAYS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
_DAY = re.compile(rf"\b({'|'.join(DAYS)})s?\b")
_RANGE = re.compile(rf"\b({'|'.join(DAYS)})s? (?:a|al|hasta(?: el)?) ({'|'.join(DAYS)})s?\b")
_CLOSED = re.compile(r"\b(?:no|ni|sin|cerrad\w+|cierran?|descans\w+)\b")
_PIECE = re.compile(r"[;:.](?=\s)|\n")
_QUALIFIED = re.compile(r"\b(\d+)\s*(?:dias|horas|hs)?\s+(habiles|corrid[oa]s)\b")


def days_of(text: str) -> set[str]:
    """Return the days of the week that a folded text tells, ranges filled in."""
    found = set(_DAY.findall(text))
    for first, last in _RANGE.findall(text):
        found |= set(DAYS[DAYS.index(first) : DAYS.index(last) + 1])
    if re.search(r"\btodos los dias\b|\b(?:resto|demas|otros)\b[^.;]{0,12}\bdias\b", text):
        found |= set(DAYS)
    if re.search(r"\b(?:(?:entre|en la) semana|dias? de semana)\b", text):
        found |= set(DAYS[:5])
    if re.search(r"\b(?:fin(?:es)? de semana|finde)\b", text):
        found |= set(DAYS[5:])
    if re.search(r"\bferiados?\b", text):
        found.add("feriado")
    return found


def other_day(claim: str, policy: str) -> str:
    """A day told must be one that the policy tells of the same thing, piece by piece."""
    ranges = _RANGE.findall(policy)
    for first, last in _RANGE.findall(claim):
        if ranges and (first, last) not in ranges:
            return f"la política no dice de {first} a {last}"
    claim = re.sub(r"\bsin (?=interes|cargo|costo|recargo|turno)", "con ", claim)
    foreign = [day for piece in _PIECE.split(claim) for day in _foreign_days(piece, policy)]
    return f"la política no habla de los {min(foreign)}" if foreign else ""


def _foreign_days(piece: str, policy: str) -> set[str]:
    told = " ".join(
        c.text for c in split_clauses(piece) if not (c.denied or _CLOSED.search(c.text))
    )
    days = set(_DAY.findall(told))
    lines = [line for line in re.split(r"\.\s+|\n", policy) if line.strip()]
    if not days or not days_of(policy):
        return set()
    words = policy_roots(told) - {root(day) for day in DAYS} - {root(f"{day}s") for day in DAYS}
    numbers = set(re.findall(r"\d+", told))
    lines = [line for line in lines if numbers & set(re.findall(r"\d+", line))] or lines
    score = max(len(words & policy_roots(line)) for line in lines)
    near = [line for line in lines if len(words & policy_roots(line)) == score]
    near = near if score or len(near) == 1 else []
    return days - (set().union(*map(days_of, near)) or days_of(policy))


def other_calendar(claim: str, policy: str) -> str:
    """Working days are not calendar days."""
    held: dict[str, set[str]] = {}
    for number, kind in _QUALIFIED.findall(policy):
        held.setdefault(number, set()).add(kind[:5])
    for number, kind in _QUALIFIED.findall(claim):
        if number in held and kind[:5] not in held[number]:
            return f"la política no dice {number} días {kind}"
    return ""
