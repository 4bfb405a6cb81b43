"""What a turn says when it cannot be served: an apology, never what was not checked or kept."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from langgraph.config import get_stream_writer
from langgraph.runtime import Runtime

from graph.context import Context
from graph.errors import HandoffError
from graph.nodes.citation_checker import finish
from graph.state import State
from ingest.errors import IngestError

Node = Callable[[State, Runtime[Context]], Awaitable[dict[str, Any]]]

APOLOGY = "En este momento no puedo consultar el catálogo. Probá de nuevo en unos minutos."
NOBODY_TOLD = (
    "En este momento no puedo avisarle a nadie del equipo. Pedímelo de nuevo en unos minutos."
)

_log = logging.getLogger("dona.turns")


def apologising(node: Node) -> Node:
    """Finish the turn with an apology when the node cannot read the index, embed, or call a person.

    The trace and the metrics have the error. Nodes after it have nothing to do.
    """

    async def run(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
        if state.get("verdict"):
            return {}
        try:
            return await node(state, runtime)
        except (IngestError, HandoffError) as error:
            text = NOBODY_TOLD if isinstance(error, HandoffError) else APOLOGY
            _log.exception("turn failed")
            # An attempt of its own: it takes the place of whatever was told before.
            attempt = state.get("attempts", 0) + 1
            get_stream_writer()({"type": "sentence", "attempt": attempt, "text": text})
            return finish(text, [], [], "abstained") | {"failure": type(error).__name__}

    return run
