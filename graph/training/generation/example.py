"""One example: what is asked over which sources, how DONA answers, and what a judge looks for."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graph.checking.sources import read_sources
from graph.ports import DraftRequest
from graph.prompts import build_messages
from graph.routes import Route
from graph.state import Source

ROLES = {"system": "system", "human": "user", "ai": "assistant"}


@dataclass(frozen=True)
class Example:
    kind: str
    question: str
    route: Route
    rows: list[dict[str, Any]] = field(repr=False)
    """Sources as a feed writes them; marker n is the nth."""
    answer: str
    expect: tuple[str, ...]
    """Facts that the answer must tell: patterns over its folded text."""
    markers: frozenset[int]
    """Sources that the answer must cite."""
    may_cite: frozenset[int] = frozenset()
    """Sources that it may cite besides: what is offered instead, other options."""
    admits: bool = False
    """Whether the answer must say that something is missing."""
    notes: tuple[str, ...] = ()
    history: tuple[tuple[str, str], ...] = ()
    store: str = "Tienda Ñandú"

    @cached_property
    def sources(self) -> list[Source]:
        return read_sources(self.rows)

    @property
    def request(self) -> DraftRequest:
        return DraftRequest(self.question, self.route, self.sources, self.notes, self.history)

    def without_sources(self) -> DraftRequest:
        """Return the request of a model that is asked by heart."""
        return DraftRequest(self.question, self.route, [], (), self.history)

    def messages(self) -> list[dict[str, str]]:
        """Return the example in OpenAI's chat format, the answer last."""
        told = [
            {"role": ROLES[message.type], "content": str(message.content)}
            for message in build_messages(self.request, self.store)
        ]
        return [*told, {"role": "assistant", "content": self.answer}]
