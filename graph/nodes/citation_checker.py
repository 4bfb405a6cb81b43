"""Prove the whole draft, or send it back with the reasons."""

from typing import Any

from langchain_core.messages import AIMessage

from graph.answer import card, citation, cited_sources
from graph.intake import question_of
from graph.nodes.generator import reasons
from graph.ports import Catalog, Checker
from graph.routes import RETRIEVAL_ROUTES
from graph.state import Claim, Source, State, Verdict


async def citation_checker(state: State, *, port: Checker, catalog: Catalog) -> dict[str, Any]:
    """Check the draft as a whole, against prices and stock read at this moment.

    Sentences passed one by one already; what is left is what only the whole shows (a comparison,
    a marker two sentences away) and what changed in the catalog meanwhile.
    """
    sources = await catalog.refresh(state["sources"])
    if state["feedback"] or not state["draft"].strip():
        return {"sources": sources}
    check = await port.check(question_of(state["messages"]), state["draft"], sources)
    if not check.supported:
        return {"sources": sources, "claims": check.claims, "feedback": reasons(check.claims)}
    makes_claims = any(claim["verdict"] == "supported" for claim in check.claims)
    if state["route"] in RETRIEVAL_ROUTES and state["sources"] and not makes_claims:
        verdict: Verdict = "abstained"
    else:
        verdict = "verified" if makes_claims else "no_claims"
    return finish(state["draft"], sources, check.claims, verdict)


def finish(
    text: str, sources: list[Source], claims: list[Claim], verdict: Verdict
) -> dict[str, Any]:
    """Write the answer contract, and remember the products shown for the next turn."""
    text = text.strip()
    cited = cited_sources(text, sources)
    products = [source for source in cited if source["kind"] == "product"]
    update: dict[str, Any] = {
        "messages": [AIMessage(text)],
        "sources": sources,
        "claims": claims,
        "answer": text,
        "citations": [citation(source, claims) for source in cited],
        "products": [card(source) for source in products],
        "verdict": verdict,
    }
    return update | ({"shown": products} if products else {})
