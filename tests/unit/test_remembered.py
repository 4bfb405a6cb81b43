"""What a turn leaves for the next: the products shown, and the one spoken of."""

from types import SimpleNamespace

from langchain_core.messages import AIMessage, HumanMessage

from graph.nodes.citation_checker import finish
from graph.nodes.router import router
from tests.fakes.ports import FakeRouter
from tests.fakes.products import product_source

SHOWN = [product_source(n, id=f"S{n}", title=f"Parlante {n}") for n in (1, 2, 3)]
OTHER = product_source(1, id="O", title="Smartwatch Garmin")
ABSTAINS = "No tengo ese dato confirmado."


def test_an_abstention_about_another_product_keeps_the_list():
    left = finish(ABSTAINS, [OTHER], [], "abstained", SHOWN)
    assert [source["id"] for source in left["shown"]] == ["S1", "S2", "S3", "O"]
    assert left["spoken"] == "O"  # "y cuánto sale?" is of it, "la segunda" still of the list


def test_an_abstention_about_one_of_the_list_speaks_of_it():
    left = finish(ABSTAINS, SHOWN[1:2], [], "abstained", SHOWN)
    assert "shown" not in left
    assert left["spoken"] == "S2"


def test_an_answer_that_tells_of_another_product_takes_the_place_of_the_list():
    left = finish("El Smartwatch Garmin está [1].", [OTHER], [], "verified", SHOWN)
    assert [source["id"] for source in left["shown"]] == ["O"]


async def test_what_follows_a_handoff_is_read_by_itself():
    port, runtime = FakeRouter(), SimpleNamespace(context=None)
    said = [HumanMessage("una persona"), AIMessage("Ya le avisé."), HumanMessage("busco un termo")]
    await router({"messages": said, "route": "human_handoff"}, runtime, port=port)
    await router({"messages": said, "route": "chitchat"}, runtime, port=port)
    assert [previous is None for _, previous in port.asked] == [True, False]


def test_an_abstention_over_a_few_products_speaks_of_the_nearest():
    left = finish(ABSTAINS, [OTHER, SHOWN[0]], [], "abstained")
    assert left["spoken"] == "O"
    assert "shown" not in finish(ABSTAINS, SHOWN, [], "abstained")  # any of them may be meant
