"""The sentences of policies, by how well each answers a question.

Words alone rank them where there are no vectors: for drafts over sources that no index gave.
"""

import math
import re
import threading
from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from graph.checking.lexis import ACTS, policy_roots
from graph.policies.asked import Asked, answers, days_told, is_range, own_words, read_asked
from graph.policies.places import nearness, without_places
from graph.policies.sentences import sentences_of
from graph.state import Source
from graph.text import stems
from ingest.encoder.embedder import Embedder
from ingest.units import fold

KEPT = 8192
"""Vectors of sentences that are kept: 12 MB, some thousands of passages."""

MEANING, WORDS, HEADING = 0.4, 0.8, 0.65
"""Weights of the standard deviations that a cosine stands above the mean, of the share of the
question's words that the sentence has, and of those that only its heading has:
`python -m benchmarks.policies`."""
KIND, PLACE, DAY, ORDER = 0.5, 0.8, 0.4, 0.02
"""What is added for an answer of the kind asked, and for the place and the day; the last, taken
off for each place down in the passage."""
ASIDE, TRADE = 0.4, 1.0
"""What is taken off terms of a special case that is not asked of (express), more off those of
another kind of buyer (wholesale); and what is added where the question itself asks of the case."""
OF_KIND = 1.2
"""What is added for naming the kind of product asked for: its rule goes before the general one."""
_SPECIAL = tuple(
    (re.compile(told), re.compile(asked), weight)
    for told, asked, weight in (
        (
            r"mayorist|\bempresas?\b",
            r"mayor|\bempresas?\b|\bunidades\b|cantidad|revend|presupuesto",
            TRADE,
        ),
        (
            r"(?<!american )\bexpress\b",
            r"express|urgente|\b(?:en el|mismo) dia\b|\bhoy\b",
            2 * ASIDE,
        ),
        (r"extendid", r"exten|ampli|sumar|\bmas (?:anos|meses|garantia)", ASIDE),
        (
            r"\b(?:fallad|golpead|defectuos)[oa]",
            r"fall|\brot[oa]|romp|golpe|defect|\banda|\bmal\b|danad|problema|garant",
            ASIDE,
        ),
        (r"liquidacion", r"liquidacion|oferta", ASIDE),
        (r"jubilad", r"jubilad|pensionad", ASIDE),
    )
)
FREE = 1.2
"""What is added for saying what is free, where that is asked of a place."""
_FREE = re.compile(r"\bgratis\b|\b(?:sin|con) (?:cargo|costo)\b|\bbonificad")
ABOUT = 0.6
"""How much a word weighs that the shopper did not say."""


@dataclass(frozen=True)
class Told:
    """A sentence that may answer, with how well it does."""

    source: Source
    position: int
    sentence: str
    relevance: float


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

    @property
    def asked(self) -> Asked:
        asked = read_asked(self.question)
        return asked.or_else(read_asked(self.before)) if self.before and self.keeps else asked


class SentenceVectors:
    """Vectors of sentences, each embedded once while it is among the last `KEPT` read."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._kept: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 [len(texts), dimension], each row of L2 norm 1. Blocking."""
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
        if missing := [text for text in dict.fromkeys(texts) if text not in found]:
            found |= zip(missing, self._embedder.embed_passages(missing), strict=True)
        with self._lock:
            for text in found:
                self._kept[text] = found[text]
                self._kept.move_to_end(text)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return np.stack([found[text] for text in texts])


def embedded_text(source: Source, sentence: str) -> str:
    """Return what is embedded of a sentence: the headings above it say what it is of."""
    return f"{source['title'].replace(' > ', ', ')}: {sentence}"


def rank(
    inquiry: Inquiry,
    sources: Sequence[Source],
    *,
    vectors: NDArray[np.float32] | None = None,
    queries: NDArray[np.float32] | None = None,
) -> list[Told]:
    """Return every sentence of the passages, the one that answers best first.

    `vectors` float32 [sentences, dimension] in the order of the sources, and `queries` float32
    [1 or 2, dimension]: the question, and the one before; both of unit rows. Without them, words
    alone tell.
    """
    sentences = [(s, n, text) for s in sources for n, text in enumerate(sentences_of(s))]
    if not sentences:
        return []
    words = _Words(inquiry, [(s["title"], text) for s, _, text in sentences])
    meaning = np.zeros(len(sentences), np.float32)
    if vectors is not None and queries is not None:
        cosines = vectors @ queries.T  # [sentences, 1 or 2]
        weights = np.array([1.0, inquiry.lean][: queries.shape[0]], np.float32)
        meaning = MEANING * _standardised((cosines @ weights).astype(np.float32))
    shares = [words.share(n) for n in range(len(sentences))]
    fits = _fitting(inquiry, sentences, [share > 0 for share in shares])
    found = [
        Told(source, position, text, float(meaning[n]) + shares[n] + fits[n]
             - ORDER * position)
        for n, (source, position, text) in enumerate(sentences)
    ]  # fmt: skip
    return sorted(_with_its_row(inquiry, found), key=lambda told: -told.relevance)


def _with_its_row(inquiry: Inquiry, found: list[Told]) -> list[Told]:
    """Bring together the rule of what is free and the row of the place that it is asked of.

    Whether a purchase is free depends on its amount: when it is not, the row tells the cost.
    """
    asked = inquiry.asked
    if not asked.places or not _FREE.search(fold(inquiry.question)):
        return found
    acts = _acts(inquiry.question)
    free = [t for t in found if _tells_free(acts, t.source["title"], t.sentence)]
    rows = [
        t for t in found if ":" in t.sentence and t not in free
        and _is_of(asked.places[0], fold(t.source["title"]), fold(t.sentence))
        and answers("cost", fold(t.sentence))
    ]  # fmt: skip
    if not free or not rows:
        return found
    pair = [max(some, key=lambda told: told.relevance) for some in (free, rows)]
    top = max(told.relevance for told in pair)
    return [replace(t, relevance=top - 0.01 * (t is pair[1])) if t in pair else t for t in found]


def _acts(text: str) -> frozenset[str]:
    return frozenset(stem for stem in telling(text) if stem.startswith("="))


def _tells_free(acts: frozenset[str], title: str, text: str) -> bool:
    """Tell whether a sentence says that one of the acts is free."""
    return bool(_FREE.search(fold(text)) and acts & telling(f"{title} {text}"))


def _standardised(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return float32 [n] of mean 0 and deviation 1: encoders differ in how far cosines spread."""
    spread = float(values.std())
    centred: NDArray[np.float32] = (values - values.mean()) / (spread or 1.0)
    return centred


class _Words:
    """How much of what is asked each sentence, or its heading, has in its words."""

    def __init__(self, inquiry: Inquiry, sentences: Sequence[tuple[str, str]]) -> None:
        self._told = [telling(text) for _, text in sentences]
        self._headings = [telling(title) for title, _ in sentences]
        # How many sentences hold a stem: rare ones tell the topic.
        held = Counter(
            stem for told, heading in zip(self._told, self._headings, strict=True)
            for stem in told | heading
        )  # fmt: skip
        asked = (
            dict.fromkeys(telling(inquiry.about), ABOUT)
            | dict.fromkeys(telling(without_places(fold(inquiry.before))), inquiry.lean)
            | dict.fromkeys(telling(without_places(fold(inquiry.question))), 1.0)
        )
        self._weights = {
            stem: weight * _part(stem) * math.log(1 + len(sentences) / (1 + held[stem]))
            for stem, weight in asked.items() if held[stem]
        }  # fmt: skip
        unheard = sum(stem not in held for stem in own_words(inquiry.question))
        self._total = sum(self._weights.values()) + unheard * math.log(1 + len(sentences)) or 1.0

    def share(self, n: int) -> float:
        """Return the weighted share of the question's words in sentence n and its heading."""
        told, heading = self._told[n], self._headings[n]
        return sum(
            weight * (WORDS if stem in told else HEADING if stem in heading else 0.0)
            for stem, weight in self._weights.items()
        ) / self._total  # fmt: skip


def _part(stem: str) -> float:
    """Return 0.5 for each of the two by which a word of an act counts: as itself, as the act."""
    return 0.5 if stem.startswith("=") or policy_roots(stem) & ACTS else 1.0


@lru_cache(8192)
def telling(text: str) -> frozenset[str]:
    """Return the stems of a text's words, those that stores use for one thing as one."""
    return frozenset(stems(text) | {f"={root}" for root in policy_roots(fold(text)) & ACTS})


def _fitting(
    inquiry: Inquiry, sentences: Sequence[tuple[Source, int, str]], topical: Sequence[bool]
) -> list[float]:
    """Return what each sentence gains by holding the kind of answer, the place and the day.

    `topical` tells which have a word of the question: only those gain by the place.
    """
    asked = inquiry.asked
    folded = [fold(text) for _, _, text in sentences]
    titles = [fold(source["title"]) for source, _, _ in sentences]
    # A follow-up that asks anew ("y cuánto tarda?") has nothing else of its own.
    kind = 2 * KIND if inquiry.before and read_asked(inquiry.question).kinds else KIND
    gains = [kind * any(answers(wanted, text) for wanted in asked.kinds) for text in folded]
    said = fold(f"{inquiry.question} {inquiry.before}")
    question = fold(inquiry.question)
    aside = [(told, weight) for told, wanted, weight in _SPECIAL if not wanted.search(said)]
    wanted_now = [(told, w) for told, wanted, w in _SPECIAL if wanted.search(question)]
    kept = {day for text in (*folded, *titles) for day in days_told(text)} & asked.days
    thing = stems(inquiry.thing)
    for n, (title, text) in enumerate(zip(titles, folded, strict=True)):
        whole = f"{title} {text}"
        gains[n] -= max((weight for case, weight in aside if case.search(whole)), default=0)
        gains[n] += max((weight for case, weight in wanted_now if case.search(whole)), default=0)
        if thing & stems(text) and topical[n]:
            gains[n] += OF_KIND
        told = days_told(text) or days_told(title)
        if asked.days and told:
            gains[n] += DAY if told & asked.days else _of_other_days(text, bool(kept))
    if asked.places and _FREE.search(question):
        acts = _acts(inquiry.question)
        for n, (title, text) in enumerate(zip(titles, folded, strict=True)):
            if _tells_free(acts, title, text) and _near(asked.places[0], title, text) is None:
                gains[n] += FREE
    for place in asked.places:
        near = [_near(place, title, text) for title, text in zip(titles, folded, strict=True)]
        best: dict[str, float] = {}
        for (source, _, _), value in zip(sentences, near, strict=True):
            best[source["id"]] = max(best.get(source["id"], 0.0), value or 0.0)
        for n, ((source, _, _), value) in enumerate(zip(sentences, near, strict=True)):
            if value is None:
                continue
            if not value or value < best[source["id"]]:  # the rule is that of the nearest zone
                gains[n] -= PLACE / 2 if value else PLACE
            elif topical[n]:
                gains[n] += PLACE * (1 + value + _is_of(place, titles[n], folded[n])) / 2
    return gains


def _of_other_days(text: str, kept: bool) -> float:
    """Return what is gained by speaking of other days: which it opens, when no day is told."""
    if not is_range(text):
        return -DAY
    return 0.0 if kept else DAY


def _is_of(place: str, title: str, text: str) -> bool:
    """Tell whether a row of a table, or the last heading, is of the place and of nothing else."""
    row, _, rest = text.partition(":")
    label = row if rest else title.rpartition(">")[2]
    return bool(nearness(place, label)) and len(stems(without_places(label))) < 2


def _near(place: str, title: str, text: str) -> float | None:
    """Return how near to the place a sentence holds; its heading says of where, if it does not."""
    told, above = nearness(place, text), nearness(place, title)
    if told is None or (above is not None and not told):
        return above
    return told
