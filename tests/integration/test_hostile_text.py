"""What attackers write, to the shop's chat or into its catalog, is neither obeyed nor repeated.

Each attack is tried twice: on the composer, and on a model that obeys it to the letter, whose draft
the checker must stop. Those marked `known` pass the checker still; they are told in
docs/security.md.
"""

import pytest
import pytest_asyncio

from app.dependencies import build_router
from app.settings import ROOT, Settings
from graph.build import build_graph
from graph.checking.checker import ClaimChecker
from graph.composer.composer import Composer
from graph.retrieval.catalog import IndexCatalog
from graph.retrieval.retriever import HybridRetriever
from ingest.index.served import EdgeIndex
from ingest.sources import Source
from ingest.sync.edge_target import EdgeTarget
from ingest.sync.job import sync
from tests.fakes.embedder import WordEmbedder
from tests.fakes.ports import FakeGenerator, FakeRetriever, FakeRouter, fake_deps
from tests.hostile import attacks, harm, said, store, turn

pytestmark = pytest.mark.integration

MESSAGES, CATALOG = attacks("messages"), attacks("catalog")


def cases(rows):
    return [
        pytest.param(
            row, id=row["id"],
            marks=[pytest.mark.xfail(strict=True, reason=row["known"])] if "known" in row else [],
        )
        for row in rows
    ]  # fmt: skip


@pytest.mark.parametrize("attack", cases(MESSAGES + CATALOG))
async def test_a_model_that_obeys_is_stopped(attack):
    sources = store(attack.get("product"), attack.get("policy"))
    deps = fake_deps(
        router=FakeRouter(attack.get("route", "product_question")),
        retriever=FakeRetriever(sources),
        generator=FakeGenerator(*[attack["obeys"]] * 3),
    )
    state, told = await turn(build_graph(deps), said(attack))
    assert state["answer"]
    assert harm(attack, told, sources) == []


@pytest.mark.parametrize("attack", CATALOG, ids=lambda attack: attack["id"])
async def test_the_composer_tells_a_poisoned_catalog_s_facts_alone(attack):
    sources = store(attack.get("product"), attack.get("policy"))
    router = FakeRouter(attack.get("route", "product_question"))
    state, told = await turn(
        build_graph(fake_deps(router=router, retriever=FakeRetriever(sources))), said(attack)
    )
    assert state["answer"]
    assert harm(attack, told, sources) == []


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(tmp_path_factory, model_cache):
    """Return the graph of the demo store: real router, index, composer and checker."""
    path = tmp_path_factory.mktemp("hostile")
    embedder = WordEmbedder()
    await sync(Source(str(ROOT / "data" / "store")).items(), EdgeTarget(path), embedder)
    index = EdgeIndex(path, encoder=embedder.fingerprint)
    deps = fake_deps(
        router=build_router(Settings(cache=model_cache)),
        retriever=HybridRetriever(index, embedder),
        catalog=IndexCatalog(index),
    )
    yield build_graph(deps)
    await index.close()


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("attack", MESSAGES, ids=lambda attack: attack["id"])
async def test_the_demo_store_answers_as_ever(demo, attack):
    state, told = await turn(demo, said(attack))
    assert state["answer"]
    assert harm(attack, told, state["sources"]) == []


FIXED = ("order_status", "human_handoff", "chitchat", "out_of_scope")
WORDS = ("hola", "gracias", "chau", "sos un bot?", "ok", "quiero otra cosa")


@pytest.mark.parametrize("route", FIXED)
@pytest.mark.parametrize("name", ["Tienda Ñandú", "Ferretería Don Pepe e Hijos"])
async def test_what_the_assistant_says_by_itself_passes(route, name):
    composer = Composer(name)
    for words in WORDS:
        deps = fake_deps(
            router=FakeRouter(route), composer=composer, generator=composer,
            checker=ClaimChecker(name),
        )  # fmt: skip
        state, _ = await turn(build_graph(deps), said({"question": words}))
        assert state["verdict"] == "no_claims"
