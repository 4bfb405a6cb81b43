"""Policy claims: the rules, in their order, on what is said and the passage that it cites."""

import re
from collections.abc import Callable

from graph.answer import MARKER
from graph.checking.clauses import QUESTION
from graph.checking.context import Context
from graph.checking.derivation import derive
from graph.checking.evidence import NUMBER, PERCENT, Evidence, plain_number
from graph.checking.instalments import check_percent
from graph.checking.policy import (
    channel,
    days,
    demands,
    figures,
    hours,
    kinds,
    limits,
    names,
    polarity,
    scope,
)  # fmt: skip
from graph.checking.policy.reading import Held, Said, read
from graph.checking.spelled import WORDS
from graph.checking.spoken import spoken_amounts
from graph.policies.sentences import told_of
from graph.state import Claim
from graph.text import stems
from graph.understanding.amounts import parse_amounts
from ingest.units import fold

Rule = Callable[[Said, Held], str]
"""Returns why what is said is not what the passage holds; empty when they do not disagree."""

RULES: dict[str, Rule] = {
    rule.__name__: rule for rule in (
        figures.other_percentage, figures.of_another_line, figures.of_another_clause,
        figures.counted_otherwise, figures.other_means, names.of_another_name,
        names.of_nobody_named, scope.only_name, channel.other_channel, hours.other_hours,
        polarity.denied_otherwise, polarity.affirmed_of_denied, demands.waived,
        demands.conceded, scope.widened,
        days.other_day, days.other_calendar, figures.fraction, limits.below_least,
        scope.opposite, scope.contrary, scope.unlisted, figures.interest,
        scope.narrowed, figures.with_or_without, kinds.reserved, kinds.of_another_kind,
        kinds.denied_to_kind, kinds.undone,
    )
}  # fmt: skip
APPLIED = frozenset(["below_least", "reserved", "of_another_kind", "denied_to_kind"])
"""Rules of whom and what a sentence is told of: they hold for the passage's own words too."""
NO_SOURCE: dict[str, Rule] = {"foreign_name": names.foreign_name}
"""Rules of what no source names, where no product is cited: it would have words of its own."""

SAME = 0.6
"""Share of a claim's stems in a line above which both speak of the same rule."""


def check_policy(context: Context) -> list[Claim]:
    """Hold a segment against each passage that it cites."""
    claims: list[Claim] = []
    text = QUESTION.sub(lambda m: " " * len(m.group()), context.text)
    text = _without_arithmetic(context, text)
    rules = RULES if context.products else RULES | NO_SOURCE
    for policy in context.policies:
        said, held = read(context, text, _figures(context, text, policy), policy)
        # What a passage says in these very words it says: only to whom it is told may be wrong.
        is_quoted = quotes(context.segment.sentence, policy)
        held_to = {n: r for n, r in rules.items() if n in APPLIED} if is_quoted else rules
        found = [(name, why) for name, rule in held_to.items() if (why := rule(said, held))]
        claims += [context.contradicted("policy", why, policy, rule=name) for name, why in found]
        if not found and (is_quoted or _says_so(said, held)):
            claims.append(context.supported("policy", policy))
    return claims


def _figures(context: Context, text: str, policy: Evidence) -> str:
    """Blank hours that the passage tells, the shopper's and the products' figures."""
    for start, end in hours.told_truly(text, policy.text):
        text = text[:start] + " " * (end - start) + text[end:]
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
        if claim and claim["verdict"] == "supported" and claim["type"] != "policy":
            text = text[: match.start()] + " " * len(match.group()) + text[match.end() :]
    for amount in spoken_amounts(text):
        claim = derive(context, amount) if amount.is_money else None
        capped = amount.is_money and any(
            limits.reaches_cap(p, amount.cents) for p in context.policies
        )
        if capped or (claim and claim["verdict"] == "supported"):
            text = text[: amount.start] + " " * (amount.end - amount.start) + text[amount.end :]
    return text


def quotes(sentence: str, policy: Evidence) -> bool:
    """Tell whether a sentence is one of the passage's, under its heading or not, word for word."""
    told = _bare(MARKER.sub("", sentence))
    heading = f"{_bare(policy.payload['title'].rpartition(' > ')[2].replace(':', ','))}: "
    own = {_bare(one) for one in told_of(policy.payload["text"])}
    return told in own or told.removeprefix(heading) in own


def _bare(text: str) -> str:
    return fold(text).strip(" .;")


def _says_so(said: Said, held: Held) -> bool:
    told = stems(said.text)
    return len(told) >= 3 and any(
        len(told & stems(line)) >= SAME * len(told) for line in held.sentences
    )
