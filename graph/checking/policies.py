"""Policy claims, beyond their figures: the claim is laid beside the passage's nearest sentence."""

import re

from graph.checking.context import Context
from graph.checking.evidence import NUMBER, Evidence, plain_number
from graph.sentences import split_sentences
from graph.state import Claim
from graph.text import stems
from ingest.units import fold

SAME = 0.6
"""Share of a claim's stems in a sentence above which both speak of the same rule."""

_NEGATION = re.compile(r"\b(no|sin|nunca|tampoco|ni|excepto|salvo)\b")
_COUNTED = re.compile(r"(\d+(?:[.,]\d+)*)")


def check_policy(context: Context) -> list[Claim]:
    """Check figures in their rule, and dropped or added negations."""
    claims = []
    for policy in context.policies:
        lines = [
            s for line in fold(policy.payload["text"]).splitlines() for s in split_sentences(line)
        ]
        claims += _figures(context, policy, lines)
        claims += _negation(context, policy, lines)
    return claims


def _figures(context: Context, policy: Evidence, lines: list[str]) -> list[Claim]:
    """A figure must stand in a line that shares the claim's telling words.

    A word tells lines apart when the passage has it in some lines and not in others: a zone, a
    card, a kind of product.
    """
    told = {plain_number(n) for n in _COUNTED.findall(context.text)}
    words = {word for word in stems(context.text) if not word[0].isdigit()}
    for number in told:
        holding = [
            line for line in lines if number in {plain_number(n) for n in NUMBER.findall(line)}
        ]
        if not holding:
            continue  # the measure and money rules say so
        elsewhere = [line for line in lines if line not in holding]
        here = set().union(*map(stems, holding))
        telling = (words & set().union(*map(stems, elsewhere))) - here
        shared = max(len(words & stems(line)) for line in holding)
        rival = max((len(words & stems(line)) for line in elsewhere), default=0)
        if telling and rival > shared:
            reason = f"el {number} de la política es de otra cosa"
            return [context.contradicted("policy", reason, policy)]
    return []


def _negation(context: Context, policy: Evidence, lines: list[str]) -> list[Claim]:
    claim = stems(context.text)
    if len(claim) < 3 or not lines:
        return []
    nearest = max(lines, key=lambda line: len(claim & stems(line)))
    if len(claim & stems(nearest)) < SAME * len(claim):
        return []
    if bool(_NEGATION.search(context.text)) != bool(_NEGATION.search(nearest)):
        return [
            context.contradicted("policy", f"la política dice: «{nearest.strip()[:120]}»", policy)
        ]
    return [context.supported("policy", policy)]
