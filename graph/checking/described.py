"""What a description denies of its product is not affirmed, nor the reverse."""

import re

from graph.checking.clauses import QUESTION
from graph.checking.context import Context
from graph.checking.lexis import ACTS, fuse, policy_roots
from graph.checking.policy_polarity import affirmed_of_denied, denied_otherwise
from graph.checking.policy_text import lacking_alike, units
from graph.state import Claim
from ingest.units import fold

_APART = re.compile(
    r"\b(?:va|es|son|viene|(?:se )?(?:vende|compra|paga|cotiza))n? (?:aparte|por separado)\b"
)
"""What is not included, said of where it is sold."""


def check_described(context: Context) -> list[Claim]:
    """Hold a segment against the sentences of its product's description, as against a policy's."""
    text = _APART.sub("no incluye", QUESTION.sub(" ", context.text))
    for product in context.products if len(context.products) == 1 else ():
        described = fuse(fold(product.payload.get("description") or ""))
        title = policy_roots(product.title)
        said = units(lacking_alike(text, described))
        held = units(lacking_alike(described, text))
        # what is denied of one use, "en lavarropas", is not denied of another
        held = [u for u in held if any(u.roots - title - ACTS <= s.roots for s in said)]
        if denied_otherwise(said, held, title) or affirmed_of_denied(said, held, title):
            return [context.contradicted("attribute", "la ficha dice lo contrario", product)]
    return []
