"""What a turn's drafts cost: the tokens that the endpoint says it used, at configured prices."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, LLMResult
from langchain_core.tracers.context import register_configure_hook

from graph.state import Usage


@dataclass(frozen=True)
class Prices:
    """Of a million tokens, in the currency of the operator's bill."""

    prompt: float = 0.0
    completion: float = 0.0


class Meter(BaseCallbackHandler):
    """Adds up the tokens of the chat models that are called."""

    def __init__(self) -> None:
        self.prompt_tokens = 0
        self.completion_tokens = 0

    def on_llm_end(self, response: LLMResult, **_: Any) -> None:
        for generation in response.generations[0]:
            if isinstance(generation, ChatGeneration) and isinstance(generation.message, AIMessage):
                used = generation.message.usage_metadata
                self.prompt_tokens += used["input_tokens"] if used else 0
                self.completion_tokens += used["output_tokens"] if used else 0


_meter: ContextVar[Meter | None] = ContextVar("meter", default=None)
register_configure_hook(_meter, inheritable=True)


@contextmanager
def metered() -> Iterator[Meter]:
    """Count the tokens of the chat models that are called meanwhile.

    A draft that is left off at its first wrong sentence is not counted: the endpoint tells usage
    at the end of the stream.
    """
    meter = Meter()
    token = _meter.set(meter)
    try:
        yield meter
    finally:
        _meter.reset(token)


def add_usage(before: Usage | None, meter: Meter, prices: Prices) -> Usage:
    """Return what the turn used before, and this draft."""
    prompt, completion = meter.prompt_tokens, meter.completion_tokens
    cost = (prompt * prices.prompt + completion * prices.completion) / 1e6
    if before:
        prompt += before["prompt_tokens"]
        completion += before["completion_tokens"]
        cost += before["cost"]
    return Usage(prompt_tokens=prompt, completion_tokens=completion, cost=cost)
