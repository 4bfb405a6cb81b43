"""The shopper's figure against what a product is for, rates, and what is given away."""

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.sources import read_sources


def product(title, amount, **attributes):
    return {
        "kind": "product", "id": title, "title": title, "quantity": 9,
        "price": {"amount": amount, "currency": "ARS"}, "availability": "in_stock",
        "attributes": attributes,
    }  # fmt: skip


SOURCES = read_sources(
    [
        product("Collar para gatos de 3 a 6 kg", 8000, Largo={"value": 30, "unit": "cm"}),
        product("Parrilla portaequipaje Chingolo 2012 a 2018", 90000, Años="2012 a 2018"),
        product("Parrilla portaequipaje Chingolo 2019 en adelante", 95000),
        product("Abono para potus", 6000, Dosis="8 ml por litro", Unidades=12),
        {
            "kind": "policy", "id": "e", "title": "Entregas",
            "text": "En Junín llega en 24 horas por $ 3.000, gratis desde $ 30.000. Va con "
            "instructivo sin cargo.",
        },
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Mi gato pesa 4 kilos", "Para un gato de 4 kilos va ese collar, a $ 8.000 [1]."),
        ("Mi gato pesa 8 kilos", "Para 8 kilos ese collar le queda chico [1]."),
        ("Mi gato pesa 8 kilos", "No, para 8 kilos no va [1]."),
        ("Tengo un Chingolo 2015", "A tu Chingolo 2015 le va perfecto [2]."),
        ("Tengo un Chingolo 2022", "A tu Chingolo 2022 le va perfecto [3]."),
        ("Tengo un Chingolo 2022", "La 2012 a 2018 sale $ 90.000 [2]."),
        ("¿Cómo lo uso?", "Ponés 8 ml por litro de agua [4]."),
        ("", "Del abono quedan 9 unidades [4]."),
        ("", "En Junín llega en 24 horas y va con instructivo sin cargo [5]."),
    ],
)
def test_what_fits_passes(question, answer):
    assert not _refused(question, answer)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Mi gato pesa 8 kilos", "Para un gato de 8 kilos va ese collar, a $ 8.000 [1]."),
        ("Tengo una gata de 2 kg", "Para tu gata de 2 kg es ese collar [1]."),
        ("Tengo un Chingolo 2022", "A tu Chingolo 2022 le va perfecto [2]."),
        ("Tengo un Chingolo 2015", "A tu Chingolo 2015 le va perfecto [3]."),
        ("¿Cómo lo uso?", "Ponés 8 gotas por litro de agua [4]."),
        ("", "En Junín llega en 24 horas y va con moño sin cargo [5]."),
        ("", "En Junín llega en 24 horas y va con llavero de regalo sin cargo [5]."),
    ],
)
def test_what_does_not_fit_is_refused(question, answer):
    assert _refused(question, answer)


def _refused(question: str, answer: str) -> bool:
    claims = ClaimChecker().judge(question, answer, SOURCES)
    return any(claim["verdict"] in ("contradicted", "not_found") for claim in claims)
