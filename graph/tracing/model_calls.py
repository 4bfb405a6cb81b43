"""What the current span says of a call to a chat model."""

from collections.abc import Sequence

from langchain_core.messages import BaseMessage
from langchain_core.messages.ai import UsageMetadata
from openinference.semconv.trace import MessageAttributes, SpanAttributes
from opentelemetry.trace import Span

from graph.tracing.attributes import KIND, LLM

_ROLES = {"human": "user", "ai": "assistant", "system": "system"}
_INPUT, _OUTPUT = SpanAttributes.LLM_INPUT_MESSAGES, SpanAttributes.LLM_OUTPUT_MESSAGES


def describe_call(span: Span, model: str, messages: Sequence[BaseMessage]) -> None:
    """Make the span an LLM's, with its prompt; Phoenix prices the models that it knows."""
    if not span.is_recording():
        return
    span.set_attributes({KIND: LLM, SpanAttributes.LLM_MODEL_NAME: model})
    for number, message in enumerate(messages):
        _message(span, f"{_INPUT}.{number}", _ROLES[message.type], str(message.text))


def describe_reply(span: Span, text: str) -> None:
    """Add what the model wrote, whole or until a sentence was refused."""
    if span.is_recording():
        _message(span, f"{_OUTPUT}.0", "assistant", text)


def describe_usage(span: Span, usage: UsageMetadata) -> None:
    """Add the tokens, when the endpoint counts them."""
    if span.is_recording():
        span.set_attributes(
            {
                SpanAttributes.LLM_TOKEN_COUNT_PROMPT: usage["input_tokens"],
                SpanAttributes.LLM_TOKEN_COUNT_COMPLETION: usage["output_tokens"],
                SpanAttributes.LLM_TOKEN_COUNT_TOTAL: usage["total_tokens"],
            }
        )


def _message(span: Span, name: str, role: str, text: str) -> None:
    span.set_attribute(f"{name}.{MessageAttributes.MESSAGE_ROLE}", role)
    span.set_attribute(f"{name}.{MessageAttributes.MESSAGE_CONTENT}", text)
