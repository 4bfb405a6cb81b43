"""Ingestion on a local Ray cluster: the same plan, the same report and the same index."""

from functools import partial

import pytest

from ingest.errors import SourceError
from ingest.feeds.products import Mapping
from ingest.index.served import EdgeIndex
from ingest.sources import Source
from ingest.sync.edge_target import EdgeTarget
from ingest.sync.engine import LocalEngine
from ingest.sync.job import run
from tests.fakes.embedder import WordEmbedder

ray = pytest.importorskip("ray", reason="Ray is not installed: pip install 'dona[ray]'")

pytestmark = [pytest.mark.integration, pytest.mark.filterwarnings("default")]

HEADER = "sku,title,brand,price,quantity,sale_price\n"


@pytest.fixture(scope="module", autouse=True)
def cluster():
    ray.init(num_cpus=2, include_dashboard=False, logging_level="error", log_to_driver=False)
    yield
    ray.shutdown()


@pytest.fixture
def store(tmp_path):
    """Return a folder of two feeds and a policy; ids repeat across them, and rows are bad."""
    for name in ("products", "policies"):
        (tmp_path / "store" / name).mkdir(parents=True)
    write(tmp_path / "store", edition=1)
    return tmp_path / "store"


def write(folder, edition: int) -> None:
    """Write an edition: all repriced, a third renamed, a tenth replaced."""
    rows = [
        f"{'N' if i % 10 == 0 else 'P'}{i}{edition if i % 10 == 0 else ''},"
        f"Producto {i}{f' edición {edition}' if i % 3 == 0 else ''},Marca,{edition * 100 + i},4\n"
        for i in range(2500)
    ]
    (folder / "products" / "a.csv").write_text(HEADER + "".join(rows))
    other = "P1,Repetido,Marca,1,1\nB1,Gratis,Marca,-1,1\nQ1,Único,Marca,5,1,9\n"
    (folder / "products" / "b.csv").write_text(HEADER + other)
    (folder / "policies" / "envios.md").write_text(f"# Envíos\n\nTardan {edition} días.\n")


def engine(name: str, folder, embedder):
    source = Source(
        str(folder), Mapping({"id": "sku", **{n: n for n in HEADER.strip().split(",")[1:]}})
    )
    if name == "local":
        return LocalEngine(source.items(), embedder)
    from ingest.sync.ray_engine import RayEngine

    return RayEngine(source, embedder, make_embedder=partial(WordEmbedder, embedder.fingerprint))


async def held(index) -> dict[str, dict]:
    opened = EdgeIndex(index, encoder=(await EdgeTarget(index).contents()).encoder)
    kinds = [opened.scroll("product"), opened.scroll("policy")]
    payloads = {p["id"]: {**p, "updated_at": None} for kind in kinds async for p in kind}
    await opened.close()
    return payloads


async def test_loads_and_updates_as_the_local_engine_does(tmp_path, store):
    reports = {}
    for edition in (1, 2, 2):
        write(store, edition)
        for name in ("local", "ray"):
            target = EdgeTarget(tmp_path / name)
            report = await run(engine(name, store, WordEmbedder()), target)
            reports[name] = {**report.as_json(), "seconds": 0, "passages_per_second": 0}
            reports[name]["why"] = report.rejected
        assert reports["ray"] == reports["local"]
        assert await held(tmp_path / "ray") == await held(tmp_path / "local")
    assert reports["ray"]["unchanged"] == 2502
    assert reports["ray"]["ignored"] == 1  # a sale above its price
    assert [(r.row, r.source) for r in reports["ray"]["why"]] == [(1, "b.csv"), (2, "b.csv")]


async def test_another_encoder_keeps_what_the_feed_does_not_speak_of(tmp_path, store):
    await run(engine("ray", store, WordEmbedder()), EdgeTarget(tmp_path / "i"))
    feed = store / "products" / "a.csv"
    source = Source(str(feed))
    report = await run(
        engine("ray", feed, WordEmbedder("words-2")), EdgeTarget(tmp_path / "i"),
        scope=source.speaks_for,
    )  # fmt: skip
    kept = await held(tmp_path / "i")
    assert (report.embedded, report.deleted) == (2501, 1)
    assert "envios" in kept
    assert "Q1" not in kept


async def test_an_unreadable_source_is_told(tmp_path):
    with pytest.raises(SourceError, match="cannot read"):
        await run(engine("ray", tmp_path / "no.csv", WordEmbedder()), EdgeTarget(tmp_path / "i"))
