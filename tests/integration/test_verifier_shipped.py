"""The shipped verifier: it loads, answers its golden pairs, and reads what a source says."""

import pytest

from app.settings import ROOT, Settings
from graph.checking.lora_verifier import LoraVerifier

RESERVES = "Reservas. Reservamos por 72 horas con una seña del 20 %."


@pytest.fixture(scope="module")
def verifier():
    return LoraVerifier(ROOT / "models" / "verifier", Settings().cache)


def test_what_a_source_says_is_hardly_doubted_and_a_condition_that_it_does_not_make_is(verifier):
    said, invented = verifier.refusals([
        ("Te lo reservamos tres días con una seña del 20 %.", RESERVES),
        ("Para reservarlo traé el DNI y un recibo de sueldo.", RESERVES),
    ])  # fmt: skip
    assert said < 0.2 < 0.9 < invented
