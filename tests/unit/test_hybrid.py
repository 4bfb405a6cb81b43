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


@pytest.mark.parametrize("route", ["product_search", "product_question", "store_policy"])
async def test_the_composer_says_that_nothing_was_found(route):
    assert (await drafted("tenés drones?", route, [])).startswith("No ")


@pytest.mark.parametrize(
    ("question", "route", "sources"),
    [
        ("qué heladera me recomendás?", "product_search", SHELF),
        ("cuánto sale la drean?", "product_question", SHELF),
        ("cuánto sale el envío?", "store_policy", [policy_source()]),
    ],
)  # fmt: skip
async def test_advice_questions_and_policies_are_the_models(question, route, sources):
    assert await drafted(question, route, sources) == MODEL


async def test_a_refused_list_is_written_again_by_the_model():
    told = await drafted("mostrame heladeras", "product_search", SHELF, feedback=("no está",))
    assert told == MODEL
