"""What each span says, in OpenInference's names where it has one and under `dona.` where not.

Source: the OpenInference semantic conventions, release 0.1.42.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from openinference.semconv.trace import (
    DocumentAttributes,
    OpenInferenceMimeTypeValues,
    OpenInferenceSpanKindValues,
    SpanAttributes,
)

from graph.intake import caller_of, question_of
from graph.retrieval.constraints import build_filter
from graph.source_lines import source_line
from graph.state import Source, State
from graph.understanding.request import SearchRequest

Attributes = dict[str, str | int | float | bool]
Describe = Callable[[State, Mapping[str, Any]], Attributes]

KIND = SpanAttributes.OPENINFERENCE_SPAN_KIND
LLM = OpenInferenceSpanKindValues.LLM.value
_CHAIN = OpenInferenceSpanKindValues.CHAIN.value
_JSON = OpenInferenceMimeTypeValues.JSON.value


def begun(state: State, configurable: Mapping[str, Any]) -> Attributes:
    """Describe a turn's root at its start: who says what, in which conversation."""
    who = {
        SpanAttributes.SESSION_ID: configurable.get("thread_id"),
        SpanAttributes.USER_ID: caller_of(configurable),
    }
    return {
        KIND: OpenInferenceSpanKindValues.AGENT.value,
        SpanAttributes.AGENT_NAME: "dona",
        SpanAttributes.INPUT_VALUE: question_of(state["messages"]),
        **{name: str(id_) for name, id_ in who.items() if id_},
    }


def finished(state: State, update: Mapping[str, Any]) -> Attributes:
    """Describe a turn's root at its end: the answer and how it came to be."""
    return {
        SpanAttributes.OUTPUT_VALUE: update["answer"],
        "dona.verdict": update["verdict"],
        "dona.route": state["route"],
        "dona.confidence": state["confidence"],
        "dona.attempts": state["attempts"],
    }


def router(state: State, update: Mapping[str, Any]) -> Attributes:
    return {
        SpanAttributes.INPUT_VALUE: question_of(state["messages"]),
        SpanAttributes.OUTPUT_VALUE: update["route"],
        "dona.route": update["route"],
        "dona.confidence": update["confidence"],
        "dona.fell_back": update["fell_back"],
    }


def retriever(state: State, update: Mapping[str, Any]) -> Attributes:
    """Describe what was understood, asked of the index and found."""
    request = {name: value for name, value in update["request"].items() if value}
    attributes: Attributes = {
        SpanAttributes.INPUT_VALUE: question_of(state["messages"]),
        "dona.request": _json(request),
        "dona.notes": _json(update["notes"]),
        "dona.found": len(update["sources"]),
    }
    if "text" in request:
        asked = build_filter(SearchRequest.model_validate(request))
        attributes["dona.filters"] = _json(asdict(asked))
    for number, source in enumerate(update["sources"]):
        attributes |= _document(number, source)
    return attributes


def generator(state: State, update: Mapping[str, Any]) -> Attributes:
    """Describe a draft, and why it will be thrown away when it will."""
    return {
        SpanAttributes.INPUT_VALUE: "\n".join([question_of(state["messages"]), *state["feedback"]]),
        SpanAttributes.OUTPUT_VALUE: update["draft"],
        "dona.attempt": update["attempts"],
        "dona.refused": _json(update["feedback"]),
    }


def citation_checker(state: State, update: Mapping[str, Any]) -> Attributes:
    """Describe the verdict on each claim, the sentences' own when the draft had failed already."""
    claims = update.get("claims", state["claims"])
    verdicts = [claim["verdict"] for claim in claims]
    return {
        SpanAttributes.INPUT_VALUE: state["draft"],
        SpanAttributes.OUTPUT_VALUE: _json(claims),
        SpanAttributes.OUTPUT_MIME_TYPE: _JSON,
        "dona.passed": bool(update.get("verdict")),
        "dona.claims.supported": verdicts.count("supported"),
        "dona.claims.contradicted": verdicts.count("contradicted"),
        "dona.claims.not_found": verdicts.count("not_found"),
    }


def fallback(state: State, update: Mapping[str, Any]) -> Attributes:
    return {
        SpanAttributes.INPUT_VALUE: "\n".join(state["feedback"]),
        SpanAttributes.OUTPUT_VALUE: update["answer"],
        "dona.verdict": update["verdict"],
    }


def _document(number: int, source: Source) -> Attributes:
    name = f"{SpanAttributes.RETRIEVAL_DOCUMENTS}.{number}"
    ranks = {key: source[key] for key in ("kind", "title", "dense_rank", "text_rank")}
    return {
        f"{name}.{DocumentAttributes.DOCUMENT_ID}": source["id"],
        f"{name}.{DocumentAttributes.DOCUMENT_SCORE}": source["score"],
        f"{name}.{DocumentAttributes.DOCUMENT_CONTENT}": source_line(source, "", 1),
        f"{name}.{DocumentAttributes.DOCUMENT_METADATA}": _json(ranks),
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def handoff(state: State, update: Mapping[str, Any]) -> Attributes:
    opened = update.get("handoff")
    return {"dona.handoff": opened["id"]} if opened else {}


NODES: dict[str, tuple[str, Describe]] = {
    "router": (_CHAIN, router),
    "handoff": (_CHAIN, handoff),
    "retriever": (OpenInferenceSpanKindValues.RETRIEVER.value, retriever),
    "generator": (_CHAIN, generator),  # an LLM's once `model_calls.py` says so
    "citation_checker": (OpenInferenceSpanKindValues.EVALUATOR.value, citation_checker),
    "fallback": (_CHAIN, fallback),
}
"""Each node's span kind, and what describes it from the state before and the update after."""
