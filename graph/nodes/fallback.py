"""Answer without a model: the composer's words, or the admission that the fact is missing."""

from typing import Any

from langgraph.config import get_stream_writer

from graph.nodes.citation_checker import finish
from graph.nodes.generator import write
from graph.ports import Catalog, Checker, Generator
from graph.state import State

ABSTENTION = "No tengo ese dato confirmado. ¿Querés que te comunique con una persona del equipo?"


async def fallback(
    state: State, *, composer: Generator, checker: Checker, catalog: Catalog
) -> dict[str, Any]:
    """Compose from the sources; the checker judges the composer as it judges any model."""
    before = state.get("shown", []), state.get("recent", [])
    draft = await write(state, composer, checker, catalog)
    if draft.feedback or not draft.text.strip():
        get_stream_writer()(
            {"type": "sentence", "attempt": state.get("attempts", 0) + 1, "text": ABSTENTION}
        )
        return finish(ABSTENTION, state["sources"], state["claims"], "abstained", *before)
    sources = await catalog.refresh(state["sources"])
    return finish(draft.text, sources, draft.claims, "fallback", *before)
