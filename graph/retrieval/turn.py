"""One turn about products, as each way of answering it sees it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from graph.retrieval.catalog import source_of
from graph.routes import Route
from graph.state import Source
from graph.understanding.conversation import (
    asks_next,
    asks_variants,
    by_ordinal,
    chooses,
    focus_of,
    names_the_most,
    of_all,
    referred,
    that_does,
)
from graph.understanding.parse import parse_request
from graph.understanding.refinement import qualifies_only
from graph.understanding.request import SearchRequest
from graph.understanding.telling import holds, kinds_named, names_a_kind, telling, tokens
from graph.understanding.vocabulary import Vocabulary
from ingest.index.port import Hit
from ingest.units import fold

BESIDE = 2
"""Of each of two things asked at once, how many are shown; passages told beside products."""

_SOLD = re.compile(r"\W*(?:y\W+)?(?:tenes|tienen|venden|trabajan|consiguen) (?:\w+ )?\w{5,}\W*$")
"""Asks whether something is sold, and nothing of it: "tienen rosamonte?"."""


@dataclass(frozen=True)
class Turn:
    """What is asked, and what it may lean on."""

    route: Route
    text: str
    previous: SearchRequest | None
    """The request before."""
    shown: Sequence[Source]
    """The products shown before."""
    spoken: str
    """The id of the one of them that was spoken of last."""
    top_k: int
    vocabulary: Vocabulary

    @cached_property
    def is_question(self) -> bool:
        """Whether it asks of products that are known, and looks for none."""
        chosen = chooses(self.text) and len(self.shown) > 1
        return self.route == "product_question" or chosen

    @cached_property
    def focus(self) -> list[Source]:
        """The one that was spoken of last; all of those shown when none was."""
        return focus_of(self.shown, self.spoken)

    @cached_property
    def is_of_those(self) -> bool:
        """Whether one of those shown says all that tells the one that the message names."""
        words = telling(self.text, self.vocabulary)
        if asks_next(self.text) or of_all(self.text) or that_does(self.text):
            return False
        return not words or any(
            all(holds(s["payload"], word) for word in words) for s in self.shown
        )

    @cached_property
    def is_of_another(self) -> bool:
        """Whether it asks for a kind that none of those shown is of, or a name nobody has."""
        if asks_variants(self.text) and (kind := kinds_named(self.text, self.vocabulary)):
            return not any(
                kind & {*tokens(f"{s['title']} {s['payload']['product_type']}")} for s in self.shown
            )
        return bool(_SOLD.match(fold(self.text))) and telling(self.text, self.vocabulary) is None

    @cached_property
    def pointed(self) -> list[Source]:
        """Those of the products shown that the message points at."""
        if self.previous and self.previous.sort and names_the_most(self.text):
            return []  # what was in an order is no choice: it is asked of the request anew
        if self.is_of_another:
            return []
        if self.is_question:
            pointed = referred(self.text, self.shown, self.spoken)
        else:
            pointed = by_ordinal(self.text, self.shown)
        asks_it = self.is_question and self.shown and not names_a_kind(self.text, self.vocabulary)
        if asks_it and not pointed:
            words = telling(self.text, self.vocabulary)
            if words is not None and holds(self.focus[0]["payload"], *words):
                pointed = self.focus[:1]  # it asks something of what was spoken of
        if self.previous and pointed and qualifies_only(self.text):
            wanted = {*parse_request(self.text, self.vocabulary).tags}
            if wanted and not any(wanted <= {*s["payload"]["feature_keys"]} for s in pointed):
                return []  # one like those before, that has it
        return pointed


def sources_of(hits: Sequence[Hit], first: int = 1) -> list[Source]:
    """Return hits as sources, numbered from `first`."""
    return [
        source_of(hit.payload, marker, score=hit.score, dense_rank=hit.dense_rank,
                  text_rank=hit.text_rank)
        for marker, hit in enumerate(hits, first)
    ]  # fmt: skip


def marked(sources: Sequence[Source], first: int = 1) -> list[Source]:
    """Number sources shown before as this turn's."""
    return [Source(**{**source, "marker": n}) for n, source in enumerate(sources, first)]
