"""Why what is said of a policy is not what the policy says."""

from graph.checking.policy_days import other_calendar, other_day
from graph.checking.policy_least import below_least, turned
from graph.checking.policy_limits import (
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
    included,
    waived,
)
from graph.checking.policy_text import lacking_alike, units


def contradiction(claim: str, policy: str, title: set[str]) -> str:
    """Return why a folded claim is not what a folded policy says, or an empty string.

    `title` holds the roots of what the whole passage is about: alone they tell no rule apart.
    """
    claim, policy = lacking_alike(claim, policy), lacking_alike(policy, claim)
    said, held = units(claim), units(policy)
    return (
        denied_otherwise(said, held, title)
        or affirmed_of_denied(said, held, title)
        or included(said, held)
        or waived(claim, held)
        or conceded(claim, held)
        or widened(claim, held, title)
        or of_both(claim, policy)
        or other_day(claim, policy)
        or other_calendar(claim, policy)
        or fraction(claim, policy)
        or below_least(claim, policy)
        or turned(said, held)
        or opposite(claim, policy)
        or unlisted(claim, policy)
        or interest(said, held)
        or narrowed(claim, policy)
    )
