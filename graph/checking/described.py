"""What a description denies of its product is not affirmed, nor the reverse."""

from dataclasses import replace

from graph.checking.clauses import QUESTION
from graph.checking.context import Context
from graph.checking.lexis import ACTS, fuse
from graph.checking.policy.polarity import affirmed_of_denied, denied_otherwise
from graph.checking.policy.reading import Held, Said
from graph.checking.policy.units import lacking_alike, units
from graph.state import Claim
from ingest.units import fold


def check_described(context: Context) -> list[Claim]:
    """Hold a segment against the sentences of its product's description, as against a policy's."""
    text = QUESTION.sub(" ", context.text)
    for product in context.products if len(context.products) == 1 else ():
        described = fuse(fold(product.payload.get("description") or ""))
        text, described = lacking_alike(text, described), lacking_alike(described, text)
        said = Said(text, text, units(text), text, "")
        held = Held(described, described, units(described), product.title, [product])
        # what is denied of one use, "en lavarropas", is not denied of another
        alike = [
            u for u in held.units if any(u.roots - held.about - ACTS <= s.roots for s in said.units)
        ]
        held = replace(held, units=alike)
        if denied_otherwise(said, held) or affirmed_of_denied(said, held):
            return [context.contradicted("attribute", "la ficha dice lo contrario", product)]
    return []
