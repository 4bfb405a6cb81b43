"""From how much on, or up to how much, a policy grants something."""

import re

from graph.checking.lexis import root
from graph.checking.policy_text import Unit
from graph.understanding.amounts import parse_amounts

_LEAST = re.compile(r"\bminimo de (\d+) ([a-z]{3,})|\bminim[oa] (?:son |es de )?(\d+) ([a-z]{3,})")
_UP = re.compile(
    r"\b(?:desde|a partir de|superior\w* a|mayor\w* (?:a|de|que)|mas de|supera\w*|"
    r"pasa\w*|arriba de|"
    r"por encima de|minim[oa] de|excede\w*)(?: l[oa]s)?\W*$"
)
_DOWN = re.compile(
    r"\b(?:hasta|menos de|inferior\w* a|menor\w* (?:a|de|que)|debajo de|"
    r"no (?:supera|llega|pasa|excede)\w* "
    r"(?:a )?|antes de)(?: l[oa]s)?\W*$"
)


_FROM_SO_MANY = re.compile(
    r"\b(?:desde|a partir de|con|llevando|comprando) (\d+) (?:o mas )?([a-z]{4,})"
)


def _other_least(said: Unit, held: list[Unit]) -> str:
    """Return the least count from which the policy gives what is told from another one on."""
    told = {root(noun): count for count, noun in _FROM_SO_MANY.findall(said.text)}
    for other in held:
        if not (said.free and other.free):
            continue
        for count, noun in _FROM_SO_MANY.findall(other.text):
            if told.get(root(noun), count) != count:
                return f"{count} {noun}"
    return ""


def turned(said: list[Unit], held: list[Unit]) -> str:
    """What is given from an amount on is not given below it."""
    for unit in said:
        if least := _other_least(unit, held):
            return f"la política lo da desde {least}"
        for amount in parse_amounts(unit.text):
            ways = [way for way in (_UP, _DOWN) if way.search(unit.text[: amount.start])]
            if not ways or not amount.is_money or unit.denied:
                continue
            held_ways = [
                (way, other) for other in held for a in parse_amounts(other.text)
                if a.cents == amount.cents
                for way in (_UP, _DOWN) if way.search(other.text[: a.start])
            ]  # fmt: skip
            same = [
                way for way, other in held_ways if (other.free, other.denied) == (unit.free, False)
            ]
            if unit.free and held_ways and same and ways[0] not in same:
                return "la política lo da del otro lado de ese monto"
    return ""


def below_least(claim: str, policy: str) -> str:
    """Less than the policy's least is not granted: "por un día" where it rents from three on."""
    if re.search(r"\b(?:no|minim[oa]|menos|tampoco|sin)\b", claim):
        return ""
    for match in _LEAST.finditer(policy):
        least, noun = (g for g in match.groups() if g)
        for number, told in re.findall(r"\b(un|una|\d+) ([a-z]{3,})", claim):
            if root(told) == root(noun) and (1 if number in ("un", "una") else int(number)) < int(
                least
            ):
                return f"la política pide un mínimo de {least} {noun}"
    return ""
