"""The vocabulary is read beside the turns, once for all of them."""

import asyncio

import pytest

from graph.retrieval import current_vocabulary as module
from graph.retrieval.current_vocabulary import CurrentVocabulary
from ingest.errors import IndexUnavailable
from ingest.index.port import IndexInfo


class SlowIndex:
    """Answers facets only when the gate is open; counts how often the words were read."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self.reads = 0
        self.fails = False
        self.is_quiet = False
        self.changes = 0

    async def facet(self, key, *, limit=1000):
        await self.gate.wait()
        if self.fails:
            raise IndexUnavailable("down")
        self.reads += key == "title_words"
        return {f"palabra{self.reads}": 1} if key == "title_words" else {}

    async def revision(self):
        self.changes += not self.is_quiet
        return str(self.changes)

    async def info(self):
        return IndexInfo("1", "words", {"product": 1})


@pytest.fixture
def index():
    return SlowIndex()


@pytest.fixture
def current(index, monkeypatch):
    monkeypatch.setattr(module, "TTL_S", -1.0)  # every vocabulary is an old one
    return CurrentVocabulary(index)


async def test_turns_share_the_first_reading(index, current):
    first, second = await asyncio.gather(current.read(), current.read())
    assert first is second
    assert index.reads == 1


async def test_an_old_vocabulary_serves_while_the_next_is_read(index, current):
    first = await current.read()
    index.gate.clear()
    assert await asyncio.wait_for(current.read(), 1) is first
    index.gate.set()
    while current._loading:
        await asyncio.sleep(0.01)
    assert current._vocabulary is not first


async def test_a_cancelled_turn_does_not_end_the_reading_for_the_others(index, current):
    index.gate.clear()
    gone, stays = (asyncio.create_task(current.read()) for _ in range(2))
    await asyncio.sleep(0)
    gone.cancel()
    index.gate.set()
    assert await asyncio.wait_for(stays, 2)


async def test_a_failed_first_reading_is_told_and_a_later_one_is_not(index, current):
    index.fails = True
    with pytest.raises(IndexUnavailable):
        await current.read()
    index.fails = False
    first = await current.read()
    index.fails = True
    assert await current.read() is first
    await asyncio.sleep(0.05)
    assert await current.read() is first


async def test_an_index_that_did_not_change_is_not_read_again(index, current):
    index.is_quiet = True
    first = await current.read()
    for _ in range(3):
        assert await current.read() is first
        await asyncio.sleep(0.01)
    assert index.reads == 1
