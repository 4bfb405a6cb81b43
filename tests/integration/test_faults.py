"""What breaks around DONA, and what the shopper hears of it: never an unchecked figure."""

import asyncio
import json
import resource
import shutil
import signal
import subprocess
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from langchain_core.messages import HumanMessage
from langgraph.checkpoint.memory import InMemorySaver
from pydantic import SecretStr
from qdrant_client import AsyncQdrantClient

from graph.build import build_graph
from graph.generators.openai import MAX_CHARACTERS, ChatGenerator, openai_model
from graph.outage import APOLOGY
from graph.retrieval.catalog import IndexCatalog
from graph.retrieval.retriever import HybridRetriever
from ingest.encoder.cache import _ensure
from ingest.encoder.embedder import E5Embedder
from ingest.errors import EncoderError, IndexFailure, IndexLocked, IndexUnavailable
from ingest.index.served import EdgeIndex
from ingest.index.server import QdrantIndex
from ingest.sync.edge_target import EdgeTarget
from ingest.sync.job import sync
from ingest.sync.journal import Journal
from ingest.sync.live import apply_live
from tests.fakes.embedder import WordEmbedder
from tests.fakes.ports import FakeCatalog, FakeGenerator, FakeRetriever, FakeRouter, fake_deps
from tests.fakes.products import product, product_source
from tests.hostile import turn

pytestmark = pytest.mark.integration

ROOT = Path(__file__).resolve().parents[2]
RIGHT = "La Heladera Samsung RT38 382 L sale $ 1.099.999 [1]."


def asked() -> list[HumanMessage]:
    """Return a new message each time: one with a known id replaces itself in a thread."""
    return [HumanMessage("cuánto sale la heladera samsung?")]


@asynccontextmanager
async def endpoint(behave):
    """Serve HTTP by hand on a free port: `behave(writer)` answers once the request was read."""
    running: list[asyncio.Task] = []

    async def serve(reader, writer):
        running.append(asyncio.current_task())
        head = await reader.readuntil(b"\r\n\r\n")
        length = next((int(line.split(b":")[1]) for line in head.lower().split(b"\r\n")
                       if line.startswith(b"content-length")), 0)  # fmt: skip
        await reader.readexactly(length)
        try:
            await behave(writer)
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def hangs(writer):
    await asyncio.sleep(60)


# The index


def searching(index):
    return fake_deps(
        router=FakeRouter("product_question"), catalog=IndexCatalog(index),
        retriever=HybridRetriever(index, WordEmbedder()),
    )  # fmt: skip


async def test_a_qdrant_server_that_is_down_is_apologised_for():
    client = AsyncQdrantClient(url="http://127.0.0.1:9", check_compatibility=False)
    state, told = await turn(
        build_graph(searching(QdrantIndex(client, collection="c", encoder="w"))), asked()
    )
    assert (state["answer"], state["verdict"]) == (APOLOGY, "abstained")
    assert state["failure"] == "IndexUnavailable"
    assert "127.0.0.1" not in told
    await client.close()


async def test_a_qdrant_server_that_does_not_answer_is_not_waited_for_ever():
    async with endpoint(hangs) as url:
        client = AsyncQdrantClient(url=url, timeout=1, check_compatibility=False)
        graph = build_graph(searching(QdrantIndex(client, collection="c", encoder="w")))
        async with asyncio.timeout(20):
            state, _ = await turn(graph, asked())
        await client.close()
    assert state["answer"] == APOLOGY


class FailingCatalog(FakeCatalog):
    """Reads `good` times, then fails, until it is mended."""

    def __init__(self, good: int) -> None:
        super().__init__()
        self.good = good

    async def refresh(self, sources):
        self.good -= 1
        if self.good < 0:
            raise IndexUnavailable("down: http://10.0.0.5:6333")
        return await super().refresh(sources)


@pytest.mark.parametrize("good", range(5))
async def test_an_index_lost_on_the_way_takes_back_what_was_said_and_the_thread_goes_on(good):
    catalog = FailingCatalog(good)
    draft = f"{RIGHT} Hay stock [1]. "
    deps = fake_deps(
        router=FakeRouter("product_question"), retriever=FakeRetriever([product_source()]),
        generator=FakeGenerator(draft, draft), catalog=catalog,
    )  # fmt: skip
    graph = build_graph(deps, checkpointer=InMemorySaver())
    config = {"configurable": {"thread_id": "t"}}
    events = [e async for e in graph.astream({"messages": asked()}, config, stream_mode="custom")]
    state = (await graph.aget_state(config)).values
    lost = good < 4  # four readings make the turn
    assert state["verdict"] == ("abstained" if lost else "verified")
    if lost:
        assert (state["answer"], state["citations"], state["products"]) == (APOLOGY, [], [])
        assert events[-1]["text"] == APOLOGY
        assert all(event["attempt"] < events[-1]["attempt"] for event in events[:-1])
    catalog.good = 99
    again = await graph.ainvoke({"messages": asked()}, config)
    assert again["verdict"] == "verified"
    assert again["failure"] == ""


@pytest.fixture
async def store(tmp_path):
    embedder = WordEmbedder()
    await sync([product(price="1099999 ARS")], EdgeTarget(tmp_path), embedder)
    index = EdgeIndex(tmp_path, encoder=embedder.fingerprint)
    yield index, tmp_path, embedder
    await index.close()


@pytest.mark.parametrize("how", ["generation", "live"])
async def test_a_price_that_changes_in_mid_turn_is_the_one_that_is_told(store, how):
    index, path, embedder = store

    class SlowModel(FakeGenerator):
        async def draft(self, request):
            if len(self.requests) == 0:
                if how == "generation":
                    changed = [product(price="1200000 ARS")]
                    await sync(changed, EdgeTarget(path), embedder)
                else:
                    await apply_live([{"id": "HEL-1", "price": "1200000 ARS"}], [], index.writable,
                                     embedder, Journal(path))  # fmt: skip
            async for piece in super().draft(request):
                yield piece

    deps = fake_deps(
        router=FakeRouter("product_question"), catalog=IndexCatalog(index),
        retriever=HybridRetriever(index, embedder), generator=SlowModel(RIGHT, RIGHT),
    )  # fmt: skip
    state, told = await turn(build_graph(deps), asked())
    assert "1.099.999" not in told
    assert "$ 1.200.000" in state["answer"]
    assert state["citations"][0]["price"] == "1200000.00 ARS"


async def test_a_second_server_on_the_same_folder_apologises_until_it_is_free(store):
    index, path, embedder = store
    await index.info()
    child = f"""
import asyncio
from pathlib import Path
from ingest.index.served import EdgeIndex
asyncio.run(EdgeIndex(Path({str(path)!r}), encoder={embedder.fingerprint!r}).info())
"""
    run = subprocess.run([sys.executable, "-c", child], cwd=ROOT, capture_output=True, text=True)
    assert IndexLocked.__name__ in run.stderr
    await index.close()
    run = subprocess.run([sys.executable, "-c", child], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


# The chat endpoint


def sse(*events: object) -> bytes:
    return b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events)


def chunk(text: str) -> dict:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
    return {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m",
            "choices": [choice]}  # fmt: skip


HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n"


def answers(body: bytes, *, length: int | None = None, head: bytes = HEAD):
    async def behave(writer):
        extra = f"content-length: {length or len(body)}\r\n\r\n".encode()
        writer.write(head + extra + body)
        await writer.drain()

    return behave


async def never_ends(writer):
    writer.write(HEAD + b"\r\n")
    while True:
        writer.write(sse(chunk("ja ja ja ")) * 50)
        await writer.drain()


FAULTS = {
    "hangs": hangs,
    "garbage": answers(b"data: {broken\n\n"),
    "binary": answers(b"data: \xff\xfe\x00\n\n"),
    "other JSON": answers(sse([1, 2], {"choices": "x"}, "hola")),
    "an error in the stream": answers(sse({"error": {"message": "overloaded"}})),
    "a web page": answers(b"<html>Bad gateway</html>", head=HEAD.replace(b"event-stream", b"html")),
    "empty": answers(b"data: [DONE]\n\n"),
    "cut": answers(sse(chunk("La Heladera Samsung RT38 382 L sale $ 1.0")), length=9999),
    "cut after a sentence": answers(sse(chunk("Hay stock [1]. "), chunk("Sale $ 1")), length=9999),
    "never ends": never_ends,
    "500": answers(b"{}", head=HEAD.replace(b"200 OK", b"500 Oops")),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_whatever_the_chat_endpoint_does_the_composer_answers(fault):
    async with endpoint(FAULTS[fault]) as url, asyncio.timeout(30):
        model = openai_model(
            base_url=f"{url}/v1", model="m", api_key=SecretStr("k"), timeout_s=0.3, max_tokens=50,
            temperature=0.0,
        )  # fmt: skip
        model.max_retries = 0
        deps = fake_deps(
            router=FakeRouter("product_question"), retriever=FakeRetriever([product_source()]),
            generator=ChatGenerator(model, "Tienda Ñandú"),
        )  # fmt: skip
        state, told = await turn(build_graph(deps), asked())
    assert state["verdict"] == "fallback"
    assert "$ 1.099.999" in state["answer"]
    assert "sale $ 1." not in told.lower().replace("1.099.999", "")
    assert len(told) < MAX_CHARACTERS


# The disk


def loads(path: Path, version: int, limit: int | None = None) -> subprocess.CompletedProcess:
    def limited():
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    command = [sys.executable, "-m", "tests.integration.crash_child", str(path), str(version)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, preexec_fn=limited)


async def prices(path: Path) -> set[int]:
    index = EdgeIndex(path, encoder=WordEmbedder().fingerprint)
    found = {payload["current_cents"] async for payload in index.scroll("product")}
    await index.close()
    return found


async def test_a_full_disk_leaves_what_was_served_and_the_next_job_works(tmp_path):
    assert loads(tmp_path, 1).returncode == 0
    full = loads(tmp_path, 2, limit=200_000)
    assert full.returncode != 0
    assert await prices(tmp_path) == {101_00}
    assert loads(tmp_path, 2).returncode == 0
    assert await prices(tmp_path) == {201_00}


@pytest.fixture
async def live(store):
    index, path, embedder = store

    async def post(cents: int, key: str = ""):
        item = {"id": "HEL-1", "price": cents / 100}
        return await apply_live([item], [], index.writable, embedder, Journal(path), key=key)

    return post, path, index


async def test_an_update_that_the_disk_could_not_keep_is_refused_and_may_be_sent_again(
    live, monkeypatch
):
    post, path, _ = live
    await post(100_00, key="a")
    before = (path / "journal.jsonl").read_bytes()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("ingest.sync.journal.os.fsync", full)
        with pytest.raises(IndexFailure, match="No space"):
            await post(200_00, key="b")
    assert (path / "journal.jsonl").read_bytes() == before
    await post(200_00, key="b")
    assert Journal(path).find("a")
    assert Journal(path).find("b")


async def test_a_line_cut_by_a_kill_spoils_no_later_one(live):
    post, path, index = live
    await post(100_00, key="a")
    with (path / "journal.jsonl").open("ab") as file:
        file.write(b'{"key": "cut", "body": "')
    await post(200_00, key="b")
    journal = Journal(path)
    assert journal.find("a")
    assert journal.find("b")
    assert journal.find("cut") is None
    await journal.replay(await index.writable(), WordEmbedder(), since=0)


async def test_an_acknowledged_update_outlives_kill_9(tmp_path):
    child = """
import asyncio, sys
from pathlib import Path
from ingest.index.served import EdgeIndex
from ingest.sync.edge_target import EdgeTarget
from ingest.sync.job import sync
from ingest.sync.journal import Journal
from ingest.sync.live import apply_live
from tests.fakes.embedder import WordEmbedder
from tests.fakes.products import product
async def main(path):
    embedder = WordEmbedder()
    await sync([product(price="100 ARS")], EdgeTarget(path), embedder)
    index = EdgeIndex(path, encoder=embedder.fingerprint)
    await apply_live([{"id": "HEL-1", "price": "777 ARS"}], [], index.writable, embedder,
                     Journal(path), key="k")
    print("acknowledged", flush=True)
    await asyncio.sleep(60)
asyncio.run(main(Path(sys.argv[1])))
"""
    with subprocess.Popen(
        [sys.executable, "-c", child, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout.readline() == "acknowledged\n"
        run.kill()
    assert await prices(tmp_path) == {777_00}
    assert Journal(tmp_path).find("k")


# The clock


async def test_a_date_in_the_future_is_kept_and_what_it_holds_back_is_told(live):
    post, path, index = live
    item = {"id": "HEL-1", "price": 5, "updated_at": "2999-01-01T00:00:00Z"}
    embedder = WordEmbedder()
    await apply_live([item], [], index.writable, embedder, Journal(path))
    assert (await post(900_00))["stale"] == 1
    item = {"id": "HEL-1", "price": 6, "updated_at": "2999-01-01T00:00:01Z"}
    await apply_live([item], [], index.writable, embedder, Journal(path))
    assert (await index.get("product", ["HEL-1"]))[0]["current_cents"] == 6_00


# The cache of models


def build(target: Path) -> None:
    (target / "model.onnx").write_bytes(b"whole")


@pytest.mark.parametrize("spoil", ["deleted", "cut", "flipped", "no manifest", "bad manifest"])
def test_a_spoiled_cache_is_built_again(tmp_path, spoil):
    folder = _ensure(tmp_path / "model-1", build)
    {
        "deleted": lambda: shutil.rmtree(tmp_path),
        "cut": lambda: (folder / "model.onnx").write_bytes(b"who"),
        "flipped": lambda: (folder / "model.onnx").write_bytes(b"whule"),
        "no manifest": lambda: (folder / "manifest.json").unlink(),
        "bad manifest": lambda: (folder / "manifest.json").write_text("[]"),
    }[spoil]()
    assert (_ensure(folder, build) / "model.onnx").read_bytes() == b"whole"


def test_a_cache_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(EncoderError, match="cannot write"):
        _ensure(tmp_path / "file" / "model-1", build)


def test_a_cache_deleted_under_a_running_server_changes_nothing(tmp_path, model_cache):
    E5Embedder(model_cache)
    shutil.copytree(model_cache, tmp_path / "cache", ignore=shutil.ignore_patterns("gemma"))
    embedder = E5Embedder(tmp_path / "cache")
    before = embedder.embed_queries(["heladera no frost"])
    shutil.rmtree(tmp_path / "cache")
    after = embedder.embed_queries(["heladera no frost", "zapatillas"])
    assert np.dot(before[0], after[0]) > 0.99
