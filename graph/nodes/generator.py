"""Draft the answer, releasing each sentence to the shopper once the checker has passed it."""

import re
from dataclasses import dataclass
from typing import Any

from langgraph.config import get_stream_writer
from opentelemetry.trace import Status, StatusCode, get_current_span

from graph.errors import GeneratorError
from graph.intake import asked_of, history_of, purchase_of
from graph.ports import Catalog, Checker, DraftRequest, Generator
from graph.routes import RETRIEVAL_ROUTES
from graph.sentences import stream_sentences, titles_of
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
            draft = await write(state, drafter, checker, catalog)
        except GeneratorError as error:
            get_current_span().record_exception(error)
            get_current_span().set_status(Status(StatusCode.ERROR, str(error)))
            draft = Draft("", [], [f"El modelo no respondió: {error}"], steady=False)
    return {
        "draft": draft.text,
        "claims": draft.claims,
        "feedback": draft.feedback,
        "proven": drafter is composer and draft.steady,
        "attempts": state.get("attempts", 0) + 1,
        "usage": add_usage(state.get("usage"), meter, prices),
    }


@dataclass(frozen=True)
class Draft:
    """A text that was written and judged sentence by sentence."""

    text: str
    claims: list[Claim]
    feedback: list[str]
    """Why it failed; empty when every sentence passed."""
    steady: bool
    """Whether every sentence was judged against the sources as the state has them."""


async def write(state: State, drafter: Generator, checker: Checker, catalog: Catalog) -> Draft:
    """Return the draft as far as it was released, and what the checker said of it.

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
    steady = sources == state["sources"]
    dropped: list[Claim] = []
    items = 0
    async for sentence in stream_sentences(drafter.draft(request), titles_of(sources)):
        now = await catalog.refresh(sources)
        steady = steady and now == sources
        check = await checker.check(purchase, sentence, now, before=draft)
        if not check.supported and _ITEM.match(sentence):
            dropped += check.claims  # the list goes on without it
            continue
        draft += sentence
        claims += check.claims
        if not check.supported:
            return Draft(draft, claims, reasons(check.claims), steady)
        items += bool(_ITEM.match(sentence))
        release({"type": "sentence", "attempt": attempt, "text": sentence})
    if dropped and not items:
        return Draft(draft, claims + dropped, reasons(dropped), steady)
    return Draft(draft, claims, [], steady)


def reasons(claims: list[Claim]) -> list[str]:
    """Say what failed, for the next draft and for the trace."""
    failed = [claim for claim in claims if claim["verdict"] in ("contradicted", "not_found")]
    return [f"«{claim['text'].strip()}»: {claim['reason']}" for claim in failed]
