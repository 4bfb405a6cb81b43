"""Places, cards and branches of a policy: what it says of one name it does not say of another."""

import re
from itertools import pairwise

from graph.checking.context import Context
from graph.checking.evidence import NUMBER, Evidence, plain_number
from graph.checking.lexis import (
    NAME_KINDS,
    NAMES,
    OPINION,
    POLICY_TALK,
    is_general,
    policy_roots,
)
from graph.checking.policy_days import DAYS
from graph.checking.policy_text import CONDITION, units
from ingest.units import fold

_NAME = re.compile(r"(?<=[a-záéíóúñ,] )[A-ZÁÉÍÓÚÑ][a-záéíóúñ]{3,}")
_CAPITALS = re.compile(r"\b[A-Z]{3,}\b")
_CAPITAL = re.compile(r"\bCapital(?: Federal)?\b")
_ANYWHERE = re.compile(r"\b(?:resto|interior|tod[oa]s?|cualquier\w*|pais|provincias?)\b")
_REST = re.compile(r"\b(?:demas|otr[oa]s|restantes)\b")
_PIECE = re.compile(r"(?<=\D)\.\s|\.\s+(?=[a-z])|;|\n")
_ONLY = re.compile(
    r"\b(?:(?<!un )(?<!una )solo|solamente|unicamente)\s+"
    r"(?:(?:para|con|en|a|los|las|el|la|tarjetas?|clientes|de|del)\s+)*(\w{4,})([^.;:]*)"
)
_NOUN = re.compile(
    r"\b(?:el|la|los|las|un|una|con|en|a|al|de|del|para|tu|tus|su|sus|cada|todo el|"
    r"toda la)\s+([a-z]{4,})"
)
_VERBAL = re.compile(r"(?:ando|endo|[aei]r(?:l[oae]s?)?|amos|emos)$")
_REST_OF_DAYS = re.compile(r"\b(?:resto|demas|otros)\b[^.;]{0,12}\bdias\b")
_AND = r"(?:,| y| e| o)(?: (?:los|las|el|la|con|en|a))? "


def names_in(text: str) -> set[str]:
    """Return the proper names of a text that keeps its capitals, folded."""
    return {fold(name) for name in [*_NAME.findall(text), *_CAPITALS.findall(text)]}


def foreign_name(context: Context, policy: Evidence) -> str:
    """A proper name told of a policy must stand in it: a branch, a bank, a province."""
    titles = " ".join(e.title for e in context.evidence.values())
    known = f"{policy.text} {titles} {fold(context.question)}"
    for before, word in pairwise(context.segment.text.split()):
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


def added_name(claim: str, policy: str) -> str:
    """What a policy lists by name, "A y B", is not told of one more, though the shopper asks."""
    held = names_in(policy)
    for name in names_in(claim):
        listed = re.findall(rf"\b(\w+(?: \w+)?){_AND}{name}\b", fold(claim))
        if name not in fold(policy) and name not in NAMES and set(" ".join(listed).split()) & held:
            return f"la política no nombra «{name}»"
    return ""


def only_name(claim: str, policy: str) -> str:
    """«Solo los viernes» is not what a policy that says "viernes y sábados" says."""
    folded, names = fold(policy), names_in(policy) | set(DAYS) | {f"{day}s" for day in DAYS}
    for match in _ONLY.finditer(fold(claim)):
        name, rest = match.groups()
        spoken = [piece for piece in _PIECE.split(folded) if re.search(rf"\b{name}\b", piece)]
        spoken = [piece for piece in spoken if _numbers(claim) & _numbers(piece)] or spoken
        if name not in names or not spoken:
            continue
        beside = [
            {other for found in re.findall(rf"\b{name}\b{_AND}(\w+)|(\w+){_AND}{name}\b", piece)
             for other in found if other in names}
            for piece in spoken
        ]  # fmt: skip
        if all(beside) and not any(re.search(rf"\b{other}", rest) for other in set.union(*beside)):
            return f"la política también nombra «{min(set.union(*beside))}»"
    return ""


def invented_grant(text: str, context: Context) -> str:
    """What is given away or financed free of interest must be named by some source."""
    held = set().union(*(policy_roots(e.text) for e in context.evidence.values()))
    asked = set(re.findall(r"\w+", fold(context.question)))
    places = {fold(n) for n in re.findall(r"\b[A-ZÁÉÍÓÚÑ]\w{2,}", context.segment.text)} & asked
    if any(_REST_OF_DAYS.search(e.text) for e in context.policies):
        places |= {*DAYS, *(f"{day}s" for day in DAYS)}
    for unit in units(text):
        grants = unit.free or "sininteres" in unit.text
        if unit.denied or not grants or CONDITION.match(unit.text):
            continue
        words = [
            word for word in _NOUN.findall(unit.text)
            if not is_general(word) and not _VERBAL.search(word)
            and policy_roots(word) - POLICY_TALK and word not in places and word not in OPINION
        ]  # fmt: skip
        if words and not any(policy_roots(word) & held for word in words):
            return f"la política no nombra «{words[0]}»"
    return ""


_BARE = ("de ", "a ", "en ")
"""What stands before an adverb too, "de antemano", and so names no thing asked for."""
_DEMANDS = re.compile(
    r"\b(?:(?:tiene[ns]?|tenes|hay) que|debe[ns]?|hace falta|pedimos|"
    r"exigimos|siempre que|presentando)\b"
)


def invented_demand(text: str, context: Context) -> str:
    """What is asked of the shopper must be named by some source, or by the shopper."""
    held = set().union(*(policy_roots(e.text) for e in context.evidence.values()))
    held |= policy_roots(fold(context.question))
    for unit in units(text):
        demand = _DEMANDS.search(unit.text)
        if unit.denied or not demand:
            continue
        for found in _NOUN.finditer(unit.text[demand.end() :]):
            word = found.group(1)
            if not (
                found.group().startswith(_BARE)
                or
                is_general(word) or _VERBAL.search(word) or word in OPINION or word in NAMES
                or policy_roots(word) & held or not policy_roots(word) - POLICY_TALK
            ):  # fmt: skip
                return f"la política no pide «{word}»"
    return ""


def figure_of_another_name(claim: str, policy: str) -> str:
    """Return why a figure is another place's, card's or branch's; the texts keep their capitals."""
    names = {fold(name) for name in _NAME.findall(policy)} - NAME_KINDS
    told = {name for name in names if re.search(rf"\b{name}\b", fold(claim))}
    for number in _numbers(claim) if told else ():
        holding = _holding(number, policy)
        named = {name for piece in holding for name in names if re.search(rf"\b{name}\b", piece)}
        rest = any(_REST.search(piece) for piece in holding)
        if named and not rest and not named & told and len(told) == 1:
            return f"el {number} de la política es de {min(named)}"
    return ""


def figure_of_nobody_named(claim: str, policy: str, asked: str, titles: str) -> str:
    """A figure that the policy gives to named ones is not of one that only the shopper names.

    `titles` are those of the sources: a product is none that a policy should name.
    """
    names = names_in(policy)
    claim = _CAPITAL.sub("CABA", claim) if "caba" in names else claim
    foreign = [n for n in names_in(claim) if n in asked and n not in f"{titles} {fold(policy)}"]
    if not foreign or any(re.search(rf"\b{name}\b", fold(claim)) for name in names):
        return ""
    for number in _numbers(claim):
        holding = _holding(number, policy)
        if holding and all(
            any(re.search(rf"\b{name}\b", piece) for name in names)
            and not _REST.search(piece) and not _ANYWHERE.search(piece)
            for piece in holding
        ):  # fmt: skip
            return f"el {number} de la política no es de «{min(foreign)}»"
    return ""


def _numbers(text: str) -> set[str]:
    return {plain_number(n) for n in NUMBER.findall(fold(text))}


def _holding(number: str, policy: str) -> list[str]:
    return [piece for piece in _PIECE.split(fold(policy)) if number in _numbers(piece)]
