"""Conversations in OpenAI's chat JSONL, as the tokens that a causal language model learns from."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import TrainingError
from graph.generators.chat_template import ANSWER_END, CHAT_TEMPLATE
from graph.training.data_lines import numbered_lines

Chat = list[dict[str, str]]
"""Messages `{"role", "content"}`, the last one the assistant's."""

MAX_TOKENS = 1024
"""Longer conversations are left out: one cut short would teach to answer from what is not there."""

_ROLES = ("system", "user", "assistant")


@dataclass(frozen=True)
class Example:
    """A conversation in tokens."""

    ids: list[int]
    answer_start: int
    """Where the answer begins in `ids`; it goes on to the end."""


def read_chats(path: Path) -> list[Chat]:
    """Read a file of `{"messages": […]}`, one conversation a line.

    Raises:
        TrainingError: the file is missing, empty, or a line is not such a conversation.
    """
    chats = [_chat(line, where) for where, line in numbered_lines(path) if line.strip()]
    if not chats:
        raise TrainingError(f"{path} holds no conversation")
    return chats


def _chat(line: str, where: str) -> Chat:
    try:
        messages = json.loads(line)["messages"]
        chat = [{"role": m["role"], "content": m["content"]} for m in messages]
    except (ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"{where}: a JSON object with `messages` is expected") from error
    if wrong := [m["role"] for m in chat if m["role"] not in _ROLES]:
        raise TrainingError(f"{where}: unknown role {wrong[0]!r}")
    if any(not isinstance(m["content"], str) or not m["content"].strip() for m in chat):
        raise TrainingError(f"{where}: a message has no text")
    if len(chat) < 2 or chat[-1]["role"] != "assistant":
        raise TrainingError(f"{where}: the last of two or more messages must be the assistant's")
    return chat


def render(messages: Sequence[dict[str, str]]) -> str:
    """Lay out a prompt as the server does: the messages, then the beginning of the answer."""
    import jinja2

    template = jinja2.Environment(autoescape=False).from_string(CHAT_TEMPLATE)
    return template.render(messages=messages, add_generation_prompt=True)


def encode(chats: Sequence[Chat], tokenizer: Any) -> list[Example]:
    """Turn conversations into tokens, leaving out those longer than `MAX_TOKENS`."""
    return [e for e in _encoded(chats, tokenizer) if len(e.ids) <= MAX_TOKENS]


def _encoded(chats: Sequence[Chat], tokenizer: Any) -> Iterator[Example]:
    for chat in chats:
        # Apart, as in serving, where the answer's tokens are not joined to the prompt's.
        prompt = tokenizer(render(chat[:-1]))["input_ids"]
        told = chat[-1]["content"].strip() + ANSWER_END
        answer = tokenizer(told, add_special_tokens=False)["input_ids"]
        yield Example([*prompt, *answer], len(prompt))
