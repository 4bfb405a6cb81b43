"""What terms leave out: products on sale, and one kind of product, wherever the answer names it."""

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.sources import read_sources


def product(title, amount, sale=None, **fields):
    row = {"kind": "product", "id": title, "title": title, "availability": "in_stock"}
    row["price"] = {"amount": amount, "currency": "ARS"}
    row |= {"sale_price": {"amount": sale, "currency": "ARS"}} if sale else {}
    return row | fields


def policy(title, text):
    return {"kind": "policy", "id": title, "title": title, "text": text}


SOURCES = read_sources(
    [
        product("Termo Caldén 1 L", 40000, 34000, product_type="Bazar > Termos"),
        product("Termo Piquillín 1 L", 50000, product_type="Bazar > Termos"),
        policy("Por cantidad", "12 % llevando 3 termos iguales. No se aplica a termos en oferta."),
        policy("Cuotas", "6 cuotas sin interés con cualquier tarjeta. Los productos en oferta no "
               "suman cuotas ni promociones."),
        policy("Pago", "8 % por transferencia. Los productos en oferta no tienen cambio. El "
               "grabado no incluye termos."),
        product("Bombilla Ñandubay", 9000, product_type="Bazar > Mate",
                attributes={"Tipo": "artículo de higiene"}),
        policy("Cambios", "Tenés 15 días para cambiar. Los artículos de mate no tienen cambio, "
               "salvo rotura de fábrica. No cubrimos rayaduras. Las repisas viajan sin armar; "
               "los percheros se entregan armados."),
    ]
)  # fmt: skip

RIGHT = [
    "El Piquillín está a $ 50.000 [2]. Llevando 3 iguales te descontamos un 12 % [3].",
    "El Caldén está a $ 34.000 [1]. El 12 % por llevar 3 no se aplica porque está en oferta [3].",
    "El Caldén está a $ 34.000 [1]. Por 3 iguales hay 12 % [3]. Ojo: no corre en oferta [3].",
    "El Piquillín lo podés pagar en 6 cuotas sin interés [2][4].",
    "El Caldén, por transferencia, tiene 8 % de descuento [1][5].",
    "La bombilla no tiene cambio [7].",
    "La bombilla la cambiamos si tiene una rotura de fábrica [7].",
    "El termo lo podés cambiar dentro de los 15 días [7].",
    "Un rayón no entra [7].",
    "Las repisas van para armar; el perchero te llega armado [7].",
]
WRONG = [
    "El Caldén está a $ 34.000 [1]. Llevando 3 iguales te descontamos un 12 % [3].",
    "Por 3 del Caldén tenés 12 % de descuento [1][3].",
    "El Caldén lo podés pagar en 6 cuotas sin interés [1][4].",
    "La bombilla la podés cambiar dentro de los 15 días [7].",
    "Un rayón entra, así que traelo [7].",
    "Las repisas te llegan armadas [7].",
]


def _refused(answer: str, question: str = "", sources=SOURCES) -> bool:
    claims = ClaimChecker().judge(question, answer, sources)
    return any(claim["verdict"] in ("contradicted", "not_found") for claim in claims)


@pytest.mark.parametrize("answer", RIGHT)
def test_what_terms_give_passes(answer):
    assert not _refused(answer)


@pytest.mark.parametrize("answer", WRONG)
def test_what_terms_leave_out_is_refused(answer):
    assert _refused(answer)
