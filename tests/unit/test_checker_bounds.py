"""Prices told by a bound, counts in packs and dozens, and what goes on with the clause before."""

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.context import failures
from graph.checking.sources import read_sources


def product(title, amount, attributes=None):
    row = {"kind": "product", "id": title, "title": title, "attributes": attributes or {}}
    return row | {"price": {"amount": amount, "currency": "ARS"}, "availability": "in_stock"}


SOURCES = read_sources(
    [
        product("Silla Roble", 40000, {"apilable": "sí"}),
        product("Silla Olmo", 90000, {"apilable": "no"}),
        product("Caja de copas Luz", 20000, {"Contenido": "12 copas"}),
        {
            "kind": "policy",
            "id": "p",
            "title": "Envíos",
            "text": "Envío gratis en compras desde $ 60.000. Cambios dentro de las 48 horas.",
        },
    ]
)
RIGHT = [
    ("", "La Silla Olmo cuesta menos de $ 100.000 [2]."),
    ("", "Cuesta menos de 100 mil pesos: $ 90.000 [2]."),
    ("", "Por menos de $ 45.000 te llevás la Silla Roble [1]."),
    ("", "La Silla Olmo cuesta más de $ 80.000 [2]."),
    ("", "La Silla Roble no llega a $ 50.000 [1]."),
    ("", "La Silla Roble [1] no llega a los $ 60.000 del envío gratis [4]."),
    ("", "La Silla Olmo tiene envío gratis porque supera los $ 60.000 [2][4]."),
    ("", "La Silla Roble queda a $ 20.000 del envío gratis [1][4]."),
    ("", "Las dos juntas superan los $ 60.000 [1][2]."),
    ("algo de menos de 35.000?",
     "No tenemos por menos de $ 35.000; la más cercana es la Silla Roble, a $ 40.000 [1]."),
    ("tenés sillas hasta 50 mil?", "Hasta $ 50.000 tenés la Silla Roble, a $ 40.000 [1]."),
    ("", "Media docena de Silla Roble sale $ 240.000 [1]."),
    ("", "Dos cajas traen 24 copas [3]."),
    ("", "La Silla Roble es apilable [1] y la Olmo no [2]."),
    ("", "Los cambios se hacen dentro de los 2 días [4]."),
]  # fmt: skip
WRONG = [
    ("", "La Silla Olmo cuesta menos de $ 80.000 [2]."),
    ("", "La Silla Olmo cuesta más de $ 95.000 [2]."),
    ("", "Por menos de $ 35.000 te llevás la Silla Roble [1]."),
    ("", "La Silla Roble no llega a $ 35.000 [1]."),
    ("", "La Silla Roble tiene envío gratis porque supera los $ 60.000 [1][4]."),
    ("", "Con la Silla Roble [1] el envío es gratis porque pasa los $ 60.000 [4]."),
    ("", "La Silla Roble queda a $ 30.000 del envío gratis [1][4]."),
    ("tenés sillas hasta 50 mil?", "Hasta $ 50.000 tenés la Silla Olmo [2]."),
    ("", "Media docena de Silla Roble sale $ 200.000 [1]."),
    ("", "Dos cajas traen 36 copas [3]."),
    ("", "La Silla Roble es apilable [1] y la Olmo también [2]."),
    ("", "Ninguna es apilable [1][2]."),
    ("", "Los cambios se hacen dentro de los 3 días [4]."),
]


@pytest.mark.parametrize(("question", "answer"), RIGHT)
def test_what_the_price_is_within_passes(question, answer):
    assert [*failures(ClaimChecker().judge(question, answer, SOURCES))] == []


@pytest.mark.parametrize(("question", "answer"), WRONG)
def test_what_it_is_not_within_is_refused(question, answer):
    assert [*failures(ClaimChecker().judge(question, answer, SOURCES))]
