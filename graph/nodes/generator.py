"""Draft the answer, releasing each sentence to the shopper once the checker has passed it."""

import re
from typing import Any

from langgraph.config import get_stream_writer
from opentelemetry.trace import Status, StatusCode, get_current_span

from graph.errors import GeneratorError
from graph.intake import asked_of, history_of, purchase_of
from graph.ports import Catalog, Checker, DraftRequest, Generator
from graph.routes import RETRIEVAL_ROUTES
from graph.sentences import stream_sentences
from graph.state import Claim, State
from graph.understanding.plain import written_out
from graph.usage import Prices, add_usage, metered

_ITEM = re.compile(r"\s*(?:[-*•]|\d+[.)])\s")
"""The beginning of a list's item."""


async def generator(
    state: State,
    *,
    port: Generator,
    composer: Generator,
    checker: Checker,
    catalog: Catalog,
    prices: Prices,
) -> dict[str, Any]:
    """Draft with the model where there are sources, with the composer where there are none.

    Drafting stops at the first sentence that fails: the rest would be thrown away.
    """
    drafter = port if state["route"] in RETRIEVAL_ROUTES else composer
    with metered() as meter:
        try:
            draft, claims, feedback = await write(state, drafter, checker, catalog)
        except GeneratorError as error:
            get_current_span().record_exception(error)
            get_current_span().set_status(Status(StatusCode.ERROR, str(error)))
            draft, claims, feedback = "", [], [f"El modelo no respondió: {error}"]
    return {
        "draft": draft,
        "claims": claims,
        "feedback": feedback,
        "attempts": state.get("attempts", 0) + 1,
        "usage": add_usage(state.get("usage"), meter, prices),
    }


async def write(
    state: State, drafter: Generator, checker: Checker, catalog: Catalog
) -> tuple[str, list[Claim], list[str]]:
    """Return the draft, its claims, and why it failed (empty when every sentence passed).

    An item of a list that fails is left out; the list fails when none of its items passes.
    """
    question, purchase = asked_of(state), purchase_of(state)
    sources = await catalog.refresh(state["sources"])
    request = DraftRequest(
        question=question,
        route=state["route"],
        sources=sources,
        notes=state["notes"],
        history=[(role, written_out(text)) for role, text in history_of(state["messages"])],
        feedback=state["feedback"],
        request=state.get("request") or {},
    )
    release = get_stream_writer()
    attempt = state.get("attempts", 0)
    draft, claims = "", []
    dropped: list[Claim] = []
    items = 0
    async for sentence in stream_sentences(drafter.draft(request)):
        check = await checker.check(
            purchase, sentence, await catalog.refresh(sources), before=draft
        )
        if not check.supported and _ITEM.match(sentence):
            dropped += check.claims  # the list goes on without it
            continue
        draft += sentence
        claims += check.claims
        if not check.supported:
            return draft, claims, reasons(check.claims)
        items += bool(_ITEM.match(sentence))
        release({"type": "sentence", "attempt": attempt, "text": sentence})
    if dropped and not items:
        return draft, claims + dropped, reasons(dropped)
    return draft, claims, []


def reasons(claims: list[Claim]) -> list[str]:
    """Say what failed, for the next draft and for the trace."""
    failed = [claim for claim in claims if claim["verdict"] in ("contradicted", "not_found")]
    return [f"«{claim['text'].strip()}»: {claim['reason']}" for claim in failed]
