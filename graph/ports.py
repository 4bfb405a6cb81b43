"""What the nodes need from outside, each as a Protocol with the least that they call."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from graph.routes import Route
from graph.state import Claim, Source


@dataclass(frozen=True)
class RouteDecision:
    """Where a message goes."""

    route: Route
    confidence: float
    """Calibrated probability of `route`, in [0, 1]."""
    fell_back: bool = False
    """Whether a low confidence replaced the classifier's own choice by a safer route."""


class Router(Protocol):
    async def route(
        self, text: str, previous: str | None, *, min_confidence: float
    ) -> RouteDecision:
        """Classify a message; any text gets a route, never an exception.

        `previous` is what came just before: the last answer, the shopper's last message, or both.
        """
        ...


@dataclass(frozen=True)
class Retrieval:
    """What a turn may speak about."""

    sources: list[Source]
    """Markers 1..n, in the order they should be shown."""
    request: dict[str, Any]
    """The parsed, standalone `SearchRequest` (JSON), for the trace and the next turn."""
    notes: list[str] = field(default_factory=list)
    """Sentences in Spanish for the answer: relaxed constraints, "no vendemos eso"."""
    message: str = ""
    """The message as it was understood: in plain words, misspelt ones mended."""
    route: Route | None = None
    """Another route than the one that was asked for, when what the store has tells so."""


class Retriever(Protocol):
    async def retrieve(
        self,
        route: Route,
        text: str,
        *,
        previous_request: dict[str, Any] | None,
        shown: Sequence[Source],
        top_k: int,
        spoken: str = "",
        recent: Sequence[str] = (),
    ) -> Retrieval:
        """Find what the message calls for, in the light of the turns before.

        `spoken` is the id of the one of `shown` that the last answer spoke of alone, and `recent`
        holds those that the last answers told of, the last first.
        """
        ...


@dataclass(frozen=True)
class DraftRequest:
    """What a generator answers from."""

    question: str
    route: Route
    sources: Sequence[Source]
    notes: Sequence[str]
    history: Sequence[tuple[str, str]]
    """(role, text) of the turns before, oldest first; role is `user` or `assistant`."""
    feedback: Sequence[str] = ()
    """Why the previous draft was refused."""
    request: dict[str, Any] = field(default_factory=dict)

    @property
    def passages(self) -> list[Source]:
        """The sources that are of the store's terms."""
        return [source for source in self.sources if source["kind"] == "policy"]

    @property
    def policy_question(self) -> str:
        """What is asked of the store's terms: as the retriever understood it, or as it was put."""
        return str(self.request.get("policy") or self.question)


class Generator(Protocol):
    def draft(self, request: DraftRequest) -> AsyncIterator[str]:
        """Stream the draft in pieces of any size; `[n]` cites the source with marker n."""
        ...


@dataclass(frozen=True)
class Check:
    """The verdict on a text."""

    supported: bool
    claims: list[Claim]


class Checker(Protocol):
    async def check(
        self, question: str, text: str, sources: Sequence[Source], *, before: str = ""
    ) -> Check:
        """Prove every claim of `text`, a sentence or a whole answer, against `sources` as given.

        `before` is what the answer said before `text`: proven already, and gone on with, as in
        "En total, $ 900.".
        Nodes read the sources again (`Catalog`) before they ask.
        """
        ...


class Catalog(Protocol):
    async def refresh(self, sources: Sequence[Source]) -> list[Source]:
        """Return the sources with the payloads that the index holds now; gone ones are dropped."""
        ...


@dataclass(frozen=True)
class Handoff:
    """A conversation that waits for a person of the store."""

    id: str
    thread_id: str
    owner: str
    """Whose thread it is, as the server knows its callers; empty when it knows none."""
    question: str
    """What the shopper wrote last."""
    conversation: Sequence[tuple[str, str]]
    """(role, text) of what was said until then, oldest first; role is `user` or `assistant`."""


class Inbox(Protocol):
    async def open(self, handoff: Handoff) -> None:
        """Keep it where a person will see it, whatever happens to this process afterwards.

        The same id twice is one handoff.

        Raises:
            HandoffError: it could not be kept.
        """
        ...
