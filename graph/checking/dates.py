"""Dates: a day and month told must be a cited source's, in any spelling."""

import re

from graph.checking.context import Context
from graph.checking.evidence import Evidence
from graph.state import Claim
from graph.wording import MONTHS
from ingest.units import fold

_SAID = re.compile(rf"\b(\d{{1,2}})(?: de)? ({'|'.join(MONTHS)}|setiembre)\b")
_SLASHED = re.compile(r"(?<![\w/,.])(\d{1,2})/(\d{1,2})(?:/\d{2,4})?(?![\w/]|[.,]\d)")

Day = tuple[int, int]


def check_dates(context: Context) -> tuple[list[Claim], list[tuple[int, int]]]:
    """Judge every date of the segment; return where they stand too."""
    found = [(d, span) for d, span in _dates(context.text) if 1 <= d[0] <= 31 and 1 <= d[1] <= 12]
    claims = []
    held = [(source, _held(source)) for source in context.cited]
    for day, _ in found:
        proof = next((source for source, days in held if day in days), None)
        known = [source for source, days in held if days]
        if proof:
            claims.append(context.supported("availability", proof))
        elif known:
            claims.append(context.contradicted("availability", "la fecha es otra", known[0]))
    return claims, [span for _, span in found] if claims else []


_EVE = re.compile(r"\bdia (?:anterior|antes|previo)\b|\bvisperas?\b")


def is_eve(context: Context, said: re.Match[str]) -> bool:
    """Tell whether "hasta el 19" is the day before a cited date, where a source goes up to it."""
    if not re.search(r"\bel(?: dia)?\s*$", context.text[: said.start()]):
        return False
    days = {day for source in context.cited for day, _ in _held(source)}
    eve = any(_EVE.search(source.text) for source in context.cited)
    return eve and said.group().isdigit() and int(said.group()) + 1 in days


def _dates(text: str) -> list[tuple[Day, tuple[int, int]]]:
    found = []
    for match in _SAID.finditer(text):
        month = match.group(2).replace("setiembre", "septiembre")
        found.append(((int(match.group(1)), MONTHS.index(month) + 1), match.span()))
    for match in _SLASHED.finditer(text):
        found.append(((int(match.group(1)), int(match.group(2))), match.span()))
    return found


def _held(source: Evidence) -> set[Day]:
    return {day for day, _ in _dates(fold(source.text))}
