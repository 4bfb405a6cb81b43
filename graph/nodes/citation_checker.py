"""Prove the whole draft, or send it back with the reasons."""

from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessage

from graph.answer import card, citation, cited_sources
from graph.intake import purchase_of
from graph.nodes.generator import reasons
from graph.ports import Catalog, Checker
from graph.routes import RETRIEVAL_ROUTES
from graph.state import Claim, Source, State, Verdict

RECENT, FEW = 6, 3
"""Products told of in the last answers that are remembered, and how many found beside them may be
what an answer compared."""


async def citation_checker(state: State, *, port: Checker, catalog: Catalog) -> dict[str, Any]:
    """Check the draft as a whole, against prices and stock read at this moment.

    Sentences passed one by one already; what is left is what only the whole shows (a comparison,
    a marker two sentences away) and what changed in the catalog meanwhile. The composer's whole is
    made of what code computed, and is judged again only when its sources changed.
    """
    sources = await catalog.refresh(state["sources"])
    if state["feedback"] or not state["draft"].strip():
        return {"sources": sources}
    if state["proven"] and sources == state["sources"]:
        claims = state["claims"]
    else:
        check = await port.check(purchase_of(state), state["draft"], sources)
        claims = check.claims
        if not check.supported:
            return {"sources": sources, "claims": claims, "feedback": reasons(claims)}
    # What cites a source tells of it, be it too plain for any rule to prove: "No atendemos gatos."
    cites = bool(cited_sources(state["draft"], sources))
    makes_claims = cites or any(claim["verdict"] == "supported" for claim in claims)
    if state["route"] in RETRIEVAL_ROUTES and state["sources"] and not makes_claims:
        verdict: Verdict = "abstained"
    else:
        verdict = "verified" if makes_claims else "no_claims"
    return finish(
        state["draft"], sources, claims, verdict,
        state.get("shown", []), state.get("recent", []),
    )  # fmt: skip


def finish(
    text: str,
    sources: list[Source],
    claims: list[Claim],
    verdict: Verdict,
    shown: Sequence[Source] = (),
    recent: Sequence[str] = (),
) -> dict[str, Any]:
    """Write the answer contract, and remember for the next turn what was shown and spoken of.

    `shown` is what was shown before, `recent` the ids of what was told of: an answer about one of
    them leaves the list as it is, so that "y la segunda?" is still the second of it. What nothing
    could be told of only joins the list.
    """
    text = text.strip()
    cited = cited_sources(text, sources)
    products = [s for s in cited if s["kind"] == "product" and not s.get("beside")]
    update: dict[str, Any] = {
        "messages": [AIMessage(text)],
        "sources": sources,
        "claims": claims,
        "answer": text,
        "citations": [citation(source, claims) for source in cited],
        "products": [card(source) for source in products],
        "verdict": verdict,
    }
    meant = [s for s in sources if s["kind"] == "product" and not s.get("beside")]
    about = meant[:1] if len(meant) < FEW else []  # what could not be told was asked of it
    told = [source["id"] for source in products or about]
    found = [source["id"] for source in meant]
    beside = found if len(found) <= FEW else []
    update["recent"] = list(dict.fromkeys([*told, *beside, *recent]))[:RECENT]
    if not products and about and all(source["id"] != about[0]["id"] for source in shown):
        return update | {"shown": [*shown, *about], "spoken": about[0]["id"]}
    return update | _remembered(products or about, shown)


def _remembered(told: list[Source], shown: Sequence[Source]) -> dict[str, Any]:
    if not told:
        return {}
    if len(told) == 1 and any(source["id"] == told[0]["id"] for source in shown):
        return {"spoken": told[0]["id"]}
    return {"shown": told, "spoken": told[0]["id"] if len(told) == 1 else ""}
