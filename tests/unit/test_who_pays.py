"""Who pays is told in many ways, and none of them hides what follows."""

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.sources import read_sources


def verdicts(policy: str, answer: str) -> set[str]:
    sources = read_sources([{"kind": "policy", "id": "p", "title": "Cambios", "text": policy}])
    claims = ClaimChecker().judge("quién paga?", answer, sources)
    return {claim["verdict"] for claim in claims}


@pytest.mark.parametrize(
    ("policy", "answer"),
    [
        ("El retiro del colchón es sin cargo.", "El retiro del colchón queda a cargo tuyo [1]."),
        ("El retiro del colchón es sin cargo.", "El retiro del colchón corre por cuenta tuya [1]."),
        ("El flete del cambio corre por cuenta del usuario.", "El flete del cambio es gratis [1]."),
        ("El flete del cambio va por cuenta del vivero.", "El flete del cambio lo pagás vos [1]."),
        (
            "El envío de vuelta es a cargo del cliente salvo falla de fábrica.",
            "El envío de vuelta por falla de fábrica lo pagás vos [1].",
        ),
    ],
)
def test_who_pays_is_not_turned_round(policy, answer):
    assert "contradicted" in verdicts(policy, answer)


@pytest.mark.parametrize(
    ("policy", "answer"),
    [
        (
            "El envío de vuelta es a cargo del cliente salvo falla de fábrica.",
            "El envío de vuelta por falla de fábrica es sin cargo [1].",
        ),
        ("El flete del cambio va por cuenta del vivero.", "El flete del cambio es gratis [1]."),
        ("El retiro del colchón es a cargo del cliente.", "El retiro lo pagás vos [1]."),
        (
            "La garantía de fábrica cubre el motor. El service de fábrica tiene costo.",
            "El motor está en la garantía de fábrica [1].",
        ),
    ],
)
def test_who_pays_is_told_in_other_words(policy, answer):
    assert "contradicted" not in verdicts(policy, answer)
