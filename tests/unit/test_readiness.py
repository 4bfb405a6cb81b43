"""What /ready says of the generator, however it is wrapped, and what it keeps to itself."""

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from app.dependencies import chat_model
from app.http import server
from app.inbox.errors import InboxUnavailable
from app.readiness import Readiness
from app.runtime import Runtime
from app.settings import GeneratorSettings, Settings
from graph.composer.composer import Composer
from graph.generators.hybrid import Hybrid
from graph.generators.openai import ChatGenerator, openai_model
from ingest.index.port import IndexInfo
from tests.fakes.endpoint import slow_endpoint
from tests.fakes.ports import fake_deps


class Opened:
    """An index and an embedder that are there."""

    fingerprint = "e5"

    async def info(self):
        return IndexInfo("g-1", "e5", {"product": 1})


def model(url: str) -> ChatGenerator:
    client = openai_model(
        base_url=url, model="chico", api_key=SecretStr(""), timeout_s=1, max_tokens=16,
        temperature=0,
    )  # fmt: skip
    return ChatGenerator(client, "Tienda Ñandú")


def runtime(url: str, generator) -> Runtime:
    settings = Settings(generator=GeneratorSettings(base_url=url, model="chico"))
    deps = fake_deps(generator=generator)
    return Runtime(settings, Opened(), Opened(), deps, None, None)


@pytest.mark.parametrize("wrapped", [False, True])
async def test_the_model_behind_the_generator_is_asked(wrapped):
    with slow_endpoint([], pause_s=0) as endpoint:
        chat = model(endpoint.url)
        generator = Hybrid(chat, Composer("Tienda Ñandú")) if wrapped else chat
        told = await Readiness().tell(runtime(endpoint.url, generator))
    assert told["status"] == "ready"
    assert told["generator"] == {"name": "chico", "reachable": True}
    told = await Readiness().tell(runtime(endpoint.url, generator))
    assert told["status"] == "degraded"


def test_the_composer_has_no_model():
    assert chat_model(Composer("Tienda Ñandú")) is None


def test_strangers_are_not_told_what_the_database_says(monkeypatch):
    async def fails():
        raise InboxUnavailable("cannot open the inbox: postgresql://dona:clave@10.0.0.5/dona")

    monkeypatch.setattr(server, "shared_runtime", fails)
    answer = TestClient(server.build_app(Settings())).get("/ready")
    assert answer.status_code == 503
    assert answer.json() == {"status": "not ready", "detail": "InboxUnavailable"}
