"""What a source says, told the other way round, without its marker, or against what things cost."""

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.sources import read_sources

ROSE = {
    "kind": "product", "id": "r", "title": "Rosal Trepador Vivaldi", "brand": "Vivaldi",
    "price": {"amount": 30000, "currency": "ARS"}, "availability": "in_stock",
    "description": "No tolera el viento. No incluye tutor.",
    "attributes": {"Riego en verano": "diario"},
}  # fmt: skip
RULES = {
    "kind": "policy", "id": "p", "title": "Condiciones",
    "text": "No cambiamos plantas compradas por Mercado Libre. La vuelta corre por nuestra cuenta. "
    "El envío es gratis desde $ 50.000. Los arbustos tienen 6 meses de garantía. Los bulbos no "
    "tienen cambio, salvo falla. Las semillas se cambian solo con el sobre cerrado. La suscripción "
    "se cancela sin penalidad. La garantía no cubre heladas ni granizo. El tronco tiene que "
    "conservar tres cuartos de la corteza. Los jueves, 20 % de reintegro, con tope de $ 5.000.",
}  # fmt: skip
HOURS = {
    "kind": "policy", "id": "h", "title": "Atención",
    "text": "Abrimos de lunes a viernes de 9 a 18.",
}  # fmt: skip


def _supported(answer: str) -> bool:
    claims = ClaimChecker().judge("", answer, read_sources([ROSE, RULES, HOURS]))
    return all(claim["verdict"] not in ("contradicted", "not_found") for claim in claims)


@pytest.mark.parametrize(
    "answer",
    [
        "Sí, también cambiamos plantas compradas por Mercado Libre [2].",
        "La vuelta la tenés que pagar vos [2].",
        "Los arbustos no tienen 6 meses de garantía [2].",
        "Los bulbos tienen cambio, salvo falla [2].",
        "Las semillas se cambian con el sobre abierto [2].",
        "Cancelar la suscripción tiene una penalidad [2].",
        "El rosal tolera el viento [1].",
        "Abrimos de 9 a 18 [3]. La garantía no cubre heladas ni granizo.",
        "La garantía no cubre heladas ni granizo [3].",
        "Sale $ 30.000 [1] y, como supera los $ 50.000, el envío es gratis [2].",
        "El tronco tiene que conservar el 75 % de la corteza y una maceta de barro [2].",
    ],
)
def test_refuses_what_is_turned_round(answer):
    assert not _supported(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "La vuelta la paga la tienda [2].",
        "Los bulbos no tienen cambio, salvo falla [2].",
        "Las semillas se cambian con el sobre cerrado [2].",
        "El rosal no tolera el viento y el tutor va aparte [1].",
        "Sale $ 30.000 [1] y no supera los $ 50.000 [2], así que no tenés envío gratis.",
        "El tronco tiene que conservar el 75 % de la corteza [2].",
        "El tope lo alcanzás con una compra de $ 25.000 [2].",
    ],
)
def test_passes_the_same_in_other_words(answer):
    assert _supported(answer)
