"""`dona chat --json` reads a file of conversations."""

import io
from types import SimpleNamespace

import orjson

from app.commands import ask
from graph.state import Answer


async def test_an_empty_line_begins_another_conversation(monkeypatch, capsys):
    threads = []

    async def turn(runtime, text, thread):
        threads.append((thread, text))
        return dict.fromkeys(Answer.__annotations__) | {"answer": text}

    async def revision():
        return "1"

    runtime = SimpleNamespace(index=SimpleNamespace(revision=revision))
    monkeypatch.setattr(ask, "open_runtime", lambda *_, **__: runtime)
    monkeypatch.setattr(ask, "turn", turn)
    monkeypatch.setattr(ask.asyncio, "run", lambda coroutine: waited.append(coroutine))
    monkeypatch.setattr("sys.stdin", io.StringIO("hola\ntenés mates?\n\n\ny envíos?\n"))
    waited = []
    ask.chat(json=True)
    await waited[0]
    assert [text for _, text in threads] == ["hola", "tenés mates?", "y envíos?"]
    first, second, third = (thread for thread, _ in threads)
    assert first == second != third
    lines = capsys.readouterr().out.splitlines()
    assert [orjson.loads(line)["answer"] for line in lines] == ["hola", "tenés mates?", "y envíos?"]
