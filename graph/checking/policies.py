"""Policy claims: figures in their rule, negations, conditions, names."""

import re
from collections.abc import Iterator
from itertools import pairwise

from graph.checking.clauses import QUESTION
from graph.checking.context import Context, named
from graph.checking.derivation import derive
from graph.checking.evidence import NUMBER, PERCENT, Evidence, plain_number
from graph.checking.instalments import check_percent
from graph.checking.lexis import NAMES, OPINION, POLICY_TALK, is_general, policy_roots
from graph.checking.opening import other_hours, told_truly
from graph.checking.policy_days import DAYS
from graph.checking.policy_figures import (
    figure_of_another_name,
    figure_of_nobody_named,
    misplaced_figures,
)
from graph.checking.policy_rules import contradictions
from graph.checking.policy_text import CONDITION, units
from graph.checking.spelled import WORDS, spell_digits
from graph.checking.spoken import spoken_amounts
from graph.sentences import split_sentences
from graph.state import Claim
from graph.text import stems
from graph.understanding.amounts import parse_amounts
from ingest.units import fold

SAME = 0.6
"""Share of a claim's stems in a sentence above which both speak of the same rule."""

_NOUN = re.compile(
    r"\b(?:el|la|los|las|un|una|con|en|a|al|de|del|para|tu|tus|su|sus|cada|todo el|"
    r"toda la)\s+([a-z]{4,})"
)
_PROPER = re.compile(r"(?<=[a-záéíóúñ,] )[A-ZÁÉÍÓÚÑ][a-záéíóúñ]{2,}")
_REST_OF_DAYS = re.compile(r"\b(?:resto|demas|otros)\b[^.;]{0,12}\bdias\b")
_VERBAL = re.compile(r"(?:ando|endo|[aei]r(?:l[oae]s?)?|amos|emos)$")


def check_policy(context: Context) -> list[Claim]:
    """Check figures in their rule, dropped or added negations, waived conditions."""
    claims: list[Claim] = []
    text = _without_arithmetic(context, QUESTION.sub(lambda m: " " * len(m.group()), context.text))
    for policy in context.policies:
        found = [(rule, why) for rule, why in _reasons(context, text, policy) if why]
        for rule, why in found:
            claims += named(rule, [context.contradicted("policy", why, policy)])
        if not found and _says_so(text, _sentences(policy)):
            claims.append(context.supported("policy", policy))
    return claims


def _reasons(context: Context, text: str, policy: Evidence) -> Iterator[tuple[str, str]]:
    """Yield, a rule, why a text is not what the policy says, mostly nothing."""
    said, written, asked = context.segment.text, policy.payload["text"], fold(context.question)
    body, title = spell_digits(fold(written)), fold(policy.payload["title"])
    sentences = _sentences(policy)
    figures = text
    for start, end in told_truly(text, body):
        figures = figures[:start] + " " * (end - start) + figures[end:]
    yield from misplaced_figures(_figures(context, figures), sentences, stems(title))
    yield "of_another_name", figure_of_another_name(said, written)
    yield "of_nobody_named", figure_of_nobody_named(said, written, asked)
    yield "other_hours", other_hours(text, body)
    yield from contradictions(text, body, policy_roots(title))
    yield "with_or_without", _with_or_without(text, sentences)
    if not context.products:
        yield "invented_grant", _invented_grant(text, context)
        yield "foreign_name", _foreign_name(context, policy)


def _sentences(policy: Evidence) -> list[str]:
    body = spell_digits(fold(policy.payload["text"]))
    return [s for line in body.splitlines() for s in split_sentences(line)]


def _figures(context: Context, text: str) -> str:
    """Write amounts in full, and blank the shopper's figures and the product's."""
    for amount in reversed(spoken_amounts(text)):
        if amount.is_money:
            text = f"{text[: amount.start]}{amount.cents / 100:g}{text[amount.end :]}"
    elsewhere = fold(context.question)
    others = {plain_number(n) for n in NUMBER.findall(elsewhere)}
    others |= {f"{n:g}" for n in (WORDS.get(w) for w in elsewhere.split()) if n}
    others |= {f"{a.cents / 100:g}" for a in parse_amounts(elsewhere)}
    others = others.union(*(e.numbers for e in context.products))
    text = NUMBER.sub(lambda m: " " if plain_number(m.group()) in others else m.group(), text)
    counted = "|".join(word for word, n in WORDS.items() if f"{n:g}" in others)
    return re.sub(rf"\b(?:{counted}) (?=[a-z])", "", text) if counted else text


def _without_arithmetic(context: Context, text: str) -> str:
    """Blank what comes out of prices, and is none of the policy's: amounts, a sale's percentage."""
    for match in PERCENT.finditer(text) if context.products else ():
        claim = check_percent(context, match)
        proven = claim and claim["verdict"] == "supported"
        if claim and proven and claim["type"] in ("arithmetic", "attribute"):
            text = text[: match.start()] + " " * len(match.group()) + text[match.end() :]
    for amount in spoken_amounts(text):
        claim = derive(context, amount) if amount.is_money else None
        if claim and claim["verdict"] == "supported":
            text = text[: amount.start] + " " * (amount.end - amount.start) + text[amount.end :]
    return text


def _with_or_without(text: str, sentences: list[str]) -> str:
    """«Con interés» is not "sin interés"."""
    for noun in re.findall(r"\bcon (\w{5,})", text):
        held = {w for s in sentences for w in re.findall(rf"\b(con|sin) {noun}", s)}
        if held == {"sin"} and not any(f"{noun} de" in s for s in sentences):
            return f"la política dice sin {noun}"
    return ""


def _invented_grant(text: str, context: Context) -> str:
    """What is given away, discounted or financed must be named by some source."""
    held = set().union(*(policy_roots(e.text) for e in context.evidence.values()))
    asked = re.findall(r"\w+", fold(context.question))
    places = {fold(name) for name in _PROPER.findall(context.segment.text)} & set(asked)
    if any(_REST_OF_DAYS.search(e.text) for e in context.policies):
        places |= {*DAYS, *(f"{day}s" for day in DAYS)}
    for unit in units(text):
        grants = unit.free or PERCENT.search(unit.text) or "sininteres" in unit.text
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


def _foreign_name(context: Context, policy: Evidence) -> str:
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


def _says_so(text: str, sentences: list[str]) -> bool:
    claim = stems(text)
    return len(claim) >= 3 and any(
        len(claim & stems(sentence)) >= SAME * len(claim) for sentence in sentences
    )
