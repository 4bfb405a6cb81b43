"""Hand-written stand-ins for the graph's ports."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from graph.build import Deps
from graph.checking.checker import ClaimChecker
from graph.composer.composer import Composer
from graph.errors import GeneratorError
from graph.ports import DraftRequest, Retrieval, RouteDecision
from graph.state import Source


class FakeRouter:
    """Routes everything one way, and remembers what it was asked."""

    def __init__(self, route="product_search", confidence=0.9):
        self.decision = RouteDecision(route, confidence)
        self.asked: list[tuple[str, str | None]] = []

    async def route(
        self, text: str, previous: str | None, *, min_confidence: float
    ) -> RouteDecision:
        self.asked.append((text, previous))
        return self.decision


class FakeRetriever:
    """Finds the same sources always."""

    def __init__(self, sources: list[Source], notes: Sequence[str] = ()):
        self.sources, self.notes = sources, list(notes)
        self.asked: list[dict[str, Any]] = []

    async def retrieve(
        self, route, text, *, previous_request, shown, top_k, spoken="", recent=()
    ) -> Retrieval:
        self.asked.append({
            "text": text, "previous": previous_request, "shown": list(shown), "spoken": spoken,
            "recent": list(recent),
        })  # fmt: skip
        return Retrieval(self.sources[:top_k], {"text": text}, self.notes)


class FakeGenerator:
    """Drafts the given texts, one a call; an exception in the list is raised."""

    def __init__(self, *drafts: str | Exception):
        self.drafts = list(drafts)
        self.requests: list[DraftRequest] = []

    async def draft(self, request: DraftRequest) -> AsyncIterator[str]:
        self.requests.append(request)
        draft = self.drafts.pop(0) if self.drafts else GeneratorError("no more drafts")
        if isinstance(draft, Exception):
            raise draft
        for start in range(0, len(draft), 7):
            yield draft[start : start + 7]


class FakeCatalog:
    """Serves the sources as they are, or with payloads changed behind the answer's back."""

    def __init__(self, changes: dict[str, dict[str, Any]] | None = None):
        self.changes = changes or {}

    async def refresh(self, sources: Sequence[Source]) -> list[Source]:
        return [
            Source(**{**s, "payload": {**s["payload"], **self.changes.get(s["id"], {})}})
            for s in sources
        ]


def fake_deps(**ports: Any) -> Deps:
    """Return deps whose missing ports are fakes; checker and composer are the real ones."""
    composer = Composer("Tienda Ñandú")
    defaults = {
        "router": FakeRouter(),
        "retriever": FakeRetriever([]),
        "generator": composer,
        "composer": composer,
        "checker": ClaimChecker(),
        "catalog": FakeCatalog(),
    }
    return Deps(**{**defaults, **ports})
