"""The composition root of the graph: settings in, ports wired (`knowledge.py` has the index's)."""

from functools import cache, partial

from app.knowledge import build_stories, build_terms_embedder
from app.settings import ROOT, Settings
from graph.build import Deps
from graph.checking.checker import ClaimChecker
from graph.checking.huggingface_verifier import HuggingFaceVerifier
from graph.checking.lora_verifier import LoraVerifier
from graph.checking.verification import VerifiedChecker, Verifier
from graph.composer.composer import Composer
from graph.errors import ModelError
from graph.generators.bundled import bundled_gguf
from graph.generators.chat_template import CHAT_TEMPLATE
from graph.generators.hybrid import Hybrid
from graph.generators.local import LocalModel, LocalServer
from graph.generators.openai import ChatGenerator, openai_model
from graph.policies.answering import Answering, Selector
from graph.policies.selector import AnswerSelector
from graph.ports import Checker, Generator, Inbox, Router
from graph.retrieval.catalog import IndexCatalog
from graph.retrieval.retriever import HybridRetriever
from graph.routers.classifier import ClassifierRouter
from graph.routers.huggingface import HuggingFaceRouter
from graph.routers.prototype import PrototypeRouter
from graph.usage import Prices
from ingest.encoder.embedder import E5Embedder, Embedder
from ingest.index.offers import CurrentOffers
from ingest.index.port import Index

LOCAL = "local"
"""The endpoint that is this process."""


def build_router(settings: Settings) -> Router:
    """Load the router that the settings name.

    Raises:
        ModelError: the folder holds no trained router, or it does not answer as it should.
    """
    if settings.router.model == "prototype":
        return PrototypeRouter(E5Embedder(settings.cache))
    folder = ROOT / settings.router.model
    if (folder / "config.json").is_file():
        return HuggingFaceRouter(folder)
    return ClassifierRouter(folder, settings.cache)


def build_checker(settings: Settings) -> Checker:
    """Bind the rules, and the verifier, loaded when it is first asked, if the settings name one.

    Raises:
        ModelError: the folder that they name does not exist.
    """
    rules = ClaimChecker(settings.store.name)
    if not settings.verifier.chosen:
        return rules
    if not (ROOT / settings.verifier.chosen).is_dir():
        raise ModelError(f"{settings.verifier.chosen} holds no trained verifier")
    return VerifiedChecker(rules, cache(partial(load_verifier, settings)))


def load_verifier(settings: Settings) -> Verifier:
    """Load the verifier that the settings name; blocking, about 1 s.

    Raises:
        ModelError: the folder holds no verifier, or it does not answer as it should.
    """
    folder = ROOT / settings.verifier.chosen
    if (folder / "config.json").is_file():
        return HuggingFaceVerifier(folder)
    return LoraVerifier(folder, settings.cache)


def build_selector(settings: Settings) -> Selector | None:
    """Load what tells which sentence of the terms answers, if the settings name one.

    Raises:
        ModelError: the folder holds no selector, or it does not answer as it should.
        EncoderError: its model cannot be built, or the cache cannot be written.
    """
    chosen = settings.selector.chosen
    return AnswerSelector(ROOT / chosen, settings.cache) if chosen else None


def build_answering(settings: Settings) -> Answering:
    """Load what ranks the sentences of the store's terms for a question.

    Raises:
        ModelError: as `build_selector`.
        EncoderError: as `build_selector` and `build_terms_embedder`.
    """
    return Answering(build_terms_embedder(settings), build_selector(settings))


def build_generator(settings: Settings, composer: Generator) -> Generator:
    """Return the chat model that the settings name; the composer when they name none.

    The bundled model writes what it is better at, and the composer the rest.

    Raises:
        ModelError: the local model cannot be served.
    """
    chosen = settings.generator
    if not chosen.base_url:
        return composer
    model = build_model(settings)
    return Hybrid(model, composer) if chosen.base_url == LOCAL and not chosen.model else model


def build_model(settings: Settings) -> ChatGenerator:
    """Return the chat model at the endpoint, or in this process, that the settings name.

    Raises:
        ModelError: the local model cannot be served.
    """
    chosen = settings.generator
    server = LocalServer(local_model(settings)) if chosen.base_url == LOCAL else None
    model = openai_model(
        base_url=server.base_url if server else chosen.base_url,
        model=server.name if server else chosen.model,
        api_key=chosen.api_key,
        timeout_s=chosen.timeout_s,
        max_tokens=chosen.max_tokens,
        temperature=chosen.temperature,
    )
    return ChatGenerator(model, settings.store.name, server=server)


def chat_model(generator: Generator) -> ChatGenerator | None:
    """Return the chat model that writes, or writes a part; None when only the composer does."""
    if isinstance(generator, Hybrid):
        return chat_model(generator.model)
    return generator if isinstance(generator, ChatGenerator) else None


def local_model(settings: Settings) -> LocalModel:
    """Return what is served here: a GGUF file, or the bundled model with our adapter.

    Raises:
        ModelError: the bundled model is not installed.
    """
    chosen = settings.generator
    if chosen.adapter == "auto":
        shipped = ROOT / "models" / "generator" / "adapter.gguf"
        adapter = shipped if not chosen.model and shipped.is_file() else None
    else:
        adapter = None if chosen.adapter == "none" else ROOT / chosen.adapter
    if chosen.model:  # it brings its own chat template
        return LocalModel(ROOT / chosen.model, adapter, threads=chosen.threads)
    gguf = bundled_gguf(settings.cache)
    return LocalModel(gguf, adapter, chat_template=CHAT_TEMPLATE, threads=chosen.threads)


def build_deps(
    settings: Settings, index: Index, embedder: Embedder, inbox: Inbox | None = None
) -> Deps:
    """Bind every port of the graph; blocking (models are loaded), about 1 s."""
    composer = Composer(settings.store.name)
    index = CurrentOffers(index)
    return Deps(
        router=build_router(settings),
        retriever=HybridRetriever(
            index,
            embedder,
            stories=build_stories(settings),
            answering=build_answering(settings),
        ),
        generator=build_generator(settings, composer),
        composer=composer,
        checker=build_checker(settings),
        catalog=IndexCatalog(index),
        prices=Prices(settings.generator.prompt_price, settings.generator.completion_price),
        inbox=inbox,
    )
