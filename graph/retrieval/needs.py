"""Serve what a message needs where it names no product: "se me llenó la cocina de hormigas"."""

from dataclasses import dataclass
from itertools import chain

from graph.retrieval.constraints import build_filter, none_says, relaxations
from graph.retrieval.serving import serving, told_alike
from graph.retrieval.stories import APTER, CERTAIN, SURE, Stories, nearest
from graph.retrieval.titles import stems
from graph.understanding.colors import agreeing
from graph.understanding.demands import demanded
from graph.understanding.parse import LONGEST
from graph.understanding.plurals import singular
from graph.understanding.request import SearchRequest
from graph.understanding.vocabulary import Vocabulary
from ingest.index.filters import Filter, Match
from ingest.index.port import Hit, Index
from ingest.units import fold

CLEAR = 2
"""Words that tell a need beyond doubt."""

Found = tuple[SearchRequest, list[Hit], list[str]]
"""The request that was served, its hits, and what the shopper must be told."""


@dataclass(frozen=True)
class Message:
    """What stays the same while a message's request is read one way and another."""

    text: str
    vocabulary: Vocabulary
    without: tuple[tuple[str, ...], ...]
    """Words that titles must not hold, in their forms."""
    top_k: int


class NeedSearch:
    """Products for a need that words or an authored story tell."""

    def __init__(self, index: Index, stories: Stories) -> None:
        self._index = index
        self.stories = stories

    async def by_need(
        self, message: Message, request: SearchRequest, *, is_story: bool
    ) -> Found | None:
        """Return what serves the need, of which a story that is just this one knows more.

        It must be certain where a product may be named instead, such as wine by "me vino".
        """
        least = APTER if is_story and request.told < CLEAR else CERTAIN
        if told := await self.by_stories(message, request, least):
            return told
        return await self.serve(message, request) if is_story else None

    async def by_stories(
        self, message: Message, request: SearchRequest, least: float
    ) -> Found | None:
        """Return what serves the stories at least so much like the message, if any does.

        Where nothing is sold of what serves the nearest, another that is surely meant counts.
        """
        alike = await self.stories.alike(message.text[:LONGEST], least)
        while alike:
            told = told_alike(request, near := nearest(alike))
            if served := await self.serve(message, told):
                return served
            alike = [s for s in alike[len(near) :] if s[0] >= SURE]
        return None

    async def serve(self, message: Message, request: SearchRequest) -> Found | None:
        """Return what serves the need that a request tells, relaxed where nothing has it all."""
        vocabulary, most = message.vocabulary, request.limit or message.top_k
        words = [w for w in demanded(message.text) if not any(w in tag for tag in request.tags)]
        if words:
            filter_ = build_filter(request, message.without)
            having = Filter((*filter_.must, *map(_saying, words)), filter_.must_not)
            if hits := await serving(self._index, request, having, vocabulary, most):
                return request, hits[:most], []
        for looser, note in chain([(request, "")], relaxations(request, message.text)):
            filter_ = build_filter(looser, message.without)
            if hits := await serving(self._index, looser, filter_, vocabulary, most):
                notes = [note] if note else []
                if lacked := [w for w in words if not any(_says(hit, w) for hit in hits[:most])]:
                    notes = [none_says(f"«{lacked[0]}»")]
                return request, hits[:most], notes
        return None


def _saying(word: str) -> Match:
    """Match what says by its title or an attribute that it is what is demanded: "vegano"."""
    ways = [f for way in agreeing(singular(word)) for f in (way, f"apto {way}", f"apta {way}")]
    return Match("feature_keys", tuple(dict.fromkeys(ways)))


def _says(hit: Hit, word: str) -> bool:
    return not stems(word).isdisjoint(
        stems(fold(f"{hit.payload['title']} {hit.payload['description']}"))
    )
