"""Why what is said of a policy is not what the policy says."""

from collections.abc import Iterator

from graph.checking.policy_days import other_calendar, other_day
from graph.checking.policy_least import below_least, turned
from graph.checking.policy_limits import (
    contrary,
    fraction,
    interest,
    narrowed,
    of_both,
    opposite,
    unlisted,
    widened,
)
from graph.checking.policy_polarity import (
    affirmed_of_denied,
    conceded,
    denied_otherwise,
    figure_denied,
    included,
    turned_exception,
    waived,
)
from graph.checking.policy_text import lacking_alike, units


def contradictions(claim: str, policy: str, title: set[str]) -> Iterator[tuple[str, str]]:
    """Yield, a rule, why a folded claim is not what a folded policy says, mostly nothing.

    `title` holds the roots of what the whole passage is about: alone they tell no rule apart.
    """
    claim, policy = lacking_alike(claim, policy), lacking_alike(policy, claim)
    said, held = units(claim), units(policy)
    yield "denied_otherwise", denied_otherwise(said, held, title)
    yield "affirmed_of_denied", affirmed_of_denied(said, held, title)
    yield "figure_denied", figure_denied(said, held, title)
    yield "turned_exception", turned_exception(said, held, title)
    yield "included", included(said, held)
    yield "waived", waived(claim, held)
    yield "conceded", conceded(claim, held)
    yield "widened", widened(claim, held, title)
    yield "of_both", of_both(claim, policy)
    yield "other_day", other_day(claim, policy)
    yield "other_calendar", other_calendar(claim, policy)
    yield "fraction", fraction(claim, policy)
    yield "below_least", below_least(claim, policy)
    yield "turned", turned(said, held)
    yield "opposite", opposite(claim, policy)
    yield "contrary", contrary(said, held)
    yield "unlisted", unlisted(claim, policy)
    yield "interest", interest(said, held)
    yield "narrowed", narrowed(claim, policy)
