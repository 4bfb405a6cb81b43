"""The state machine, read top to bottom."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from graph.context import Context
from graph.edges import after_checker, after_router
from graph.nodes.citation_checker import citation_checker
from graph.nodes.fallback import fallback
from graph.nodes.generator import generator
from graph.nodes.handoff import handoff
from graph.nodes.operator import operator
from graph.nodes.retriever import retriever
from graph.nodes.router import router
from graph.outage import apologising
from graph.ports import Catalog, Checker, Generator, Inbox, Retriever, Router
from graph.state import Input, State
from graph.tracing.turns import TurnTracer
from graph.usage import Prices


@dataclass(frozen=True)
class Deps:
    """What the nodes are bound to."""

    router: Router
    retriever: Retriever
    generator: Generator
    composer: Generator
    checker: Checker
    catalog: Catalog
    prices: Prices = field(default_factory=Prices)
    inbox: Inbox | None = None
    """Where people of the store see who waits for them; None: nobody is handed over."""


def build_graph(
    deps: Deps, tracer: TurnTracer | None = None, **compile_options: Any
) -> CompiledStateGraph[State, Context, Input, Any]:
    """Compile router → retriever → generator → citation_checker, its loop, its ways out."""
    tracer = tracer or TurnTracer()
    graph = StateGraph(State, context_schema=Context, input_schema=Input)
    nodes = {
        "router": partial(router, port=deps.router),
        "handoff": partial(handoff, port=deps.inbox),
        "retriever": partial(retriever, port=deps.retriever),
        "generator": partial(
            generator,
            port=deps.generator,
            composer=deps.composer,
            checker=deps.checker,
            catalog=deps.catalog,
            prices=deps.prices,
        ),
        "citation_checker": partial(citation_checker, port=deps.checker, catalog=deps.catalog),
        "fallback": partial(
            fallback, composer=deps.composer, checker=deps.checker, catalog=deps.catalog
        ),
    }
    for name, node in nodes.items():
        traced = tracer.wrap(name, node)
        # The router begins the turn: it forgets how the one before ended.
        graph.add_node(name, traced if name == "router" else apologising(traced))
    # The turn has its answer when it comes here: what follows is a person's, and no span.
    graph.add_node("operator", operator)

    graph.add_edge(START, "router")
    graph.add_conditional_edges("router", after_router)
    graph.add_edge("handoff", "generator")
    graph.add_edge("retriever", "generator")
    graph.add_edge("generator", "citation_checker")
    graph.add_conditional_edges("citation_checker", after_checker)
    graph.add_edge("fallback", END)
    graph.add_edge("operator", END)
    return graph.compile(name="dona", **compile_options)
