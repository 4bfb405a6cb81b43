"""A question about the store's terms, with what it leans on."""

from dataclasses import dataclass, replace

from graph.policies.asked import Asked, adds_one, only_asks, read_asked
from ingest.units import Quantity

LEANS = 0.5
"""Weight of the question before from which a message is of its matter, and has none of its own."""


@dataclass(frozen=True)
class Inquiry:
    """A question with what it leans on."""

    question: str
    before: str = ""
    """The question before, when this one goes on with it."""
    lean: float = 0.5
    """How much `before` weighs beside the question."""
    keeps: bool = True
    """Whether the place, the day and what is asked are those of `before` until said anew."""
    about: str = ""
    """Words that the shopper did not say: the kind of product spoken of, the terms' own words."""
    thing: str = ""
    """The kind of product asked for, whether the shopper said it or not."""
    on_offer: bool = False
    """Whether the product spoken of is on sale."""
    sizes: tuple[Quantity, ...] = ()
    """How large and heavy is what is to be sent."""

    @property
    def whole(self) -> str:
        """The question after those that it goes on with."""
        return f"{self.before} {self.question}".replace("\n", " ").strip()

    @property
    def asked(self) -> Asked:
        asked = read_asked(self.question)
        if not self.before or not self.keeps:
            return asked
        whole = asked
        for line in reversed(self.before.splitlines()):  # what was said last holds
            whole = whole.or_else(read_asked(line))
        # What has a matter of its own is no longer asked for its cost: "y si se quema?".
        only = only_asks(self.question) and self.lean >= LEANS
        goes_on = only or adds_one(self.question) or asked.places or asked.days
        return whole if goes_on else replace(whole, kinds=asked.kinds)
