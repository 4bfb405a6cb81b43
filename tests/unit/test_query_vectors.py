"""A turn's texts are embedded once, whoever asks for them."""

import asyncio

import numpy as np
import pytest

import graph.retrieval.vectors as module
from graph.retrieval.vectors import QueryVectors
from tests.fakes.embedder import WordEmbedder


class Counting(WordEmbedder):
    def __init__(self, *, failures=0):
        super().__init__()
        self.asked = []
        self.failures = failures

    def embed_queries(self, texts):
        self.asked += texts
        if self.failures:
            self.failures -= 1
            raise RuntimeError("no memory")
        return super().embed_queries(texts)


async def test_who_asks_at_once_or_later_shares_one_embedding():
    embedder = Counting()
    vectors = QueryVectors(embedder)
    first, second = await asyncio.gather(vectors.of("leche"), vectors.of("leche"))
    assert np.array_equal(first, second)
    assert np.array_equal(first, await vectors.of("leche"))
    assert embedder.asked == ["leche"]


async def test_what_failed_is_embedded_again():
    vectors = QueryVectors(embedder := Counting(failures=1))
    with pytest.raises(RuntimeError):
        await vectors.of("leche")
    assert (await vectors.of("leche")).shape == (embedder.dimension,)


async def test_a_turn_that_is_cancelled_takes_the_vector_from_no_other():
    vectors = QueryVectors(Counting())
    hurried, patient = (asyncio.ensure_future(vectors.of("leche")) for _ in range(2))
    await asyncio.sleep(0)
    hurried.cancel()
    assert (await patient).any()


async def test_the_oldest_texts_are_forgotten(monkeypatch):
    monkeypatch.setattr(module, "TEXTS_KEPT", 2)
    vectors = QueryVectors(embedder := Counting())
    for text in ("leche", "pan", "sal", "pan", "leche"):
        await vectors.of(text)
    assert embedder.asked == ["leche", "pan", "sal", "leche"]


async def test_what_is_begun_is_there_for_who_asks_later():
    vectors = QueryVectors(embedder := Counting())
    await vectors.begin("leche", "pan")
    await asyncio.gather(vectors.of("leche"), vectors.of("pan"))
    assert sorted(embedder.asked) == ["leche", "pan"]
