"""What a source says, told the other way round, without its marker, or against what things cost."""

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.sources import read_sources

ROSE = {
    "kind": "product", "id": "r", "title": "Rosal Trepador Vivaldi", "brand": "Vivaldi",
    "price": {"amount": 30000, "currency": "ARS"}, "availability": "in_stock",
    "description": "No tolera el viento. No incluye tutor.",
    "attributes": {"Riego en verano": "diario"},
}  # fmt: skip
RULES = {
    "kind": "policy", "id": "p", "title": "Condiciones",
    "text": "No cambiamos plantas compradas por Mercado Libre. La vuelta corre por nuestra cuenta. "
    "El envío es gratis desde $ 50.000. Los arbustos tienen 6 meses de garantía. Los bulbos no "
    "tienen cambio, salvo falla. Las semillas se cambian solo con el sobre cerrado. La suscripción "
    "se cancela sin penalidad. La garantía no cubre heladas ni granizo. El tronco tiene que "
    "conservar tres cuartos de la corteza. Los jueves, 20 % de reintegro, con tope de $ 5.000.",
}  # fmt: skip
HOURS = {
    "kind": "policy", "id": "h", "title": "Atención",
    "text": "Abrimos de lunes a viernes de 9 a 18.",
}  # fmt: skip


def _supported(answer: str) -> bool:
    claims = ClaimChecker().judge("", answer, read_sources([ROSE, RULES, HOURS]))
    return all(claim["verdict"] not in ("contradicted", "not_found") for claim in claims)


@pytest.mark.parametrize(
    "answer",
    [
        "Sí, también cambiamos plantas compradas por Mercado Libre [2].",
        "La vuelta la tenés que pagar vos [2].",
        "Los arbustos no tienen 6 meses de garantía [2].",
        "Las semillas se cambian con el sobre abierto [2].",
        "Cancelar la suscripción tiene una penalidad [2].",
        "El rosal tolera el viento [1].",
        "Abrimos de 9 a 18 [3]. La garantía no cubre heladas ni granizo.",
        "La garantía no cubre heladas ni granizo [3].",
    ],
)
def test_refuses_what_is_turned_round(answer):
    assert not _supported(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "La vuelta la paga la tienda [2].",
        "Los bulbos no tienen cambio, salvo falla [2].",
        "Las semillas se cambian con el sobre cerrado [2].",
        "El rosal no tolera el viento y el tutor va aparte [1].",
        "Sale $ 30.000 [1] y no supera los $ 50.000 [2], así que no tenés envío gratis.",
        "El tronco tiene que conservar el 75 % de la corteza [2].",
        "El tope lo alcanzás con una compra de $ 25.000 [2].",
    ],
)
def test_passes_the_same_in_other_words(answer):
    assert _supported(answer)


def _judged(answer: str, *rows: dict, question: str = "") -> bool:
    claims = ClaimChecker().judge(question, answer, read_sources(rows))
    return all(claim["verdict"] not in ("contradicted", "not_found") for claim in claims)


def _rule(text: str) -> dict:
    return {"kind": "policy", "id": "q", "title": "Condiciones", "text": text}


def _fern(description: str = "", **fields) -> dict:
    return {**ROSE, "title": "Helecho Serrucho", "description": description, **fields}


OFFERED = {"sale_price": {"amount": 24000, "currency": "ARS"}}


@pytest.mark.parametrize(
    ("answer", "rows", "passes"),
    [
        # a sum before a colon is a policy's only where it is no price
        ("Cuesta $ 9.000: el helecho [1], con retiro en el local [2].",
         [_fern(), _rule("El flete sale $ 9.000. El retiro en el local es gratis.")], False),
        ("Son $ 9.000: el helecho [1], con retiro en el local [2].",
         [_fern(), _rule("El flete sale $ 9.000. El retiro en el local es gratis.")], False),
        # a share said in words is of what the claim tells
        ("Hay 50 % de recargo con tarjeta [1].",
         [_rule("A la mitad de la cuadra está el local. Con tarjeta hay 8 % de recargo.")], False),
        ("Se devuelve el 50 % de la seña [1].",
         [_rule("Si cancelás, se devuelve la mitad de la seña.")], True),
        # what is on sale is left out, or let in, as the policy says
        ("Sale $ 24.000 [1] y en efectivo hay 15 % [2].",
         [_fern(**OFFERED), _rule("En efectivo hay 15 %, salvo artículos en promoción.")], False),
        ("Sale $ 24.000 [1] y en efectivo hay 15 % [2].",
         [_fern(**OFFERED), _rule("Hay 15 % en efectivo, salvo macetas, rebajas incluidas.")],
         True),
        # one use denied is not another
        ("Podés lustrarlo con cera [1].", [_fern("No lustrar con solvente.")], True),
        ("Tolera las heladas [1].", [_fern("No tolera las heladas.")], False),
        ("Podés ponerlo aparte [1].", [_fern("Trae maceta. Se puede poner aparte.")], True),
        # a figure denied after or beside a grant
        ("El vivero no tiene cambio después de 20 días [1].",
         [_rule("El vivero tiene cambio por 20 días.")], True),
        ("No te preocupes, el vivero tiene cambio por 20 días [1].",
         [_rule("El vivero tiene cambio por 20 días.")], True),
        ("El vivero no tiene 20 días de cambio [1].",
         [_rule("El vivero tiene 20 días de cambio.")], False),
        # "con" what is refused "sin"
        ("Solo recibimos envases que tienen tapón [1].",
         [_rule("No recibimos envases sin tapón.")], True),
        # a manner is nothing asked for
        ("Hay que pagar la cuenta de inmediato [1].",
         [_rule("La cuenta se paga al recibir.")], True),
        # praise is no kind of product
        ("El Helecho Serrucho, una mata linda, sale $ 30.000 [1].", [_fern()], True),
        ("El Helecho Serrucho, una mata de interior, sale $ 30.000 [1].",
         [_fern("Ideal para interior.")], True),
        ("El Helecho Serrucho, una mata espinosa, sale $ 30.000 [1].", [_fern()], False),
    ],
)  # fmt: skip
def test_holds_a_rule_to_what_it_is_about(answer, rows, passes):
    assert _judged(answer, *rows) is passes


def test_a_value_is_not_always_a_price():
    bars = [
        {**ROSE, "id": name, "title": f"Alimento {name}", "attributes": {"Valor proteico": value},
         "price": {"amount": amount, "currency": "ARS"}}
        for name, value, amount in (("Alfa", "32 g", 900), ("Beta", "18 g", 1500))
    ]  # fmt: skip
    told = "El de mayor valor proteico es el Alimento {} [{}] y el Alimento {} [{}] tiene menos."
    assert _judged(told.format("Alfa", 1, "Beta", 2), *bars)
    assert not _judged(told.format("Beta", 2, "Alfa", 1), *bars)


def test_what_goes_on_after_a_marker_is_of_its_product():
    lamps = [
        {**ROSE, "id": name, "title": f"Velador {name}",
         "price": {"amount": amount, "currency": "ARS"}}
        for name, amount in (("Alfa", 900), ("Beta", 1500))
    ]  # fmt: skip
    told = "El Velador {} [{}] es el de menor precio y el Velador {} [{}] le sigue."
    assert _judged(told.format("Alfa", 1, "Beta", 2), *lamps)
    assert not _judged(told.format("Beta", 2, "Alfa", 1), *lamps)
