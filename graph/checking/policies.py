"""Policy claims: figures in their rule, negations, conditions, names."""

import re
from collections.abc import Iterator

from graph.checking.clauses import NEGATION, QUESTION, split_clauses
from graph.checking.context import Context, named
from graph.checking.derivation import derive
from graph.checking.evidence import NUMBER, PERCENT, Evidence, plain_number
from graph.checking.instalments import check_percent
from graph.checking.lexis import policy_roots
from graph.checking.opening import other_hours, told_truly
from graph.checking.policy_channel import other_channel
from graph.checking.policy_figures import misplaced_figures
from graph.checking.policy_names import (
    added_name,
    figure_of_another_name,
    figure_of_nobody_named,
    foreign_name,
    invented_demand,
    invented_grant,
    only_name,
)
from graph.checking.policy_rules import contradictions
from graph.checking.spelled import WORDS, spell_digits
from graph.checking.spoken import spoken_amounts
from graph.checking.thresholds import reaches_cap
from graph.sentences import split_sentences
from graph.state import Claim
from graph.text import stems
from graph.understanding.amounts import parse_amounts
from ingest.units import fold

SAME = 0.6
"""Share of a claim's stems in a sentence above which both speak of the same rule."""


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
    titles = " ".join(e.title for e in context.evidence.values())
    body, title = spell_digits(fold(written)), fold(policy.payload["title"])
    sentences = _sentences(policy)
    figures = text
    for start, end in told_truly(text, body):
        figures = figures[:start] + " " * (end - start) + figures[end:]
    yield from misplaced_figures(_figures(context, figures), sentences, stems(title))
    yield "of_another_name", figure_of_another_name(said, written)
    yield "of_nobody_named", figure_of_nobody_named(said, written, asked, titles)
    yield "added_name", added_name(said, written)
    yield "only_name", only_name(said, written)
    yield "other_channel", other_channel(text, body)
    yield "other_hours", other_hours(text, body)
    yield from contradictions(text, body, policy_roots(title))
    yield "with_or_without", _with_or_without(text, sentences)
    if not context.products:
        yield "foreign_name", foreign_name(context, policy)
        yield "invented_grant", invented_grant(text, context)
        yield "invented_demand", invented_demand(text, context)


def _sentences(policy: Evidence) -> list[str]:
    body = spell_digits(fold(policy.payload["text"]))
    return [s for line in body.splitlines() for s in split_sentences(line)]


def _figures(context: Context, text: str) -> str:
    """Write amounts in full, and blank the shopper's figures and the product's."""
    for amount in reversed(spoken_amounts(text)):
        if amount.is_money:
            text = f"{text[: amount.start]}{amount.cents / 100:g}{text[amount.end :]}"
    question = fold(context.question)
    asked = {plain_number(n) for n in NUMBER.findall(question)}
    asked |= {f"{n:g}" for n in (WORDS.get(w) for w in question.split()) if n}
    asked |= {f"{a.cents / 100:g}" for a in parse_amounts(question)}
    others = asked.union(*(e.numbers for e in context.products))
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
        capped = amount.is_money and any(reaches_cap(p, amount.cents) for p in context.policies)
        if capped or (claim and claim["verdict"] == "supported"):
            text = text[: amount.start] + " " * (amount.end - amount.start) + text[amount.end :]
    return text


_WITH = re.compile(
    r"\b(?:con|tienen?|hay|llevan?|cobra\w*|paga\w*) (?:un[oa]? |algun[oa]? )?(\w{5,})"
)


def _with_or_without(text: str, sentences: list[str]) -> str:
    """«Con interés» and "tiene un interés" are not "sin interés"."""
    for noun in (n for c in split_clauses(text) if not c.denied for n in _WITH.findall(c.text)):
        held = {
            w for s in sentences
            for before, w in re.findall(rf"([^.;,]*)\b(con|sin) (?:ningun[oa]? )?{noun}", s)
            if not NEGATION.search(before)
        }  # fmt: skip
        if held == {"sin"} and not any(f"{noun} de" in s for s in sentences):
            return f"la política dice sin {noun}"
    return ""


def _says_so(text: str, sentences: list[str]) -> bool:
    claim = stems(text)
    return len(claim) >= 3 and any(
        len(claim & stems(sentence)) >= SAME * len(claim) for sentence in sentences
    )
