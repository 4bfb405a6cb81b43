"""What traces the turns of this process, and what their traces say of it."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping

from app.settings import ROOT, Settings
from graph.errors import GraphError
from graph.tracing.turns import TurnTracer
from ingest.encoder.embedder import Embedder
from ingest.errors import IngestError
from ingest.index.port import Index


def build_tracer(settings: Settings, index: Index, embedder: Embedder) -> TurnTracer:
    """Return what traces turns; without an endpoint it makes no span."""
    if not settings.traces.endpoint:
        return TurnTracer()
    from app.tracing.export import start_export  # half of what it imports is for this alone

    tracer = start_export(settings.traces).get_tracer("dona.graph")
    return TurnTracer(tracer, facts_of(settings, index, embedder))


def facts_of(
    settings: Settings, index: Index, embedder: Embedder
) -> Callable[[], Awaitable[Mapping[str, str]]]:
    """Return what tells, for each turn, the store, the models and the index generation."""
    models = {
        "dona.store": settings.store.name,
        "dona.encoder": embedder.fingerprint,
        "dona.router": _version(settings.router.model),
        "dona.selector": _version(settings.selector.chosen),
        "dona.verifier": _version(settings.verifier.chosen),
        "dona.generator": settings.generator.model if settings.generator.base_url else "composer",
    }

    async def facts() -> Mapping[str, str]:
        try:
            return models | {"dona.generation": (await index.info()).generation}
        except (IngestError, GraphError):
            return models  # the turn will tell what is wrong with the index

    return facts


def _version(model: str) -> str:
    """Return the model's name and a digest of its weights: an adapter may be trained again."""
    digest = hashlib.sha256()
    for weights in sorted((ROOT / model).glob("*.safetensors")) if model else ():
        digest.update(weights.read_bytes())
    return f"{model}@{digest.hexdigest()[:12]}" if model else ""
