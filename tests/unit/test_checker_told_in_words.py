"""What is told in other words than the source's: counts, units, terms, and what is had apart."""

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.sources import read_sources
from tests.fakes.rows import product_row as product

SOURCES = read_sources(
    [
        product("Pendrive Tero", 22000, 4, Lectura={"value": 400, "unit": "MB/s"}),
        product("Pendrive Chajá", 15000, 1, Lectura={"value": 120, "unit": "MB/s"}),
        {
            "kind": "policy", "id": "t", "title": "Taller de muebles",
            "text": "El lustre es sin cargo si traés todos los cajones. No incluye los tiradores. "
            "Si la laca no te convence, tomamos la lata empezada dentro de los 8 días, con al "
            "menos la mitad del contenido.",
        },
        {
            "kind": "policy", "id": "r", "title": "Regalos",
            "text": "Desde $ 20.000 sumamos 3 posavasos; desde $ 40.000, 6. La cena es el 12 de "
            "agosto y se cancela hasta el día anterior.",
        },
    ]
)  # fmt: skip

RIGHT = [
    "Del Chajá nos queda uno solo [2].",
    "Del Chajá queda uno [2].",
    "Tengo uno ideal para vos: el Tero, a $ 22.000 [1].",
    "El Tero lee a 400 megabytes por segundo [1].",
    "El Tero lee a 400 MB por segundo [1].",
    "El Tero lee más rápido que el Chajá [1][2].",
    "La más cara lee a 400 MB/s y la otra a 120 [2][1].",
    "El lustre va sin cargo trayendo todos los cajones [3].",
    "Los tiradores van aparte [3].",
    "Los tiradores se venden por separado [3].",
    "Aunque esté empezada la tomamos, mientras no hayan pasado 8 días [3].",
    "Te tocan 3, porque con $ 22.000 [1] pasás los $ 20.000 [4].",
    "Podés cancelar la cena hasta el 11 [4].",
]
WRONG = [
    "Del Tero nos queda uno solo [1].",
    "Del Tero queda uno [1].",
    "Del Tero nos quedan un par [1].",
    "El Tero lee a 400 megabits por segundo [1].",
    "El Tero lee a 400 Mbps [1].",
    "El Chajá lee más rápido que el Tero [1][2].",
    "La más cara es el Chajá [1][2].",
    "El lustre va sin cargo si traés al menos tres cajones [3].",
    "Los tiradores van incluidos [3].",
    "Te tocan 5, porque con $ 22.000 [1] pasás los $ 20.000 [4].",
    "Podés cancelar la cena hasta el 10 [4].",
]


def _refused(answer: str) -> bool:
    claims = ClaimChecker().judge("", answer, SOURCES)
    return any(claim["verdict"] in ("contradicted", "not_found") for claim in claims)


@pytest.mark.parametrize("answer", RIGHT)
def test_what_the_sources_mean_passes(answer):
    assert not _refused(answer)


@pytest.mark.parametrize("answer", WRONG)
def test_what_they_do_not_mean_is_refused(answer):
    assert _refused(answer)
