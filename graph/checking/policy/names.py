"""Names and things: what a policy says of one it does not say of another, nor of what it lacks."""

import re
from itertools import pairwise

from graph.checking.lexis import NAME_KINDS, NAMES, OPINION, POLICY_TALK, is_general, policy_roots
from graph.checking.policy.days import DAYS, REST_OF_DAYS
from graph.checking.policy.reading import Held, Said, numbers_in
from graph.checking.policy.wording import CONDITION
from ingest.units import fold

_NAME = re.compile(r"(?<=[a-záéíóúñ,] )[A-ZÁÉÍÓÚÑ][a-záéíóúñ]{3,}")
_CAPITALS = re.compile(r"\b[A-Z]{3,}\b")
_CAPITAL = re.compile(r"\bCapital(?: Federal)?\b")
_ANYWHERE = re.compile(r"\b(?:resto|interior|tod[oa]s?|cualquier\w*|pais|provincias?)\b")
_REST = re.compile(r"\b(?:demas|otr[oa]s|restantes)\b")
NOUN = re.compile(
    r"\b(?:el|la|los|las|un|una|con|en|a|al|de|del|para|tu|tus|su|sus|cada|todo el|"
    r"toda la)\s+([a-z]{4,})"
)
_VERBAL = re.compile(r"(?:ando|endo|[aei]r(?:l[oae]s?)?|amos|emos)$")
AND = r"(?:,| y| e| o)(?: (?:los|las|el|la|con|en|a))? "


def names_in(text: str) -> set[str]:
    """Return the proper names of a text that keeps its capitals, folded."""
    return {fold(name) for name in [*_NAME.findall(text), *_CAPITALS.findall(text)]}


def names_no_thing(word: str) -> bool:
    """Tell whether a folded word is talk, an opinion or a verb, which no source must name."""
    said = is_general(word) or word in OPINION or _VERBAL.search(word)
    return bool(said) or not policy_roots(word) - POLICY_TALK


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


def added_name(said: Said, held: Held) -> str:
    """What a policy lists by name, "A y B", is not told of one more, though the shopper asks."""
    listed = names_in(held.written)
    for name in names_in(said.written) - NAMES:
        beside = re.findall(rf"\b(\w+(?: \w+)?){AND}{name}\b", fold(said.written))
        if name not in held.text and set(" ".join(beside).split()) & listed:
            return f"la política no nombra «{name}»"
    return ""


def invented_grant(said: Said, held: Held) -> str:
    """What is given away or financed free of interest must be named by some source."""
    asked = set(re.findall(r"\w+", said.asked))
    named = {fold(n) for n in re.findall(r"\b[A-ZÁÉÍÓÚÑ]\w{2,}", said.written)} & asked
    if REST_OF_DAYS.search(held.text):
        named |= {*DAYS, *(f"{day}s" for day in DAYS)}
    for unit in said.units:
        grants = unit.free or "sininteres" in unit.text
        if unit.denied or not grants or CONDITION.match(unit.text):
            continue
        words = [w for w in NOUN.findall(unit.text) if w not in named and not names_no_thing(w)]
        if words and not any(policy_roots(word) & held.known for word in words):
            return f"la política no nombra «{words[0]}»"
    return ""


def of_another_name(said: Said, held: Held) -> str:
    """A figure that the policy gives to one place, card or branch is not another's."""
    names = {fold(name) for name in _NAME.findall(held.written)} - NAME_KINDS
    told = _those_of(names, fold(said.written))
    for number in numbers_in(fold(said.written)) if len(told) == 1 else ():
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
    for number in numbers_in(fold(claim)):
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
