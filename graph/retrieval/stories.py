"""Needs told in words of their own: the authored stories that mean the same say what serves.

The patterns of `graph/understanding/needs.toml` know how a need is usually put; a story that none
of them knows is compared by meaning, with an encoder that `dona train stories` tuned for it: two
stories of one need may share no word.
"""

import asyncio
import hashlib
import logging
import math
import os
import re
import tomllib
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graph.retrieval.vectors import QueryVectors
from graph.understanding.counts import counted
from graph.understanding.lexicon import EMPTY
from ingest.encoder.embedder import Embedder
from ingest.units import fold

_log = logging.getLogger("dona.retrieval")

ALIKE, APTER, SURE, CERTAIN = 0.7, 0.82, 0.98, 1.12
"""The least score, of a cosine without what all stories share and of words in common, at which a
story means the same where no title does, where a need is known by little, where no title is just
what was named, and whatever titles say."""
WORDS = 0.25
"""What it adds to the cosine that a message holds all the words of a story, rare ones for more."""
BESIDE = 0.1
"""How much less alike a second story may be and still count."""
LESS_ALONE = 0.15
"""How much less a clause of a long message counts: alone, it may be said of much."""
MOST_STORIES = 3
LEAST_SHARED, SLOPE = 0.5, 1.3
"""The share of a story's words that a message holds which scores at least `SURE`, and how it grows
with the score: without that share of any story, no message needs to be embedded to tell. Of the
524 messages of the tune sets that tell something, 156 score so much and 51 `CERTAIN`, none with a
share below 0.61 and 0.73.
"""
OUTLINE, NEAR = 96, 256
"""Numbers of a vector by which the stories that may be nearest are found, and how many of them are
compared whole: a quarter of the memory is read."""
MESSAGES_KEPT = 64
TOLD = Path(__file__).with_name("told")
"""A file a section of what stores sell."""

_TELLS = re.compile(
    r"\b(?:me|se|nos|mi|mis|no|algo|con que|que le|cuando|hay|tengo|quiero|soy|estoy|ando|somos|"
    r"voy|vamos|viene|vienen|hago|hacer|anda|armar|"
    r"para (?:que|\w+[aei]r(?:me|te|se|nos|l[aeo]s?)?))\b"
)
"""Words that tell what happens, to whom or what for: "tenés helicópteros?" has none."""
RAMBLE, CLAUSE, MOST_CLAUSES = 16, 4, 5
"""Words from which a message is compared clause by clause too, those of a clause that tells
something, and clauses read."""
_CLAUSES = re.compile(r"[.,;:!?()]+|\b(?:y|pero|porque|xq|pq|asi que)\b")
_LONG = 8
"""Words of a message that tells something without them, unless figures make it long."""


_ROOT = 6
"""Letters of a word that are compared, its ending gone."""


def _roots(text: str) -> set[str]:
    """Return the roots of the words that say something: of "quemó" and "quemada", `quem`."""
    words = (w for w in re.findall(r"[a-z]{3,}", text) if w not in EMPTY)
    return {re.sub(r"(?:[aeo]s?|ad[ao]s?|[ai]d[ao]s?|[ai]r)$", "", w)[:_ROOT] for w in words} - {""}


def _is_told_at_length(text: str) -> bool:
    """Tell whether a folded text is too long to name one thing: "el parquet quedó opaco …".

    Whoever counts things names them: "diez bolsas de cemento y una de cal".
    """
    if len(text.split()) < _LONG or any(map(str.isdigit, text)):
        return False
    return not counted(text, [], [])


def _tells(text: str) -> bool:
    return bool(_TELLS.search(text)) or _is_told_at_length(text)


def _parts(text: str) -> list[str]:
    """Return a folded text, and the clauses of a long one: what it is about drowns in the rest."""
    if len(text.split()) < RAMBLE:
        return [text]
    clauses = (c.strip() for c in _CLAUSES.split(text))
    return [text, *[c for c in clauses if len(c.split()) >= CLAUSE][:MOST_CLAUSES]]


def nearest(alike: Sequence[tuple[float, tuple[str, ...]]]) -> list[tuple[float, tuple[str, ...]]]:
    """Keep, of the stories like a message, the few that are about as much like it as the first."""
    return [story for story in alike if story[0] >= alike[0][0] - BESIDE][:MOST_STORIES]


def _rareness(holding: int, stories: int) -> float:
    return math.log(1 + stories / holding)


class Stories:
    """The authored stories as vectors, embedded when first asked (20 s or more of two cores).

    With a `cache` folder, they are embedded once for every process that has the same model.
    """

    def __init__(self, embedder: Embedder, cache: Path | None = None) -> None:
        self._embedder = embedder
        self._queries = QueryVectors(embedder)
        self._cache = cache
        self._loading: asyncio.Task[None] | None = None
        self._names: list[tuple[str, ...]] = []
        self._vectors: NDArray[np.float32] = np.zeros((0, embedder.dimension), np.float32)
        self._middle: NDArray[np.float32] = np.zeros(embedder.dimension, np.float32)
        self._axes: NDArray[np.float32] = np.eye(embedder.dimension, dtype=np.float32)
        self._outlines: NDArray[np.float32] = self._vectors[:, :OUTLINE]
        """What a vector begins with along its principal axes: float32 [stories, OUTLINE]."""
        self._holding: dict[str, NDArray[np.intp]] = {}
        """Root of a word → the stories that hold it."""
        self._said: NDArray[np.float32] = np.zeros(0, np.float32)
        """What all the words of each story weigh: float32 [stories]."""
        # A search asks up to three times of one message: it is compared once.
        self._kept: OrderedDict[str, list[tuple[float, tuple[str, ...]]]] = OrderedDict()

    async def alike(
        self, message: str, least: float = ALIKE
    ) -> list[tuple[float, tuple[str, ...]]]:
        """Return (score, names of what serves) of the stories like the message, nearest first.

        They have at least the score `least`.
        """
        text = fold(message)
        if not _tells(text):
            return []
        if self._loading is None:
            self._loading = asyncio.create_task(asyncio.to_thread(self._load))
        # Turns share the reading: one that is cancelled does not end it for the others.
        await asyncio.shield(self._loading)
        alike = self._kept.get(text)
        if alike is None:
            if self._shared(text).max() < LEAST_SHARED + SLOPE * (least - SURE):
                return []
            parts = _parts(text)
            vectors = await asyncio.gather(*map(self._queries.of, parts))
            alike = self._kept[text] = self._compare(parts, np.stack(vectors))
            while len(self._kept) > MESSAGES_KEPT:
                self._kept.popitem(last=False)
        return [story for story in alike if story[0] >= least]

    async def expect(self, message: str) -> None:
        """Begin to embed a message that shares much with a story, while what it asks is read.

        Nine in ten that tell something do (see `LEAST_SHARED`); the others may still be
        compared, and wait for it.
        """
        text = fold(message)
        is_ready = self._loading is not None and self._loading.done()
        if is_ready and _tells(text) and self._shared(text).max() >= LEAST_SHARED:
            await self._queries.begin(*_parts(text))

    def _compare(
        self, parts: Sequence[str], vectors: NDArray[np.float32]
    ) -> list[tuple[float, tuple[str, ...]]]:
        """Compare each part, of `vectors` [parts, dimension]; the part most like a story counts."""
        along: NDArray[np.float32] = (vectors - self._middle).dot(self._axes)
        vectors = along / np.linalg.norm(along, axis=1, keepdims=True)
        shared = WORDS * np.stack([self._shared(part) for part in parts], axis=1)
        shared[:, 1:] -= LESS_ALONE
        roughly = (self._outlines @ vectors[:, :OUTLINE].T + shared).max(axis=1)  # [stories]
        near = np.argpartition(-roughly, min(NEAR, len(roughly) - 1))[:NEAR]
        scores = (self._vectors[near] @ vectors.T + shared[near]).max(axis=1)
        found: dict[tuple[str, ...], float] = {}
        for place in np.argsort(-scores)[: 4 * MOST_STORIES]:
            found.setdefault(self._names[near[place]], float(scores[place]))
        return [(score, names) for names, score in found.items() if score >= ALIKE]

    def _shared(self, text: str) -> NDArray[np.float32]:
        """Return the share of each story's words, by weight, that a folded text holds."""
        held = np.zeros(len(self._names), np.float32)
        for root in sorted(_roots(text) & self._holding.keys()):
            places = self._holding[root]
            held[places] += _rareness(len(places), len(self._names))
        shares: NDArray[np.float32] = (held / np.maximum(self._said, 1e-6)).astype(np.float32)
        return shares

    def _load(self) -> None:
        texts = _texts()
        self._names, stories = _stories_in(texts)
        holding: dict[str, list[int]] = {}
        for place, story in enumerate(stories):
            for root in sorted(_roots(story)):
                holding.setdefault(root, []).append(place)
        self._holding = {root: np.array(places) for root, places in holding.items()}
        self._said = np.zeros(len(stories), np.float32)
        for places in self._holding.values():
            self._said[places] += _rareness(len(places), len(stories))
        kept = _kept_in(self._cache, texts, self._embedder) if self._cache else None
        vectors = _embedded(stories, self._embedder, kept)
        self._middle = vectors.mean(axis=0)
        vectors = vectors - self._middle
        vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        # Along its principal axes a vector is told roughly by its first numbers.
        self._axes = np.linalg.eigh(vectors.T @ vectors)[1][:, ::-1].astype(np.float32)
        self._vectors = vectors @ self._axes
        self._outlines = np.ascontiguousarray(self._vectors[:, :OUTLINE], dtype=np.float32)


def prepare(embedder: Embedder, cache: Path) -> None:
    """Embed the stories into the cache, when no process did before: a server then starts at once.

    Blocking, 20 s or more of two cores the first time.
    """
    texts = _texts()
    kept = _kept_in(cache, texts, embedder)
    if not kept.exists():
        _embedded(_stories_in(texts)[1], embedder, kept)


def authored() -> tuple[list[tuple[str, ...]], list[str]]:
    """Return, for each authored story, the names of what serves, and how it is told."""
    return _stories_in(_texts())


def _texts() -> list[str]:
    return [file.read_text(encoding="utf-8") for file in sorted(TOLD.glob("*.toml"))]


def _stories_in(texts: Sequence[str]) -> tuple[list[tuple[str, ...]], list[str]]:
    """Return, for each story of the files, the names of what serves, and how it is told."""
    names, stories = [], []
    for text in texts:
        for served, ways in tomllib.loads(text)["stories"].items():
            stories += ways
            names += [tuple(name.strip() for name in served.split(","))] * len(ways)
    return names, stories


def _kept_in(cache: Path, texts: list[str], embedder: Embedder) -> Path:
    about = f"{embedder.fingerprint} {texts}".encode()
    return cache / f"stories-{hashlib.blake2b(about, digest_size=8).hexdigest()}.npy"


def _embedded(stories: list[str], embedder: Embedder, kept: Path | None) -> NDArray[np.float32]:
    """Return float32 [stories, dimension], read from `kept` when it has them, else written."""
    if kept:
        # What is not there, was cut or is of another shape is embedded again.
        with suppress(OSError, ValueError, EOFError):
            vectors: NDArray[np.float32] = np.load(kept)
            if vectors.shape == (len(stories), embedder.dimension):
                return vectors
    if kept:  # whoever waits should know for what
        _log.warning("embedding %d stories, once for this model and cache: 20 s or more of two "
                     "cores", len(stories))  # fmt: skip
    vectors = embedder.embed_queries(stories)
    if kept:
        with suppress(OSError):  # a full disk: the next process embeds them too
            partial = kept.with_suffix(f".{os.getpid()}.npy")
            np.save(partial, vectors)
            os.replace(partial, kept)
    return vectors
