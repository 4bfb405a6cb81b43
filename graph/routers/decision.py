"""From probabilities to a route: what every trained router does with what it computed."""

import asyncio
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.ports import RouteDecision
from graph.routes import RETRIEVAL_ROUTES, ROUTES, Route

MESSAGES_KEPT = 1024
"""Whose probabilities are remembered: greetings, thanks and the page's suggestions are many's."""


class ProbabilisticRouter(ABC):
    """A `Router` that computes calibrated probabilities."""

    @abstractmethod
    def probabilities(self, messages: Sequence[tuple[str, str | None]]) -> NDArray[np.float32]:
        """Return calibrated probabilities of (text, previous) messages: float32 [n, routes]."""

    async def route(
        self, text: str, previous: str | None, *, min_confidence: float
    ) -> RouteDecision:
        """Classify one message off the event loop; the same one after the same turn, once."""
        message = (text, previous)
        row = self._kept.get(message)
        if row is None:
            row = (await asyncio.to_thread(self.probabilities, [message]))[0]
            self._kept[message] = row
            while len(self._kept) > MESSAGES_KEPT:
                self._kept.popitem(last=False)
        return decide(row, min_confidence)

    @cached_property
    def _kept(self) -> OrderedDict[tuple[str, str | None], NDArray[np.float32]]:
        return OrderedDict()


def decide(probabilities: NDArray[np.float32], min_confidence: float) -> RouteDecision:
    """Pick the route; an unsure refusal becomes the likeliest retrieval, which can still say no.

    `probabilities` is float32 [routes].
    """
    best = int(probabilities.argmax())
    confidence = float(probabilities[best])
    if confidence >= min_confidence or ROUTES[best] != "out_of_scope":
        return RouteDecision(ROUTES[best], confidence)
    retrieval = [i for i, route in enumerate(ROUTES) if route in RETRIEVAL_ROUTES]
    safest = max(retrieval, key=lambda i: probabilities[i])
    route: Route = ROUTES[safest]
    return RouteDecision(route, float(probabilities[safest]), fell_back=True)
