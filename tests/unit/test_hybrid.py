"""What the composer writes beside a local model, and what is the model's."""

import pytest

from graph.composer.composer import Composer
from graph.generators.hybrid import Hybrid
from graph.ports import DraftRequest
from tests.fakes.ports import FakeGenerator
from tests.fakes.products import policy_source, product_source

SHELF = [product_source(), product_source(2, id="HEL-2", title="Heladera Drean HDR320 315 L")]
MODEL = "del modelo"


async def drafted(question, route, sources, **fields) -> str:
    request = DraftRequest(question, route, sources, (), (), **fields)
    hybrid = Hybrid(FakeGenerator(MODEL), Composer("Tienda Ñandú"))
    return "".join([piece async for piece in hybrid.draft(request)]).strip()


async def test_the_composer_writes_a_list():
    told = await drafted("mostrame heladeras", "product_search", SHELF)
    assert "- Heladera Drean HDR320 315 L: $ 1.099.999, en stock [2]." in told


async def test_the_composer_writes_what_code_computed():
    dear = product_source(
        2, id="HEL-2", title="Heladera Drean HDR320 315 L", price="1499999.00 ARS"
    )
    told = await drafted("quiero la heladera más barata", "product_search", [SHELF[0], dear])
    assert "$ 1.099.999" in told


async def test_the_composer_writes_two_data_of_one_product_and_of_no_other():
    """A small model leaves one out, and "y el precio" names no second product."""
    shelf = [
        product_source(
            n, id=f"T{n}", title=f"Tabla Ola {n}", attributes={"largo": f"2{n}0 cm"}
        )
        for n in (7, 8)
    ]  # fmt: skip
    told = await drafted("de la tabla ola 7 quiero largo y el precio", "product_question", shelf)
    assert "$ 1.099.999" in told
    assert "270 cm" in told
    assert "Ola 8" not in told
    one = await drafted("y la tabla ola 7, qué largo tiene?", "product_question", shelf)
    assert one == MODEL


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("cuánto sale la heladera Siam?", "No encontré ese producto"),
        ("la drean hdr320 hace hielo picado?", "no figura en la ficha"),
        ("escarcha y precio de la drean hdr320?", "otro que preguntás no figura"),
    ],
)
async def test_code_says_what_no_sheet_does(question, told):
    assert told in await drafted(question, "product_question", SHELF)


async def test_what_a_sheet_lacks_is_the_models_where_terms_may_say_it():
    sources = [*SHELF, {**policy_source(), "marker": 3}]
    told = await drafted("la drean hdr320 hace hielo picado?", "product_question", sources)
    assert told == MODEL


@pytest.mark.parametrize("route", ["product_search", "product_question", "store_policy"])
async def test_the_composer_says_that_nothing_was_found(route):
    assert (await drafted("tenés drones?", route, [])).startswith("No ")


@pytest.mark.parametrize(
    ("question", "route", "sources"),
    [
        ("qué heladera me recomendás?", "product_search", SHELF),
        ("cuánto sale la drean?", "product_question", SHELF),
        ("hacen envíos con grúa?", "store_policy", [policy_source()]),
    ],
)  # fmt: skip
async def test_advice_questions_and_policies_are_the_models(question, route, sources):
    assert await drafted(question, route, sources) == MODEL


def passage(marker: int, title: str, text: str):
    return {**policy_source(marker, text, title), "id": title}


RETURNS = passage(
    1, "Cambios > Plazo", "Tenés 10 días para cambiar un producto. Tiene que estar sin uso."
)
HOURS = passage(2, "Sucursales", "Abrimos de 9 a 18.")


async def test_a_policy_that_answers_beyond_doubt_is_told_in_its_own_words():
    told = await drafted("qué plazo hay para cambiar?", "store_policy", [RETURNS, HOURS])
    assert told.startswith("Tenés 10 días para cambiar un producto. [1]")


@pytest.mark.parametrize(
    "question",
    [
        "cuánto sale cambiar un producto?",  # no amount is told
        "puedo cambiar un producto de liquidación?",  # a word that no passage has
        "puedo reservar?",
    ],
)
async def test_a_policy_that_may_not_answer_is_left_to_the_model(question):
    assert await drafted(question, "store_policy", [RETURNS, HOURS]) == MODEL


async def test_the_composer_applies_a_discount_to_a_purchase():
    terms = passage(2, "Pagos", "Pagando por transferencia tenés 10 % de descuento.")
    told = await drafted(
        "cuánto me queda la drean pagando por transferencia?", "product_question", [SHELF[0], terms]
    )
    assert "$ 989.999" in told


async def test_of_two_passages_as_near_the_model_chooses():
    other = passage(2, "Talles > Plazo", "Tenés 20 días para cambiar un producto.")
    told = await drafted("qué plazo hay para cambiar?", "store_policy", [RETURNS, other])
    assert told == MODEL


async def test_a_refused_list_is_written_again_by_the_model():
    told = await drafted("mostrame heladeras", "product_search", SHELF, feedback=("no está",))
    assert told == MODEL
