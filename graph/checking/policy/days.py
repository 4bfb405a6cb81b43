"""Days of the week and working days: a policy's calendar."""

import re

from graph.checking.clauses import split_clauses
from graph.checking.lexis import policy_roots, root
from graph.checking.policy.reading import Held, Said, lines_of

DAYS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
_DAY = re.compile(rf"\b({'|'.join(DAYS)})s?\b")
_RANGE = re.compile(rf"\b({'|'.join(DAYS)})s? (?:a|al|hasta(?: el)?) ({'|'.join(DAYS)})s?\b")
_CLOSED = re.compile(r"\b(?:no|ni|sin|cerrad\w+|cierran?|descans\w+)\b")
_REST_OF_DAYS = re.compile(r"\b(?:resto|demas|otros)\b[^.;]{0,12}\bdias\b")
_NEXT_TO = re.compile(r"\bdia (?:anterior|siguiente)\b|\bvispera\b")
"""What makes of the days told others: "el pedido se cierra el día anterior"."""
_QUALIFIED = re.compile(r"\b(\d+)\s*(?:dias|horas|hs)?\s+(habiles|corrid[oa]s)\b")


def days_of(text: str) -> set[str]:
    """Return the days of the week that a folded text tells, ranges filled in."""
    found = set(_DAY.findall(text))
    for first, last in _RANGE.findall(text):
        found |= set(DAYS[DAYS.index(first) : DAYS.index(last) + 1])
    if re.search(r"\btodos los dias\b", text) or _REST_OF_DAYS.search(text):
        found |= set(DAYS)
    if re.search(r"\b(?:(?:entre|en la) semana|dias? de semana)\b", text):
        found |= set(DAYS[:5])
    if re.search(r"\b(?:fin(?:es)? de semana|finde)\b", text):
        found |= set(DAYS[5:])
    if re.search(r"\bferiados?\b", text):
        found.add("feriado")
    return found


def other_day(said: Said, held: Held) -> str:
    """A day told must be one that the policy tells of the same thing, line by line."""
    ranges = _RANGE.findall(held.text)
    for first, last in _RANGE.findall(said.text):
        if ranges and (first, last) not in ranges:
            return f"la política no dice de {first} a {last}"
    if not days_of(held.text) or _NEXT_TO.search(held.text):
        return ""
    told = re.sub(r"\bsin (?=interes|cargo|costo|recargo|turno)", "con ", said.text)
    foreign = [day for line in lines_of(told) for day in _foreign_days(line, held)]
    return f"la política no habla de los {min(foreign)}" if foreign else ""


def _foreign_days(line: str, held: Held) -> set[str]:
    told = " ".join(c.text for c in split_clauses(line) if not (c.denied or _CLOSED.search(c.text)))
    days = set(_DAY.findall(told))
    if not days:
        return set()
    words = policy_roots(told) - {root(day) for day in DAYS} - {root(f"{day}s") for day in DAYS}
    numbers = set(re.findall(r"\d+", told))
    lines = [s for s in held.sentences if numbers & set(re.findall(r"\d+", s))] or held.sentences
    score = max(len(words & policy_roots(s)) for s in lines)
    near = [s for s in lines if len(words & policy_roots(s)) == score]
    near = near if score or len(near) == 1 else []
    return days - (set().union(*map(days_of, near)) or days_of(held.text))


def other_calendar(said: Said, held: Held) -> str:
    """Working days are not calendar days."""
    kinds: dict[str, set[str]] = {}
    for number, kind in _QUALIFIED.findall(held.text):
        kinds.setdefault(number, set()).add(kind[:5])
    for number, kind in _QUALIFIED.findall(said.text):
        if number in kinds and kind[:5] not in kinds[number]:
            return f"la política no dice {number} días {kind}"
    return ""
