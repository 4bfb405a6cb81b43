# ruff: noqa: E501
"""What authors whom no rule had seen were refused, or let pass, in wordings of nobody's set."""

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.sources import read_sources


def _policy(text, title="Condiciones"):
    return {"kind": "policy", "id": title, "title": title, "text": text}


def _product(title, brand, amount, **fields):
    price = {"amount": amount, "currency": "ARS"}
    held = {"kind": "product", "id": title, "title": title, "brand": brand, "price": price}
    return held | {"availability": "in_stock"} | fields


def _refused(question, answer, *sources):
    claims = ClaimChecker().judge(question, answer, read_sources(sources))
    return [c["reason"] for c in claims if c["verdict"] in ("contradicted", "not_found")]


HOURS = _policy(
    "Lunes a viernes de 8:30 a 12:30 y de 15 a 19. Sábados de 9 a 13. Domingos y feriados cerrado.",
    "Horarios",
)
CHANGES = _policy(
    "Tenés 10 días para cambiar con la caja cerrada. La tela cortada a medida (confección) no se "
    "cambia. Los saldos no tienen cambio salvo falla. La seña no se devuelve si el cliente cancela."
)
SHIPPING = _policy(
    "En Paraná capital entregamos en 24 horas, sin cargo desde $40.000; por debajo cuesta $3.200. "
    "Fuera de la ciudad no hacemos entregas.",
    "Envíos",
)
FEES = _policy(
    "Hasta 6 cuotas sin interés en compras superiores a $80.000. Por transferencia se aplica un 12% "
    "de descuento, que no es acumulable con otras promociones. El resto de los días no hay promos.",
    "Pagos",
)
RENTING = _policy("Alquilamos bicis por un mínimo de 2 días, con DNI y seña del 30%.", "Alquiler")
REPAIRS = _policy(
    "El diagnóstico cuesta $9.000. Todos los equipos tienen 12 meses de garantía, presentando la "
    "factura. El service a domicilio es opcional y cuesta $20.000. No cubre cargadores ni cables.",
    "Service",
)
LAMP = _product(
    "Velador Lumo 30 cm", "Lumo", 40000, quantity=4, color="negro",
    attributes={"Alto": {"value": 30, "unit": "cm"}, "Rinde": {"value": 80, "unit": "cargas"},
                "Extensible": False, "Resiste salpicaduras": True, "Pantalla": "10 pulgadas"},
)  # fmt: skip
TALL = _product(
    "Velador Alto 55 cm", "Torre", 52000, quantity=9,
    attributes={"Alto": {"value": 55, "unit": "cm"}, "Dimerizable": False},
)  # fmt: skip
CODED = _product("Balanza Kilo BK-310", "Kilo", 91000, quantity=2, attributes={"Pantalla": "LED"})


@pytest.mark.parametrize(
    ("question", "answer", "sources"),
    [
        ("cierran al mediodía?", "Sí: cerramos a las 12:30 y volvemos a abrir a las 15, hasta las 19 [1].", [HOURS]),
        ("y el sábado?", "El sábado solo a la mañana, de 9 a 13 [1].", [HOURS]),
        ("cambio?", "Si viene en la caja sin abrir, tenés 10 días [1].", [CHANGES]),
        ("y la tela?", "La tela de confección, cortada a medida, no tiene cambio [1].", [CHANGES]),
        ("los saldos?", "Los saldos no se cambian, a menos que tengan una falla [1].", [CHANGES]),
        ("compré hace 4 días", "Con 4 días todavía estás a tiempo: te quedan 6 [1].", [CHANGES]),
        ("llegan a Crespo?", "Fuera de Paraná capital no entregamos [1].", [SHIPPING]),
        ("lo mandan?", "Dentro de la ciudad sí, en 24 horas [1].", [SHIPPING]),
        ("transferencia?", "Por transferencia te queda un 12% menos [1].", [FEES]),
        ("y en 6?", "Con $50.000 no alcanzás los $80.000 de las 6 cuotas [1].", [FEES]),
        ("cuánto cada carga?", "Cuesta $40.000, o sea $500 por carga [1].", [LAMP]),
        ("cuál es más alto?", "El Torre, de 55 cm [2]: le saca 25 cm [1][2].", [LAMP, TALL]),
        ("entra en 35 cm?", "Sí, mide 30 cm [1], te sobran 5 cm [1].", [LAMP]),
        ("pantalla en cm?", "Son 10 pulgadas, 25,4 cm [1].", [LAMP]),
        ("se agranda?", "No, es fijo [1]. A diferencia del Torre, resiste salpicaduras [1].", [LAMP, TALL]),
        ("qué hay?", "Tengo dos modelos:\n- Lumo, a $40.000 [1]\n- Torre, a $52.000 [2]", [LAMP, TALL]),
        ("cómo es?", "El velador de 30 cm:\n- es negro [1]\n- quedan 4 [1]", [LAMP]),
        ("la balanza?", "La BK-310 a $91.000 [1].", [CODED]),
        ("hay de LED?", "¡Qué bueno que preguntes! Sobre el consumo no encuentro el dato en la ficha.", [CODED]),
    ],
)  # fmt: skip
def test_lets_a_right_answer_pass(question, answer, sources):
    assert not _refused(question, answer, *sources)


@pytest.mark.parametrize(
    ("question", "answer", "sources"),
    [
        ("el sábado?", "Los sábados abrimos de 9 a 19 [1].", [HOURS]),
        ("feriados?", "Los feriados atendemos de 9 a 13 [1].", [HOURS]),
        ("los saldos?", "Los saldos también se cambian dentro de los 10 días [1].", [CHANGES]),
        ("compré hace 20 días", "Con 20 días todavía lo cambiamos [1].", [CHANGES]),
        ("si cancelo?", "Si cancelás te devolvemos la seña [1].", [CHANGES]),
        ("un día?", "Podés alquilarla por un día, con DNI y seña del 30% [1].", [RENTING]),
        ("y la garantía?", "Son 12 meses, sin necesidad de presentar nada [1].", [REPAIRS]),
        ("revisan gratis?", "El diagnóstico es gratis [1].", [REPAIRS]),
        ("me lo guardás?", "Sale $40.000 [1]. Te lo dejo apartado hasta el viernes [1].", [LAMP]),
        ("y si está más barato?", "Si lo ves más barato, te igualamos el precio [1].", [SHIPPING]),
        ("algo más?", "Llevando el velador te regalamos un enchufe [1].", [LAMP]),
        ("cómo es?", "Trae base de 30 cm [1] y un cargador inalámbrico [1].", [LAMP]),
        ("cuánto?", "Es negro y mide 30 cm [1]. Cuesta $40.000.", [LAMP]),
        ("cuál es más alto?", "El más alto es el Lumo [1].", [LAMP, TALL]),
        ("la balanza?", "La BK-130 a $91.000 [1].", [CODED]),
    ],
)  # fmt: skip
def test_refuses_an_error(question, answer, sources):
    assert _refused(question, answer, *sources)


HOURS = {"kind": "policy", "id": "h", "title": "Horarios", "text":
         "Lunes a viernes de 9 a 18 y los sábados de 9 a 13. Domingos cerrado."}  # fmt: skip
BRANCHES = {"kind": "policy", "id": "b", "title": "Sucursales", "text":
            "Sucursal Centro: lunes a viernes de 9 a 18. Sucursal Palermo: lunes a viernes de 10 a "
            "20."}  # fmt: skip
LAMP = {"kind": "product", "id": "l", "title": "Lámpara Sol 15 W", "brand": "Sol",
        "price": {"amount": 9000, "currency": "ARS"}, "availability": "in_stock", "quantity": 15,
        "attributes": {"Potencia": {"value": 15, "unit": "W"}}}  # fmt: skip
SPOT = {**LAMP, "id": "s", "title": "Spot Luna 7 W", "quantity": 5}


@pytest.mark.parametrize(
    ("sources", "text"),
    [
        ([HOURS], "Abrimos de lunes a sábado de 9 a 18 [1]."),
        ([HOURS], "Abrimos todos los días de 9 a 18 [1]."),
        ([BRANCHES], "La sucursal Palermo abre de lunes a viernes de 9 a 18 [1]."),
        ([LAMP], "La lámpara Sol sale 15k [1]."),
        ([LAMP, SPOT], "Quedan 2 unidades [1][2]."),
        ([LAMP], "Sí, lo tenemos."),
    ],
)
def test_what_is_true_of_another_day_place_or_figure(sources, text):
    claims = ClaimChecker().judge("qué me decís?", text, read_sources(sources))
    assert any(c["verdict"] in ("contradicted", "not_found") for c in claims)


@pytest.mark.parametrize(
    ("sources", "text"),
    [
        ([HOURS], "Abrimos de lunes a viernes de 9 a 18, y los sábados de 9 a 13 [1]."),
        ([BRANCHES], "La sucursal Palermo abre de lunes a viernes de 10 a 20 [1]."),
        ([BRANCHES], "En Centro estamos de 9 a 18 [1]."),
    ],
)
def test_hours_of_their_day_and_place(sources, text):
    claims = ClaimChecker().judge("a qué hora abren?", text, read_sources(sources))
    assert not any(c["verdict"] in ("contradicted", "not_found") for c in claims)
