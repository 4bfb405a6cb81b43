"""How well a product's title and fields fit a request, whatever else was found."""

from dataclasses import dataclass

from graph.retrieval.asked import Asked
from graph.retrieval.ranges import Measures
from graph.retrieval.titles import (
    FIRST,
    SECOND,
    Stems,
    described_as,
    field_stems,
    first_words,
    headed,
    leads,
    material_stems,
    stems,
    title_stems,
    titled_in_full,
    told_stems,
)
from graph.understanding.request import SearchRequest
from ingest.index.port import Payload
from ingest.units import fold

CATEGORY_SHARE = 0.6
"""What a word is worth that only category or attributes hold, beside title, brand and colour."""
OTHER_NAME, LATER_NAME = 0.97, 0.02
"""What another name of the thing is worth, beside the shopper's own word, and what each name less
apt is worth less."""


@dataclass(frozen=True, order=True)
class Fit:
    """How a product fits a request."""

    coverage: float
    """The share of the request's terms that the title or the fields hold, in [0, 1]."""
    head: float
    """How much the title begins with the first thing named, in [0, 1]."""
    leads: bool
    """Whether the title says nothing before it has said all that the request names."""
    holds_head: bool
    """Whether the title holds the first thing named at all."""


class Fitting:
    """Fits products to one request, each once."""

    def __init__(self, request: SearchRequest, asked: Asked) -> None:
        self._request = request
        self._asked = asked
        self._measures = Measures(request.text, request.numbers)
        self._fits: dict[str, Fit] = {}
        self._in_range: dict[str, int] = {}

    def fit(self, payload: Payload) -> Fit:
        """Compare a product with the request; rare words count for more, as in BM25."""
        known = self._fits.get(payload["id"])
        if known is None:
            known = self._fits[payload["id"]] = self._compare(payload)
        return known

    def _compare(self, payload: Payload) -> Fit:
        if not self._asked.total:
            return Fit(0.0, 0.0, leads=False, holds_head=False)
        title = title_stems(payload)
        served = self.served(payload)
        own = self._without_brand(payload, title) | served
        title |= served | material_stems(payload) | self._measured(payload)
        # A cane for cats that is "Juguete interactivo" by its description is a toy for them.
        called = described_as(payload) if served else served
        fields: Stems | None = None
        found = 0.0
        for at, (weight, names) in enumerate(self._asked.terms):
            held = own if at == self._asked.head else title
            if names and names[0] <= held:
                found += weight
            elif (place := next((n for n, name in enumerate(names) if name <= held), 0)) > 0:
                found += weight * max(OTHER_NAME - LATER_NAME * (place - 1), CATEGORY_SHARE)
            else:
                if fields is None:
                    fields = field_stems(payload) | called
                if any(name <= held | fields for name in names):
                    found += weight * CATEGORY_SHARE
        heads = self._asked.heads
        head = max((headed(n, payload, title, lead) for n, lead in heads), default=0.0)
        is_called = not head and any(name <= called for name, _ in heads)
        return Fit(
            round(found / self._asked.total, 6),
            FIRST if is_called else min(head, SECOND) if self._names_another(payload) else head,
            leads(self._asked.said, payload),
            is_called or any(name <= own for name, _ in heads),
        )

    def served(self, payload: Payload) -> Stems:
        """Return those for whom the thing is asked that fields or description say it is for."""
        whom = self._asked.whom
        return whom & told_stems(payload) if whom else whom

    def _measured(self, payload: Payload) -> Stems:
        """Return the words of the measures said that a range of the product holds: "54-58 cm"."""
        return self._measures.words if self.in_range(payload) > 0 else frozenset()

    def in_range(self, payload: Payload) -> int:
        """Tell whether a product's ranges hold the measures said: 1; leave one out: -1; else 0."""
        found = self._in_range.get(payload["id"])
        if found is None:
            found = self._in_range[payload["id"]] = self._measures.told_by(payload)
        return found

    def held(self, payload: Payload) -> Stems:
        """Return all that title, fields and ranges say."""
        told = material_stems(payload) | self._measured(payload)
        return title_stems(payload) | field_stems(payload) | self.served(payload) | told

    def _names_another(self, payload: Payload) -> bool:
        beside = self._asked.others.intersection(payload["title_words"])
        return bool(beside) or self.is_twin(payload)

    def is_twin(self, payload: Payload) -> bool:
        """Tell whether a title begins with the thing's other gender, which is another thing."""
        twins = self._asked.twins.intersection(payload["title_words"])
        return bool(twins) and not twins.isdisjoint(first_words(titled_in_full(payload)))

    def _without_brand(self, payload: Payload, title: Stems) -> Stems:
        """Return the stems of a title without a brand of several words: "Media Naranja"."""
        brand = payload["brand_key"]
        if " " not in brand or brand in self._request.brands:
            return title
        return stems(f" {fold(payload['title'])} ".replace(f" {brand} ", " "))

    def missing(self, payload: Payload) -> list[int]:
        """Return the places of the terms that neither title nor fields hold."""
        held = self.held(payload)
        if self.served(payload):
            held |= described_as(payload)
        return [
            n for n, (_, names) in enumerate(self._asked.terms)
            if names and not any(name <= held for name in names)
        ]  # fmt: skip

    def is_for(self, payload: Payload) -> bool:
        """Tell whether a product says anywhere that it is for whom the thing is asked."""
        return not self._asked.whom.isdisjoint(self.held(payload))
