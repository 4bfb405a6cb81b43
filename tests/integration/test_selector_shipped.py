"""The shipped selector: it loads, answers its golden pairs, tells an answer from what is near."""

import pytest

from app.settings import ROOT, Settings
from graph.policies.selector import AnswerSelector

HOURS = "Sucursales, Quilmes: Abrimos de lunes a viernes de 9 a 18 hs."
CARDS = "Pagos, Tarjetas: Aceptamos tarjetas de crédito en hasta tres cuotas sin interés."


@pytest.fixture(scope="module")
def selector():
    return AnswerSelector(ROOT / "models" / "selector", Settings().cache)


def test_what_answers_is_told_from_what_is_only_near(selector):
    hours, other, cards = selector.answer([
        ("che hasta q hora estan hoy martes?", HOURS),
        ("tienen estacionamiento?", HOURS),
        ("en cuantas cuotas lo puedo pagar?", CARDS),
    ])  # fmt: skip
    assert other < 0.1 < 0.4 < min(hours, cards)
