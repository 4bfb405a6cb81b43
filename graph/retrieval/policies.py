"""Policy passages for a question, which may go on with the question before."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from graph.checking.lexis import ACTS, policy_roots
from graph.policies.answering import Answering, silenced, with_near
from graph.policies.asked import only_asks, own_words, read_asked
from graph.policies.charts import charted, may_ask_of_charts, names_a_figure
from graph.policies.contact import contact_first
from graph.policies.exceptions import kind_named, left_out_first
from graph.policies.idioms import acts_in, in_terms
from graph.policies.inquiry import Inquiry
from graph.policies.leaning import GOES_ON, WEAK, inquiry_of, leant_on
from graph.policies.limits import is_sent, sizes_told
from graph.policies.meaning import embedded_text
from graph.policies.places import places_in, without_places
from graph.policies.places_first import branch_sought, is_none_there, row_first
from graph.policies.ranking import Told, rank
from graph.policies.sentences import sentences_of
from graph.policies.unspoken import is_name, is_unspoken, lacks_its_matter
from graph.policies.warranties import warranty_first
from graph.retrieval.catalog import source_of
from graph.retrieval.warranty import asks_which_warranty
from graph.state import Source
from graph.text import stems
from graph.understanding.plurals import singular
from graph.understanding.purchase import only_counts
from graph.understanding.vocabulary import Vocabulary
from ingest.encoder.embedder import Embedder
from ingest.index.port import Hit, Index, Query
from ingest.units import Quantity, fold

MOST = 5
CANDIDATES = 100
"""Passages whose sentences are compared: all of a small store's."""
ASKED = "policy"
"""Key of a turn's request that holds the policy question, told whole: a line each message."""
LINES = 3
"""Messages of a policy question that are remembered: the first, and the last ones."""

KNOWN = 0.6
"""What is taken off a sentence that answered the question before, where another is asked."""
SURE = 1.7
"""Relevance from which a sentence answers though no passage has a word of the question's own."""


class PolicySearch:
    """Finds the passages that answer, and which of their sentences do."""

    def __init__(self, index: Index, embedder: Embedder, answering: Answering) -> None:
        self._index = index
        self._embedder = embedder
        self._answering = answering

    async def find(
        self,
        text: str,
        vocabulary: Vocabulary,
        *,
        previous: dict[str, Any] | None = None,
        about: str = "",
        on_offer: bool = False,
        sizes: tuple[Quantity, ...] = (),
        spoken_of: Source | None = None,
        limit: int = MOST,
        first: int = 1,
    ) -> tuple[str, list[Source]]:
        """Return the question as it stands alone, and the passages that answer it, best first.

        `about` is the kind of product spoken of, `on_offer` whether it is on sale, `sizes` how
        large and heavy it is, `spoken_of` the product itself, and `first` the first
        source's marker. Each source has its sentences with how well they answer.

        Raises:
            IndexUnavailable: the index cannot be opened or reached.
        """
        lines = [*filter(None, (previous or {}).get(ASKED, "").splitlines())]
        if lines and only_counts(text):
            *lines, text = lines  # so many of it: what was asked of one
        hits = await self._search(text)
        if not hits:
            return text, []
        sizes = (sizes_told(text) or sizes) if is_sent("\n".join([*lines, text])) else ()
        inquiry = replace(
            inquiry_of(text, lines, [hit.payload for hit in hits], about),
            on_offer=on_offer, sizes=sizes,
        )  # fmt: skip
        if (
            inquiry.before and inquiry.lean > WEAK
        ):  # what it speaks of is only in the question before
            known = {hit.payload["id"] for hit in hits}
            more = await self._search(f"{inquiry.before} {text}".replace("\n", " "))
            hits += [hit for hit in more if hit.payload["id"] not in known]
        told = await asyncio.to_thread(self._rank, inquiry, hits, vocabulary, spoken_of)
        unspoken = (
            bool(told)
            and told[0].relevance < SURE
            and is_unspoken(inquiry, hits, told[0], vocabulary)
        )
        if unspoken or lacks_its_matter(text, hits):
            told = silenced(told)
        called = kind_named(spoken_of) if spoken_of else ""
        thing = f"{called} {' '.join(own_words(text))}"
        told = left_out_first(told, thing, frozenset(acts_in(text)))
        whole = [text] if not inquiry.before else [lines[0], *lines[1:][2 - LINES :], text]
        return "\n".join(whole), _best_passages(told, hits, limit, first)

    async def row(self, text: str, previous: dict[str, Any] | None, about: str) -> list[Source]:
        """Return the passage with the row of a table of measures that a message asks for, if any.

        What asks for another cell of the row before, "y en US?", goes on with its question.
        """
        lines = (previous or {}).get(ASKED, "").splitlines()[-1:]
        for asked in dict.fromkeys([text, " ".join([*lines, text])]):
            goes_on = GOES_ON.match(fold(text)) and not names_a_figure(text)
            if not may_ask_of_charts(asked) or (asked != text and not goes_on):
                continue
            hits = await self._index.search(Query("policy", CANDIDATES, text=asked))
            told = charted(asked, [source_of(hit.payload, 1) for hit in hits], about)
            if told:
                return with_near([told[0].source], told)
        return []

    def _rank(
        self,
        inquiry: Inquiry,
        hits: Sequence[Hit],
        vocabulary: Vocabulary,
        spoken_of: Source | None,
    ) -> list[Told]:
        """Rank the passages' sentences. Blocking."""
        if read_asked(inquiry.question).places:  # another place than that of the question before
            inquiry = replace(inquiry, before=without_places(fold(inquiry.before)))
        sources = [source_of(hit.payload, n) for n, hit in enumerate(hits, 1)]
        sought = branch_sought(inquiry.question)
        if sought and is_none_there(sought, sources):  # where they are instead
            inquiry = replace(inquiry, question=without_places(fold(inquiry.question)))
        texts = [embedded_text(source, s) for source in sources for s in sentences_of(source)]
        spoken = stems(" ".join(texts))
        asked = [
            _without_names(line, vocabulary, spoken)
            for line in (inquiry.question, inquiry.before) if line
        ]  # fmt: skip
        named = _kinds_named(inquiry.question, vocabulary)
        thing = f"{inquiry.thing} {' '.join(named)}"
        before = asked[1] if inquiry.before else ""
        question = inquiry.question
        of_warranty = asks_which_warranty(question, vocabulary, texts)
        terms, whole = in_terms(leant_on(inquiry)), inquiry.whole
        inquiry = replace(inquiry, question=asked[0], thing=thing)
        told = self._answering.rank(
            inquiry,
            sources,
            asked=whole,
            before=before,
            is_known=of_warranty or bool(terms) or _is_of_zones(inquiry, texts),
        )
        told = _anew(inquiry, question, told)
        if of_warranty:
            told = warranty_first(question, told, spoken_of)
        return contact_first(question, row_first(inquiry, told))

    async def _search(self, text: str) -> list[Hit]:
        vectors = await asyncio.to_thread(self._embedder.embed_queries, [text])
        words = f"{text} {in_terms(text)}".strip()
        return await self._index.search(Query("policy", CANDIDATES, dense=vectors[0], text=words))


def _anew(inquiry: Inquiry, question: str, told: Sequence[Told]) -> list[Told]:
    """Return the sentences, that which answered the question before behind where one asks anew.

    "En cuánto se acredita?" after the right to regret: its days were told.
    """
    line = inquiry.before.rpartition("\n")[2]
    kinds = read_asked(question).kinds
    if not told or not line or not kinds - read_asked(line).kinds:
        return [*told]
    sources = {one.source["id"]: one.source for one in told}
    first = rank(Inquiry(line, about=in_terms(line)), [*sources.values()])[0]
    known = (first.source["id"], first.position)
    found = [
        replace(one, relevance=one.relevance - KNOWN)
        if (one.source["id"], one.position) == known and not one.brought else one
        for one in told
    ]  # fmt: skip
    return sorted(found, key=lambda one: -one.relevance)


def _is_of_zones(inquiry: Inquiry, texts: Sequence[str]) -> bool:
    """Tell whether sending to a place is asked of, by terms that tell where they send."""
    asked = inquiry.asked
    is_of_it = is_sent(f"{inquiry.question} {inquiry.before}") or (
        bool(asked.kinds) and asked.kinds <= {"cost", "time"} and only_asks(inquiry.question)
    )
    sent = (fold(text) for text in texts if is_sent(text))
    return is_of_it and bool(asked.places) and any(map(places_in, sent))


def _without_names(text: str, vocabulary: Vocabulary, spoken: set[str]) -> str:
    """Return a question without the names of products that no passage speaks of.

    They would say more than what is asked: "cuánto tarda el envío del JBL Go 3?".
    """
    kept = [
        word for word in text.split()
        if not stems(word) or stems(word) & spoken or not is_name(word, vocabulary)
    ]  # fmt: skip
    return " ".join(kept) or text


def _kinds_named(text: str, vocabulary: Vocabulary) -> list[str]:
    """Return the words of a question that name a kind of product, and nothing that stores do."""
    words = re.findall(r"[a-z]{4,}", fold(text))
    kinds = vocabulary.category_stems.keys() | set(map(singular, vocabulary.category_words))
    return [w for w in words if stems(w) and singular(w) in kinds and not policy_roots(w) & ACTS]


def _best_passages(
    told: Sequence[Told], hits: Sequence[Hit], limit: int, first: int
) -> list[Source]:
    """Return the passages of the best sentences as sources."""
    by_id = {hit.payload["id"]: hit for hit in hits}
    order = [*dict.fromkeys(one.source["id"] for one in told)][:limit]
    sources = [
        source_of(
            by_id[id_].payload, marker, score=by_id[id_].score,
            dense_rank=by_id[id_].dense_rank, text_rank=by_id[id_].text_rank,
        )
        for marker, id_ in enumerate(order, first)
    ]  # fmt: skip
    return with_near(sources, told)
