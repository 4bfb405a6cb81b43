"""Draft with any OpenAI-compatible chat endpoint."""

import time
from collections.abc import AsyncIterator

import httpx
from langchain_core.language_models import BaseChatModel
from langchain_openai import ChatOpenAI
from openai import OpenAIError
from opentelemetry.trace import get_current_span
from pydantic import SecretStr

from graph.errors import GeneratorError
from graph.generators.local import LocalServer
from graph.ports import DraftRequest
from graph.prompts import build_messages
from graph.tracing.model_calls import describe_call, describe_reply, describe_usage

_GARBAGE = (ValueError, TypeError, LookupError, AttributeError)
"""What clients raise over JSON of another shape than the protocol's."""
MAX_CHARACTERS = 8_000
"""A longer draft is no answer: the endpoint is out of its mind, or out to fill our memory."""


LONGEST_S = 120.0
"""Nor is a draft that goes on for longer, however little of it comes: a client's timeout is of the
next chunk, and a stream of empty ones never runs into it."""


class ChatGenerator:
    """A chat model behind the `Generator` port; its tokens are tagged so that none is streamed."""

    def __init__(
        self,
        model: BaseChatModel,
        store: str,
        *,
        server: LocalServer | None = None,
        longest_s: float = LONGEST_S,
    ) -> None:
        """Bind the model; `server`, when it is this process that serves it, lives as long."""
        self._longest_s = longest_s
        self.name = str(getattr(model, "model_name", type(model).__name__))
        self._model = model.with_config(tags=["nostream"])
        self._store = store
        self.server = server

    async def draft(self, request: DraftRequest) -> AsyncIterator[str]:
        """Stream the draft.

        Raises:
            GeneratorError: the endpoint is down, slow, refuses, or breaks its own protocol.
        """
        messages = build_messages(request, self._store)
        span, text = get_current_span(), ""
        describe_call(span, self.name, messages)
        deadline = time.monotonic() + self._longest_s
        try:
            async for chunk in self._model.astream(messages):
                if chunk.usage_metadata:
                    describe_usage(span, chunk.usage_metadata)
                text += str(chunk.text)
                if len(text) > MAX_CHARACTERS:
                    raise GeneratorError(f"the draft passes {MAX_CHARACTERS} characters")
                if time.monotonic() > deadline:
                    raise GeneratorError(f"the draft passes {self._longest_s:.0f} s")
                yield str(chunk.text)
        except (OpenAIError, httpx.HTTPError, OSError, *_GARBAGE) as error:
            raise GeneratorError(f"{type(error).__name__}: {error}") from error
        finally:
            describe_reply(span, text)


def openai_model(
    *,
    base_url: str,
    model: str,
    api_key: SecretStr,
    timeout_s: float,
    max_tokens: int,
    temperature: float,
) -> ChatOpenAI:
    """Build the client; nothing is sent until a draft is asked for."""
    return ChatOpenAI(
        base_url=base_url,
        model=model,
        api_key=api_key if api_key.get_secret_value() else SecretStr("not-needed"),
        timeout=timeout_s,
        max_retries=2,
        max_completion_tokens=max_tokens,
        temperature=temperature,
        stream_usage=True,
    )
