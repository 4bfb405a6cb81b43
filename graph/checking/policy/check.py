"""Policy claims: the rules, in their order, on what is said and the passage that it cites."""

import re
from collections.abc import Callable

from graph.checking.clauses import QUESTION
from graph.checking.context import Context
from graph.checking.derivation import derive
from graph.checking.evidence import NUMBER, PERCENT, Evidence, plain_number
from graph.checking.instalments import check_percent
from graph.checking.policy.channel import other_channel
from graph.checking.policy.days import other_calendar, other_day
from graph.checking.policy.demands import conceded, invented_demand, waived
from graph.checking.policy.figures import (
    counted_otherwise,
    fraction,
    interest,
    of_another_clause,
    of_another_label,
    of_another_line,
    other_means,
    other_percentage,
    with_or_without,
)
from graph.checking.policy.hours import other_hours, told_truly
from graph.checking.policy.limits import below_least, reaches_cap, turned
from graph.checking.policy.names import (
    added_name,
    foreign_name,
    invented_grant,
    of_another_name,
    of_nobody_named,
)
from graph.checking.policy.polarity import (
    affirmed_of_denied,
    denied_otherwise,
    figure_denied,
    included,
    turned_exception,
)
from graph.checking.policy.reading import Held, Said, read
from graph.checking.policy.scope import (
    contrary,
    narrowed,
    of_both,
    only_name,
    opposite,
    unlisted,
    widened,
)
from graph.checking.spelled import WORDS
from graph.checking.spoken import spoken_amounts
from graph.state import Claim
from graph.text import stems
from graph.understanding.amounts import parse_amounts
from ingest.units import fold

Rule = Callable[[Said, Held], str]
"""Returns why what is said is not what the passage holds; empty when they do not disagree."""

RULES: dict[str, Rule] = {
    "other_percentage": other_percentage,
    "of_another_label": of_another_label,
    "of_another_line": of_another_line,
    "of_another_clause": of_another_clause,
    "counted_otherwise": counted_otherwise,
    "other_means": other_means,
    "of_another_name": of_another_name,
    "of_nobody_named": of_nobody_named,
    "added_name": added_name,
    "only_name": only_name,
    "other_channel": other_channel,
    "other_hours": other_hours,
    "denied_otherwise": denied_otherwise,
    "affirmed_of_denied": affirmed_of_denied,
    "figure_denied": figure_denied,
    "turned_exception": turned_exception,
    "included": included,
    "waived": waived,
    "conceded": conceded,
    "widened": widened,
    "of_both": of_both,
    "other_day": other_day,
    "other_calendar": other_calendar,
    "fraction": fraction,
    "below_least": below_least,
    "turned": turned,
    "opposite": opposite,
    "contrary": contrary,
    "unlisted": unlisted,
    "interest": interest,
    "narrowed": narrowed,
    "with_or_without": with_or_without,
}
NO_SOURCE: dict[str, Rule] = {
    "foreign_name": foreign_name,
    "invented_grant": invented_grant,
    "invented_demand": invented_demand,
}
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
        found = [(name, why) for name, rule in rules.items() if (why := rule(said, held))]
        claims += [context.contradicted("policy", why, policy, rule=name) for name, why in found]
        if not found and _says_so(said, held):
            claims.append(context.supported("policy", policy))
    return claims


def _figures(context: Context, text: str, policy: Evidence) -> str:
    """Blank hours that the passage tells, the shopper's and the products' figures."""
    for start, end in told_truly(text, policy.text):
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
        proven = claim and claim["verdict"] == "supported"
        if claim and proven and claim["type"] in ("arithmetic", "attribute"):
            text = text[: match.start()] + " " * len(match.group()) + text[match.end() :]
    for amount in spoken_amounts(text):
        claim = derive(context, amount) if amount.is_money else None
        capped = amount.is_money and any(reaches_cap(p, amount.cents) for p in context.policies)
        if capped or (claim and claim["verdict"] == "supported"):
            text = text[: amount.start] + " " * (amount.end - amount.start) + text[amount.end :]
    return text


def _says_so(said: Said, held: Held) -> bool:
    told = stems(said.text)
    return len(told) >= 3 and any(
        len(told & stems(line)) >= SAME * len(told) for line in held.sentences
    )
