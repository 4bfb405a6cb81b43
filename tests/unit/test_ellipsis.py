"""What is asked again of another product: "y la segunda?"."""

import pytest

from graph.composer.composer import Composer
from graph.ports import DraftRequest
from tests.fakes.products import product_source

FLIP = product_source(
    1, id="F", title="Parlante JBL Flip 6", price="215999.00 ARS",
    attributes={"peso": {"value": 0.55, "unit": "kg"}, "autonomía": {"value": 12, "unit": "horas"}},
)  # fmt: skip
SPLIT = product_source(
    1, id="S", title="Aire Split BGH 3000 Frigorías", price="849999.00 ARS",
    attributes={"frigorías": {"value": 3000, "unit": "frig/h"}},
)  # fmt: skip


def told(question: str, *before: str, product=FLIP) -> str:
    history = [pair for text in before for pair in (("user", text), ("assistant", "Eso."))]
    request = DraftRequest(question, "product_question", [product], (), history)
    return " ".join(Composer("Tienda Ñandú").sentences(request))


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (["cuánto pesa el charge?"], "y el flip?", "peso: 0,55 kg"),
        (["la primera cuánto pesa?"], "y la segunda?", "peso: 0,55 kg"),
        (["con 100 lucas me alcanza para el go?"], "y para el flip 6?", "No te alcanza."),
        (["con 300 lucas me alcanza para el go?", "y para el charge?"], "y el flip?", "Sí, te"),
        (["cuánto sale el go 3?"], "y ese?", "sale $ 215.999"),
    ],
)
def test_who_only_names_another_product_asks_the_same_of_it(before, question, expected):
    assert expected in told(question, *before)


@pytest.mark.parametrize(
    ("before", "question"),
    [
        (["cuánto pesa el charge?"], "y cuánto dura la batería del flip?"),
        (["cuánto pesa el charge?"], "hablame del flip 6"),
        (["cuánto pesa el charge?", "hacen envíos a Rosario?"], "y el flip?"),
    ],
)
def test_who_asks_something_else_is_not_told_what_was_asked_before(before, question):
    assert told(question, *before).startswith(
        ("Parlante JBL Flip 6: autonomía", "Parlante JBL Flip 6 sale")
    )


def test_what_the_title_tells_may_be_asked_all_the_same():
    assert "frigorías: 3.000" in told("cuántas frigorías tiene?", product=SPLIT)
    assert "sale" in told(
        "tenés el split bgh de 3000 frigorías?", product=SPLIT
    ) or "stock" in told("tenés el split bgh de 3000 frigorías?", product=SPLIT)
