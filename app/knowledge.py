"""The composition root of the knowledge side: encoder, index, ingestion.

What only a Qdrant server or an endpoint needs is imported when one is configured: half a second of
every command's start otherwise.
"""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from threadpoolctl import threadpool_limits

from app.settings import ROOT, Settings
from graph.retrieval.stories import Stories
from ingest.encoder.embedder import E5Embedder, Embedder
from ingest.encoder.huggingface import HuggingFaceEncoder
from ingest.index.edge import EdgeGeneration
from ingest.index.served import EdgeIndex, open_ahead
from ingest.sources import Source
from ingest.sync.edge_target import EdgeTarget
from ingest.sync.engine import Engine, LocalEngine
from ingest.sync.target import Target

if TYPE_CHECKING:
    from qdrant_client import AsyncQdrantClient

    from ingest.index.server import QdrantIndex


def build_embedder(settings: Settings, *, threads: int | None = None) -> Embedder:
    """Load the encoder that the settings name, building its ONNX file the first time.

    The bundled one embeds on so many threads; on every core when None.

    Raises:
        EncoderError: the weights, the adapter or the cache cannot be read or written.
    """
    # After a product, numpy's threads spin on the core that the next search needs.
    threadpool_limits(limits=1, user_api="blas")
    chosen = settings.encoder
    if chosen.model == "bundled":
        return E5Embedder(settings.cache, adapter=_adapter(settings), threads=threads)
    prefixes = {"query_prefix": chosen.query_prefix, "passage_prefix": chosen.passage_prefix}
    if chosen.base_url:
        from ingest.encoder.langchain import LangChainEmbedder, openai_embeddings

        client = openai_embeddings(chosen.base_url, chosen.model, chosen.api_key)
        return LangChainEmbedder(client, chosen.model, **prefixes)
    return HuggingFaceEncoder(ROOT / chosen.model, **prefixes)


def build_story_embedder(settings: Settings) -> Embedder:
    """Load the encoder by which needs are compared with the authored stories.

    It is the bundled one with an adapter of its own, whatever encoder the catalog has: how like a
    story a message must be was measured with it.

    Raises:
        EncoderError: the weights, the adapter or the cache cannot be read or written.
    """
    return E5Embedder(settings.cache, adapter=ROOT / "models" / "stories")


def build_terms_embedder(settings: Settings) -> Embedder:
    """Load the encoder by which questions are compared with the sentences of the store's terms.

    It is the bundled one with an adapter of its own, whatever encoder the catalog has.

    Raises:
        EncoderError: the weights, the adapter or the cache cannot be read or written.
    """
    return E5Embedder(settings.cache, adapter=ROOT / "models" / "terms")


def build_stories(settings: Settings) -> Stories:
    """Return the authored stories, whose vectors are kept in the cache.

    Raises:
        EncoderError: as `build_story_embedder`.
    """
    return Stories(build_story_embedder(settings), settings.cache)


def _adapter(settings: Settings) -> Path | None:
    choice = settings.encoder.adapter
    if choice == "auto":
        shipped = ROOT / "models" / "encoder"
        return shipped if (shipped / "adapter_config.json").is_file() else None
    return None if choice == "none" else ROOT / choice


def open_before_models(settings: Settings) -> EdgeGeneration | None:
    """Open what a server will read, before what takes memory for good; None: not on this disk."""
    return None if settings.qdrant.url else open_ahead(settings.index.path)


def open_index(
    settings: Settings, embedder: Embedder, ahead: EdgeGeneration | None = None
) -> "EdgeIndex | QdrantIndex":
    """Open the index that the settings name, for reading; `ahead`: what was opened already.

    Raises:
        IndexMismatch: another encoder filled it.
    """
    if settings.qdrant.url:
        from ingest.index.server import QdrantIndex

        return QdrantIndex(
            qdrant_client(settings),
            collection=settings.qdrant.collection,
            encoder=embedder.fingerprint,
        )
    return EdgeIndex(settings.index.path, encoder=embedder.fingerprint, ahead=ahead)


def ingest_target(settings: Settings) -> Target:
    """Return where `dona ingest` writes."""
    if not settings.qdrant.url:
        return EdgeTarget(settings.index.path)
    from ingest.sync.server_target import ServerTarget

    client = qdrant_client(settings)
    return ServerTarget(client, settings.qdrant.collection, settings.index.path)


def build_engine(
    settings: Settings, source: Source, embedder: Embedder, *, ray: bool = False
) -> Engine:
    """Return what carries out an ingestion job: this machine, or a Ray cluster.

    Raises:
        SourceError: Ray was asked for and is not installed.
    """
    if not ray:
        return LocalEngine(source.items(), embedder)
    from ingest.sync.ray_engine import RayEngine

    connect = partial(qdrant_client, settings) if settings.qdrant.url else None
    # The path of a relative cache is this process's, and workers run elsewhere.
    here = settings.model_copy(update={"cache": settings.cache.absolute()})
    make_embedder = partial(build_embedder, here, threads=1)  # a worker has one CPU
    return RayEngine(source, embedder, make_embedder=make_embedder, connect=connect)


def qdrant_client(settings: Settings) -> "AsyncQdrantClient":
    """Return a client of the Qdrant server that the settings name; nothing is sent yet."""
    from qdrant_client import AsyncQdrantClient

    key = settings.qdrant.api_key.get_secret_value()
    return AsyncQdrantClient(url=settings.qdrant.url, api_key=key or None)
