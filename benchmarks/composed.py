"""Vectors for catalogs that this machine's encoder cannot embed in an evening.

A text's vector is composed of the real embeddings of its parts: its title's words, and its other
phrases ("capacidad 330 L", a sentence of the description), which a large catalog repeats. What that
misses of the real vector of the whole text is measured on a sample, as a least-squares fit, and
what the fit leaves over is drawn at random with the covariance of its residuals. `python -m
benchmarks.scale` measures at 10,000 products how near these come to real ones.
"""

import re
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.synthetic import catalog
from ingest.encoder.embedder import Embedder
from ingest.feeds.products import Mapping, read_products
from ingest.product import Product
from ingest.sync.plan import entry

Vectors = NDArray[np.float32]

SAMPLE = 2000
"""Products whose real vectors the composition is fitted to."""
_CODE = re.compile(r"(?=\w*\d)(?=\w*[A-Z])\w{8,}")
"""A model's code: no two models share it, and it says nothing."""


def texts(products: int, *, skip: int = 0) -> list[str]:
    """Return what is embedded of the synthetic catalog's products, after the first `skip`."""
    items = read_products(catalog(skip + products), Mapping())
    return [entry(p, "").text for p in items if isinstance(p, Product)][skip:]


class ComposedEmbedder:
    """Composes passages; queries are the real encoder's. Not thread-safe: one chunk at a time."""

    def __init__(self, real: Embedder, cache: Path) -> None:
        """Fit the composition to the real encoder, or read the fit and the parts from `cache`."""
        self.fingerprint = f"composed:{real.fingerprint}"
        self.dimension = real.dimension
        self._real, self._cache = real, cache
        self._parts: dict[str, int] = {}
        self._vectors = np.zeros((0, real.dimension), np.float32)
        if cache.is_file():
            kept = np.load(cache)
            self._parts = {part: n for n, part in enumerate(kept["parts"].tolist())}
            self._vectors, self._fit, self._residual = (
                kept["vectors"], kept["fit"], kept["residual"],
            )  # fmt: skip
        else:
            self._fit_to(texts(SAMPLE))

    @property
    def parts(self) -> int:
        """How many distinct parts were embedded so far."""
        return len(self._parts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._real.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        columns = self._columns(texts)
        return _unit(np.einsum("kd,nkd->nd", self._fit, columns) + self._noise(texts))

    def save(self) -> None:
        """Keep the parts' vectors: a later run embeds none of them again."""
        parts = np.array(list(self._parts))
        np.savez(self._cache, parts=parts, vectors=self._vectors[: len(parts)], fit=self._fit,
                 residual=self._residual)  # fmt: skip

    def _fit_to(self, sample: Sequence[str]) -> None:
        whole, columns = self._real.embed_passages(sample), self._columns(sample)
        # Each dimension is fitted alone: [3] coefficients of constant, title and phrases.
        self._fit = np.stack(
            [np.linalg.lstsq(columns[:, :, d], whole[:, d], rcond=None)[0]
             for d in range(self.dimension)], axis=1
        ).astype(np.float32)  # fmt: skip
        left = whole - np.einsum("kd,nkd->nd", self._fit, columns)
        spread = np.cov(left.T) + 1e-9 * np.eye(self.dimension)
        self._residual = np.linalg.cholesky(spread).T.astype(np.float32)

    def _columns(self, texts: Sequence[str]) -> Vectors:
        """Return [n, 3, d]: ones, the mean of the title's words, the mean of the phrases."""
        split = [_split(text) for text in texts]
        self._embed({part for words, phrases in split for part in (*words, *phrases)})
        columns = np.ones((len(texts), 3, self.dimension), np.float32)
        for row, sides in zip(columns, split, strict=True):
            for place, side in enumerate(sides, 1):
                row[place] = self._vectors[[self._parts[part] for part in side]].mean(axis=0)
        return columns

    def _embed(self, parts: set[str]) -> None:
        new = sorted(parts - self._parts.keys(), key=len)
        if not new:
            return
        first = len(self._parts)
        if first + len(new) > len(self._vectors):
            grown = np.zeros((2 * (first + len(new)), self.dimension), np.float32)
            grown[:first] = self._vectors[:first]
            self._vectors = grown
        self._vectors[first : first + len(new)] = self._real.embed_passages(new)
        self._parts |= {part: first + n for n, part in enumerate(new)}

    def _noise(self, texts: Sequence[str]) -> Vectors:
        """Return [n, d]: the same for the variants of a model, whose texts are nearly one."""
        models = [code[0] if (code := _CODE.search(text)) else text for text in texts]
        drawn = [
            np.random.Generator(np.random.SFC64(zlib.crc32(model.encode()))).standard_normal(
                self.dimension, np.float32
            )
            for model in models
        ]
        return np.stack(drawn) @ self._residual


def _split(text: str) -> tuple[list[str], list[str]]:
    """Return the words of the title but its code, and the phrases of what follows."""
    title, _, rest = text.partition(". ")
    phrases = [p for sentence in rest.split(". ") for p in sentence.split(", ") if p]
    return _CODE.sub("", title).split(), phrases


def _unit(vectors: Vectors) -> Vectors:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
