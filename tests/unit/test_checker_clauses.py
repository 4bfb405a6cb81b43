"""What one clause admits, denies or counts excuses nothing that another one tells."""

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.sources import read_sources

SOURCES = read_sources(
    [
        {
            "kind": "product", "id": "r", "title": "Reloj Deportivo Mistral K7", "brand": "Mistral",
            "price": {"amount": 84000, "currency": "ARS"}, "availability": "out_of_stock",
            "quantity": 0,
            "attributes": {"Sumergible": False, "Malla": "silicona", "Alarma": True},
        },
        {
            "kind": "product", "id": "p", "title": "Placard Pampa", "brand": "Pampa",
            "price": {"amount": 310000, "currency": "ARS"}, "availability": "in_stock",
            "quantity": 4,
            "attributes": {"Ancho": {"value": 180, "unit": "cm"}, "Estantes": 4,
                           "Profundidad": {"value": 60, "unit": "cm"}},
        },
        {
            "kind": "product", "id": "m", "title": "Membrana Líquida 20 kg", "brand": "Kover",
            "price": {"amount": 52000, "currency": "ARS"}, "availability": "in_stock",
            "quantity": 9, "attributes": {"Peso": {"value": 20, "unit": "kg"}},
        },
    ]
)  # fmt: skip


def refused(text, question="qué me decís?"):
    claims = ClaimChecker().judge(question, text, SOURCES)
    return any(claim["verdict"] in ("contradicted", "not_found") for claim in claims)


@pytest.mark.parametrize(
    "text",
    [
        "La ficha no aclara el peso, pero hay stock y es sumergible [1].",
        "La ficha no aclara el peso, pero hay stock [1].",
        "No figura el peso y es sumergible [1].",
        "Aunque no especifica el peso, es sumergible [1].",
        "No tengo el dato del peso; eso sí, tiene GPS [1].",
        "Es sumergible, aunque la ficha no aclara el peso [1].",
        "La ficha no dice si trae estuche, pero sí que es sumergible [1].",
        "No aclara si trae estuche, es sumergible [1].",
    ],
)
def test_admitting_one_thing_excuses_no_other(text):
    assert refused(text)


@pytest.mark.parametrize(
    "text",
    [
        "La ficha no aclara el peso, pero la malla es de silicona [1].",
        "La ficha no aclara si tiene GPS y brújula [1].",
        "No aclara si es sumergible, tiene GPS o viene con estuche [1].",
        "No figura si es apto para bucear, si trae estuche o si viene con cargador [1].",
        "No tengo el dato de cuánto pesa y cuánto dura la batería [1].",
        "La ficha dice que tiene alarma, pero no aclara si tiene GPS [1].",
        "La ficha no aclara el peso, aunque lamentablemente está agotado [1].",
        "No te puedo confirmar que tenga GPS ni que venga con estuche, pero tiene alarma [1].",
        "No viene en rojo, azul ni verde [1].",
    ],
)
def test_what_is_admitted_claims_nothing(text):
    assert not refused(text)


@pytest.mark.parametrize(
    "text",
    [
        "No te preocupes, te lo reservo y el envío va sin cargo.",
        "No hay problema: te hago un 20 % de descuento.",
        "Sin vueltas, te lo despacho hoy.",
        "No te hagas drama, que el envío es gratis.",
        "No es el más barato, pero te lo dejo en 12 cuotas sin interés.",
        "Ahora no hay, aunque te lo guardo para la semana que viene.",
        "El envío va sin cargo y sin vueltas.",
        "No tenemos ese modelo, pero 20 % de descuento en todo.",
    ],
)
def test_a_denial_excuses_no_promise_of_another_clause(text):
    assert refused(text)


@pytest.mark.parametrize(
    "text",
    [
        "No puedo ofrecerte descuentos ni envío gratis.",
        "No tengo descuentos, cuotas sin interés o envíos gratis para ofrecerte.",
        "No te puedo confirmar si el envío es gratis o si hay cuotas sin interés.",
        "No te lo reservo ni te lo guardo: eso lo ves con una persona.",
        "Todavía no tenemos cuotas sin interés.",
        "No te hago descuento.",
    ],
)
def test_an_offer_that_is_denied_is_none(text):
    assert not refused(text)


@pytest.mark.parametrize(
    ("question", "answer", "wrong"),
    [
        ("cómo es el placard?", "El Placard Pampa tiene 3 puertas [2].", True),
        ("cómo es el placard?", "El Placard Pampa mide 180 cm y trae 3 puertas [2].", True),
        ("necesito 55 kg de membrana", "Para eso necesitás 3 baldes [3].", False),
        ("necesito 55 kg de membrana", "Para eso necesitás 4 baldes [3].", True),
        ("cuánta membrana hay en 3 baldes?", "En 3 baldes tenés 60 kg [3].", False),
    ],
)
def test_packs_are_counted_of_what_the_shopper_needs(question, answer, wrong):
    assert refused(answer, question) is wrong


def test_how_many_of_each_may_be_said_in_the_question():
    asked = "llevo 2 placares y una membrana, cuánto es?"
    assert not refused("En total (2 + 1 unidades) son $ 672.000 [2][3].", asked)
    assert refused("En total (2 + 1 unidades) son $ 414.000 [2][3].", asked)
