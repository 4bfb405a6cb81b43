"""Figures that come out of told ones: believed to the cent, and no further."""

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.sources import read_sources

SOURCES = [
    {
        "kind": "product", "id": "a", "title": "Detergente Limón 750 ml", "brand": "Burbuja",
        "price": {"amount": 2400, "currency": "ARS"}, "availability": "in_stock", "quantity": 9,
        "attributes": {"Contenido": {"value": 750, "unit": "ml"}},
    },
    {
        "kind": "product", "id": "b", "title": "Mueble Bajo Mesada", "brand": "Nogal",
        "price": {"amount": 90000, "currency": "ARS"}, "availability": "out_of_stock",
        "quantity": 0, "attributes": {"Profundidad": {"value": 52, "unit": "cm"}},
    },
]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "answer", "supported"),
    [
        ("cuánto el litro?", "El litro vendría a ser $ 3.200 [1].", True),
        ("cuánto el litro?", "El litro vendría a ser $ 3.100 [1].", False),
        ("tengo 55 cm", "Tiene 52 cm de profundidad, así que te sobran 3 cm [2].", True),
        ("tengo 55 cm", "Tiene 52 cm de profundidad, así que te sobran 5 cm [2].", False),
        ("qué hay?", "El mueble se nos agotó, pero del detergente quedan 9 [2][1].", True),
        ("qué hay?", "El detergente se nos agotó, pero el mueble está en stock [1][2].", False),
    ],
)
def test_believes_a_figure_that_its_terms_give(question, answer, supported):
    claims = ClaimChecker().judge(question, answer, read_sources(SOURCES))
    refused = any(claim["verdict"] in ("contradicted", "not_found") for claim in claims)
    assert refused is not supported
