"""Names: what a policy says of one it does not say of another, nor of what it lacks."""

import re
from itertools import pairwise

from graph.checking.lexis import NAME_KINDS, NAMES
from graph.checking.policy.reading import Held, Said, numbers_in
from ingest.units import fold

_NAME = re.compile(r"(?<=[a-záéíóúñ,] )[A-ZÁÉÍÓÚÑ][a-záéíóúñ]{3,}")
_CAPITALS = re.compile(r"\b[A-Z]{3,}\b")
_CAPITAL = re.compile(r"\bCapital(?: Federal)?\b")
_ANYWHERE = re.compile(r"\b(?:resto|interior|tod[oa]s?|cualquier\w*|pais|provincias?)\b")
_REST = re.compile(r"\b(?:demas|otr[oa]s|restantes)\b")


def names_in(text: str) -> set[str]:
    """Return the proper names of a text that keeps its capitals, folded."""
    return {fold(name) for name in [*_NAME.findall(text), *_CAPITALS.findall(text)]}


def foreign_name(said: Said, held: Held) -> str:
    """A proper name told of a policy must stand in it: a branch, a bank, a province."""
    known = f"{held.text} {held.titles} {said.asked}"
    for before, word in pairwise(said.written.split()):
        name = word.strip('.,;:()¿?¡!«»"')
        proper = re.fullmatch(r"[A-ZÁÉÍÓÚÑ][a-záéíóúñ]{3,}|[A-Z]{3,}", name)
        if (
            proper
            and (before[-1].isalnum() or before[-1] in ",;)'\"»")
            and fold(name) not in NAMES
            and fold(name)[:5] not in known
        ):
            return f"la política no nombra «{name}»"
    return ""


def of_another_name(said: Said, held: Held) -> str:
    """A figure that the policy gives to one place, card or branch is not another's."""
    names = {fold(name) for name in _NAME.findall(held.written)} - NAME_KINDS
    told = _those_of(names, fold(said.written))
    for number in sorted(numbers_in(said.figures)) if len(told) == 1 else ():
        holding = _holding(number, held)
        named = set().union(*(_those_of(names, line) for line in holding))
        if named and not named & told and not any(_REST.search(line) for line in holding):
            return f"el {number} de la política es de {min(named)}"
    return ""


def of_nobody_named(said: Said, held: Held) -> str:
    """A figure that the policy gives to named ones is not of one that only the shopper names."""
    names = names_in(held.written)
    claim = _CAPITAL.sub("CABA", said.written) if "caba" in names else said.written
    known = f"{held.titles} {held.text}"
    foreign = [n for n in names_in(claim) if n in said.asked and n not in known]
    if not foreign or _those_of(names, fold(claim)):
        return ""
    for number in sorted(numbers_in(fold(claim))):
        holding = _holding(number, held)
        if holding and all(
            _those_of(names, line) and not _REST.search(line) and not _ANYWHERE.search(line)
            for line in holding
        ):
            return f"el {number} de la política no es de «{min(foreign)}»"
    return ""


def _those_of(names: set[str], text: str) -> set[str]:
    return {name for name in names if re.search(rf"\b{name}\b", text)}


def _holding(number: str, held: Held) -> list[str]:
    return [line for line in held.lines if number in numbers_in(line)]
