"""Who a policy reaches: by name, by channel, by kind of product, and with what exceptions."""

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.context import failures
from graph.checking.sources import read_sources


def product(title, amount, quantity=5, **attributes):
    return {
        "kind": "product", "id": title, "title": title, "quantity": quantity,
        "price": {"amount": amount, "currency": "ARS"}, "availability": "in_stock",
        "attributes": attributes,
    }  # fmt: skip


SOURCES = read_sources(
    [
        product("Acordeón de estudio Malva", 300000, 3, Peso={"value": 6.5, "unit": "kg"}),
        product("Atril plegable Junco", 20000, 8, Peso={"value": 1.5, "unit": "kg"}),
        {
            "kind": "policy", "id": "promos", "title": "Promociones",
            "text": "Los martes hay 10 % de descuento con tarjeta Ceibo, solo en compras por la "
            "web; no aplica a acordeones ni a productos en oferta. Con Ceibo y Tala hay 3 cuotas "
            "sin interés los lunes y jueves. 9 cuotas sin interés desde $ 400.000. Los socios "
            "tienen 5 % los viernes en libros, no en partituras, pagando en efectivo. En las "
            "guitarras que no estén en oferta hay 7 % de descuento.",
        },
        {
            "kind": "policy", "id": "envios", "title": "Envíos",
            "text": "Por correo, hasta 5 kg, $ 4.000. Hay 45 noches de prueba; los acordeones no "
            "participan. Entregamos en Paraná y Santa Fe en 2 días; en el interior no se entrega a "
            "domicilio. El flete lo paga el comprador, salvo en Paraná, donde es sin cargo. Se "
            "deja a nivel vereda. La baja es libre, sin permanencia mínima. Armar el atril para "
            "probarlo: falta colocar los tornillos.",
        },
    ]
)  # fmt: skip

RIGHT = [
    "En Paraná el flete va sin cargo [4].",
    "La única excepción es el interior, que no tiene entrega a domicilio [4].",
    "Queda ponerle los tornillos [4].",
    "No hay permanencia mínima [4].",
    "Los viernes, en libros y pagando en efectivo, los socios tienen 5 % [3].",
    "En guitarras hay 7 % de descuento [3].",
    "Por la web, los martes, tenés el 10 % con Ceibo [3].",
    "Repartimos en Paraná y Santa Fe: son 2 días [4].",
    "Entre los dos pesan 8 kg [1][2].",
    "Del acordeón quedan 3 y del atril 8 [1][2].",
    "- Acordeón Malva: $ 300.000, 3 unidades [1]",
    "El Malva sale $ 300.000; por 2 unidades serían $ 600.000 [1].",
    "El acordeón Malva sale $ 300.000 [1]. Pesa 6 kilos 500 [1].",
]
WRONG = [
    "En Paraná, Santa Fe y Rosario entregamos en 2 días [4].",
    "Las 3 cuotas sin interés son solo los lunes [3].",
    "Las 3 cuotas sin interés son solo para Ceibo [3].",
    "Los martes tenés el 10 % con Ceibo también en el local [3].",
    "El Malva te queda en $ 270.000 con el 10 % de los martes [1][3].",
    "El Malva lo llevás en 9 sin interés [1][3].",
    "En el interior entregamos a domicilio en 2 días [4].",
    "Te lo subimos hasta tu piso [4].",
    "Los socios tienen 5 % en libros y partituras, en efectivo [3].",
    "Entre los dos pesan 9 kg [1][2].",
    "Del acordeón quedan 8 y del atril 3 [1][2].",
    "- Acordeón Malva: $ 300.000, 5 unidades [1]",
    "El Malva lo mandamos por correo a $ 4.000 [1][4].",
    "El Malva tiene 45 noches de prueba [1][4].",
    "Está hecho para estudiar [1]. Sale $ 300.000.",
]


def refused(answer):
    question = "hola, soy de Rosario, qué promos hay?"
    return [c["reason"] for c in failures(ClaimChecker().judge(question, answer, SOURCES))]


@pytest.mark.parametrize("answer", RIGHT)
def test_what_the_policy_gives_is_believed(answer):
    assert refused(answer) == []


@pytest.mark.parametrize("answer", WRONG)
def test_what_the_policy_keeps_from_them_is_refused(answer):
    assert refused(answer)
