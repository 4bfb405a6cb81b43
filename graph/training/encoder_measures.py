"""What an adapter gains on products, and what it costs on Spanish that is about no product."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from graph.errors import TrainingError
from graph.training.encoder_data import Concept
from ingest.encoder.embedder import Embedder

QUANTILES = (5, 50, 95)
WRONG = 10
"""Titles of other families drawn for each ask."""


@dataclass(frozen=True)
class Measured:
    """What one encoder does. Shares and reciprocal ranks are in [0, 1]."""

    mrr_asks: float
    """Of the first right title, among those of every concept."""
    mrr_needs: float
    near_told_apart: float
    """Share of asks whose worst right title lies nearer than the best wrong one of its concept."""
    right: tuple[float, ...]
    """Cosines of asks and their titles: percentiles `QUANTILES`."""
    near: tuple[float, ...]
    """Cosines of asks and what is near and wrong."""
    wrong: tuple[float, ...]
    """Cosines of asks and titles of other families."""
    paraphrases_found: float
    """Share of general sentences whose nearest neighbour is their paraphrase."""


@dataclass(frozen=True)
class Sentences:
    """General Spanish: sentences, and the same said otherwise, in one order."""

    texts: list[str]
    paraphrases: list[str]


def read_sentences(path: Path) -> Sentences:
    """Read JSON Lines of text and paraphrase.

    Raises:
        TrainingError: the file is missing or malformed.
    """
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return Sentences([r["text"] for r in rows], [r["paraphrase"] for r in rows])
    except (OSError, ValueError, KeyError) as error:
        raise TrainingError(f"cannot read {path}: {error}") from error


def measure(
    embedder: Embedder,
    asked: Sequence[Concept],
    others: Sequence[Concept],
    general: Sentences,
    seed: int,
) -> Measured:
    """Rank the titles of `asked` and `others` for the asks and needs of `asked`."""
    rng = random.Random(seed)
    pool = [(c, title) for c in [*asked, *others] for title in c.titles]
    titles = embedder.embed_passages([title for _, title in pool])
    owners = np.array([c.idea for c, _ in pool])
    families = np.array([c.family for c, _ in pool])
    ranks: dict[bool, list[float]] = {False: [], True: []}
    apart: list[bool] = []
    cosines: dict[str, list[float]] = {"right": [], "near": [], "wrong": []}
    for concept in asked:
        queries = [*concept.asks, *concept.needs]
        scores = embedder.embed_queries(queries) @ titles.T
        near = embedder.embed_queries(queries) @ embedder.embed_passages(concept.near).T
        mine = owners == concept.idea
        elsewhere = np.flatnonzero(families != concept.family)
        for n, row in enumerate(scores):
            is_need = n >= len(concept.asks)
            ranks[is_need].append(1 / (1 + int((row > row[mine].max()).sum())))
            if is_need:
                continue
            fitting = set(concept.titles_for(queries[n]))
            right = [float(row[i]) for i in np.flatnonzero(mine) if pool[i][1] in fitting]
            apart.append(min(right) > near[n].max())
            cosines["right"] += right
            cosines["near"] += near[n].tolist()
            cosines["wrong"] += [float(row[i]) for i in rng.choices(elsewhere, k=WRONG)]
    return Measured(
        mrr_asks=float(np.mean(ranks[False])),
        mrr_needs=float(np.mean(ranks[True])),
        near_told_apart=float(np.mean(apart)),
        paraphrases_found=paraphrases_found(embedder, general),
        **{name: _percentiles(values) for name, values in cosines.items()},
    )


def paraphrases_found(embedder: Embedder, general: Sentences) -> float:
    """Return the share of sentences whose nearest among all the paraphrases is their own."""
    ones = embedder.embed_queries(general.texts)
    others = embedder.embed_queries(general.paraphrases)
    return float(((ones @ others.T).argmax(axis=1) == np.arange(len(ones))).mean())


def similarity_kept(before: Embedder, after: Embedder, texts: Sequence[str]) -> float:
    """Return the rank correlation of the cosines among texts before and after, in [-1, 1].

    1 means that the adapted encoder orders sentences by likeness as the untouched one does.
    """
    upper = np.triu_indices(len(texts), k=1)
    return float(spearmanr(_among(before, texts)[upper], _among(after, texts)[upper]).statistic)


def _among(embedder: Embedder, texts: Sequence[str]) -> NDArray[np.float32]:
    rows = embedder.embed_queries(texts)
    return rows @ rows.T


def _percentiles(values: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(float(v), 3) for v in np.percentile(values, QUANTILES))
