"""What a policy limits, what excludes each other, and amounts told without their sign."""

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.sources import read_sources


def product(title, amount, attributes=None, **fields):
    price = {"amount": amount, "currency": "ARS"}
    row = {"kind": "product", "id": title, "title": title, "price": price}
    return row | {"availability": "in_stock", "attributes": attributes or {}} | fields


SOURCES = read_sources(
    [
        product("Mesa Ombú de pino", 42000, {"Uso": "interior", "Largo": "120 cm"}),
        product("Banqueta Ombú de pino", 18000, {"Peso": {"value": 2.8, "unit": "kg"}}),
        {
            "kind": "policy",
            "id": "p",
            "title": "Pagos y armado",
            "text": "6 cuotas sin interés desde $ 100.000. Los jueves el banco reintegra 20 % con "
            "tope de $ 5.000. El armado incluye tornillos; no incluye tarugos. El flete lo paga "
            "el comprador. Tercera unidad: 3x2 en banquetas. Reponemos en marzo.",
        },
    ]
)

RIGHT = [
    "La mesa 42.000 y la banqueta 18.000: 60.000 en total [1][2].",
    "Son $60.000:\n- mesa: $42.000 [1]\n- banqueta: $18.000 [2]",
    "Tres banquetas en 3x2 te quedan en $36.000 [2][3].",
    "La banqueta pesa menos de 3 kilos [2].",
    "El reintegro de los jueves tiene tope: $5.000 [3].",
    "La mesa es de pino, para interior [1].",
    "Reponemos en marzo [3].",
]
WRONG = [
    "La mesa 42.000 y la banqueta 18.000: 61.000 en total [1][2].",
    "Son $61.000:\n- mesa: $42.000 [1]\n- banqueta: $18.000 [2]",
    "Tres banquetas en 3x2 te quedan en $35.000 [2][3].",
    "La banqueta pesa menos de 2 kilos [2].",
    "La mesa te la llevás en 6 cuotas sin interés [1][3].",
    "Con el banco te reintegran $8.400 por la mesa [1][3].",
    "El armado incluye tornillos y tarugos [3].",
    "El flete lo ponemos nosotros [3].",
    "La mesa es de algarrobo [1].",
    "La mesa está pensada para exterior [1].",
    "De regalo te va un almohadón.",
]


@pytest.mark.parametrize("answer", RIGHT)
def test_what_the_sources_say_passes(answer):
    claims = ClaimChecker().judge("", answer, SOURCES)
    assert [c["reason"] for c in claims if c["verdict"] in ("contradicted", "not_found")] == []


@pytest.mark.parametrize("answer", WRONG)
def test_what_they_do_not_say_is_refused(answer):
    claims = ClaimChecker().judge("", answer, SOURCES)
    assert any(c["verdict"] in ("contradicted", "not_found") for c in claims)
