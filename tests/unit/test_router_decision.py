"""A router that computes probabilities classifies the same message once."""

import numpy as np

from graph.routers import decision
from graph.routers.decision import ProbabilisticRouter
from graph.routes import ROUTES


class Counting(ProbabilisticRouter):
    def __init__(self) -> None:
        self.asked = []

    def probabilities(self, messages):
        self.asked += messages
        return np.eye(len(ROUTES), dtype=np.float32)[[len(self.asked) % len(ROUTES)]]


async def test_the_same_message_after_the_same_turn_is_classified_once():
    router = Counting()
    first = await router.route("hola", None, min_confidence=0.5)
    assert await router.route("hola", None, min_confidence=0.5) == first
    await router.route("hola", "Cliente: chau", min_confidence=0.5)
    assert router.asked == [("hola", None), ("hola", "Cliente: chau")]


async def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(decision, "MESSAGES_KEPT", 2)
    router = Counting()
    for text in ("uno", "dos", "tres", "uno"):
        await router.route(text, None, min_confidence=0.5)
    assert [text for text, _ in router.asked] == ["uno", "dos", "tres", "uno"]
