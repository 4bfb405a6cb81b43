"""What else there is of a variant that is sold out is told last, beside the terms too."""

from graph.composer.composer import Composer
from graph.ports import DraftRequest
from tests.fakes.products import policy_source, product_source

GROUP = {"title": "Zapatillas Lona", "item_group_id": "Z"}
GONE = product_source(1, id="A", size="38", color="Rojo", availability="out_of_stock", **GROUP)
LARGER = product_source(2, id="B", size="40", color="Rojo", **GROUP)
BLACK = product_source(3, id="C", size="38", color="Negro", **GROUP)
BESIDE = [{**LARGER, "beside": True}, {**BLACK, "beside": True}]
ASKED = {"colors": ["rojo"], "sizes": ["38"]}


def _told(*sources) -> list[str]:
    question = "y en rojo 38 hay?"
    request = DraftRequest(question, "product_question", list(sources), [], [], request=ASKED)
    return [sentence.strip() for sentence in Composer("Tienda").sentences(request)]


def test_the_sizes_of_the_colour_and_the_colours_of_the_size_are_told_last():
    assert _told(GONE, *BESIDE)[-2:] == [
        "En rojo hay stock en talle 40 [2].", "En talle 38 hay stock en negro [3].",
    ]  # fmt: skip


def test_terms_among_the_sources_have_no_size():
    terms = policy_source(4, "Los cambios son dentro de los 30 días.")
    assert "En talle 38 hay stock en negro [3]." in _told(GONE, *BESIDE, terms)
