"""Opening hours: what a text says of days and times of day, as intervals."""

import re
from dataclasses import dataclass

from graph.checking.lexis import policy_roots, root
from graph.checking.policy.days import DAYS, days_of
from graph.checking.policy.reading import Held, Said

_TIME = r"(?:las? )?(\d{1,2})(?:[:.](\d\d))?(?: ?(?:hs|h|horas))?( de la (?:tarde|noche)| pm)?"
_INTERVAL = re.compile(
    rf"(?<![\d.,$])\b(?:(?:de|desde|entre|abr\w+(?: a)?) )?{_TIME},? (?:a|hasta|y|y cierra\w* a|-) "
    rf"{_TIME}(?![\d.,]*\d)(?! ?(?:dias?|mes\w*|cuotas|anos?|kg|kilos|cm|mm|%|unidades|semanas?))"
)
_CLOCK = re.compile(
    rf"(?:\b(hasta|abr\w+(?: \w+)? a|cierra\w* a|cerra\w* a|desde|"
    rf"a partir de) ){_TIME}(?![\d.,]*\d)"
)
_DAY = rf"(?:{'|'.join(DAYS)})s?"
_SPELL = re.compile(
    rf"\b(?:(?:de )?{_DAY}(?: (?:a|al|y|e|hasta|o) (?:el |los )?{_DAY}|, (?:el |los )?{_DAY})*"
    r"|todos los dias|(?:el )?resto de (?:los dias|la semana)|(?:entre|"
    r"en la) semana|dias de semana|fin(?:es)? de semana|finde|feriados?)\b"
)
_PIECE = re.compile(
    r"[;\n]|\.(?=\s|$)|(?<=\D),(?=\s(?:y |el |los |de )?(?:lunes|sabado|domingo|martes|feriado))"
)
DAY_WORDS = (
    {root(day) for day in DAYS}
    | {root(f"{day}s") for day in DAYS}
    | policy_roots(
        "abre cierra horario semana dias tarde noche manana corrido feriados finde local hora"
    )
)
"""What every line of hours may say, and tells no branch."""

BRANCH = policy_roots("sucursal local casa central tienda salon nuestro nuestra")
"""What tells no branch from another."""

Interval = tuple[int, int]


@dataclass(frozen=True)
class Hours:
    """What one piece says: on these days, these intervals, in minutes; and of what place."""

    days: frozenset[str]
    """Empty when no day is told."""
    intervals: frozenset[Interval]
    place: frozenset[str]


def opening_hours(text: str) -> list[Hours]:
    """Read a folded text; days hold for the intervals after them, or before when these lead."""
    found: list[Hours] = []
    for piece in _PIECE.split(text):
        place = frozenset(policy_roots(piece) - DAY_WORDS)
        tokens = sorted(
            [(m.start(), "days", m) for m in _SPELL.finditer(piece)]
            + [(m.start(), "interval", m) for m in _INTERVAL.finditer(piece)],
            key=lambda token: token[0],
        )  # fmt: skip
        days: set[str] = set()
        intervals: set[Interval] = set()
        leads = bool(tokens) and tokens[0][1] == "interval"
        for _, kind, match in tokens:
            if kind == ("interval" if leads else "days") and days and intervals:
                found.append(Hours(frozenset(days), frozenset(intervals), place))
                days, intervals = set(), set()
            if kind == "days":
                days |= days_of(match.group())
            else:
                intervals.add(_interval(match))
        if intervals:
            found.append(Hours(frozenset(days), frozenset(intervals), place))
    return found


def _interval(match: re.Match[str]) -> Interval:
    first_hour, first_minute, first_late, hour, minute, late = match.groups()
    start, end = _minutes(first_hour, first_minute, first_late), _minutes(hour, minute, late)
    if late and not first_late and start + 12 * 60 < end:
        start += 12 * 60  # "de 4 a 8 de la tarde"
    return start, end


def _minutes(hour: str, minute: str | None, late: str | None) -> int:
    told = int(hour) + (12 if late and int(hour) < 12 else 0)
    return 60 * told + int(minute or 0)


def told_truly(claim: str, policy: str) -> list[tuple[int, int]]:
    """Return where a folded claim tells times of day that the policy tells of those days."""
    held = opening_hours(policy)
    if not held:
        return []
    spans: list[tuple[int, int]] = []
    days: set[str] = set()
    marks = sorted(
        [*_SPELL.finditer(claim), *_INTERVAL.finditer(claim), *_CLOCK.finditer(claim)],
        key=lambda match: match.start(),
    )
    near = _of_place(held, frozenset(policy_roots(claim) - DAY_WORDS))
    last = None
    for match in marks:
        if match.re is _SPELL:
            days = (days if last is _SPELL else set()) | days_of(match.group())
        else:
            if all(_holds(match, of_day) for of_day in _by_day(near, days)):
                spans.append(match.span())
        last = match.re
    return spans


def _of_place(held: list[Hours], place: frozenset[str]) -> list[Hours]:
    """Return what is said of the place that is meant, or of all where none is."""
    place -= BRANCH
    most = max((len(hours.place & place) for hours in held), default=0)
    return [hours for hours in held if len(hours.place & place) == most] if most else held


def _by_day(held: list[Hours], days: set[str] | frozenset[str]) -> list[list[Hours]]:
    """Return, for each of the days, what is said of it; all at once where no day is told."""
    if not days:
        return [held]
    return [[h for h in held if day in h.days or not h.days] for day in sorted(days)]


def _holds(match: re.Match[str], meant: list[Hours]) -> bool:
    intervals = {interval for hours in meant for interval in hours.intervals}
    if match.re is _INTERVAL:
        return _interval(match) in intervals
    cue, *told = match.groups()
    at = _minutes(*told)
    closes = cue.startswith(("hasta", "cierra", "cerra"))
    return any(at == (end if closes else start) for start, end in intervals)


def other_hours(said: Said, held: Held) -> str:
    """Return why the hours told of a day are not the policy's of that day."""
    hours = opening_hours(held.text)
    for told in opening_hours(said.text):
        near = _of_place(hours, told.place)
        for of_day in _by_day(near, told.days) if told.days else []:
            known = {interval for h in of_day for interval in h.intervals}
            if known and told.intervals - known:
                start, end = min(known)
                return f"ese día el horario es de {start // 60} a {end // 60}"
    return ""
