"""One word that is nobody's, and may be something sold."""

import pytest
from langchain_core.messages import HumanMessage

from graph.edges import after_router
from graph.understanding.lone import names_by_one_word
from graph.understanding.suits import asks_what_suits
from graph.understanding.vocabulary import Vocabulary

INSTRUMENTS = Vocabulary(
    words={"ukelele": 2, "cajon": 3, "djembe": 1, "genial": 1, "calibre": 4}, brands={"cort": 2},
    products=40,
)  # fmt: skip


@pytest.mark.parametrize("message", ["djembe", "Djembe?", "cort"])
def test_a_word_of_the_catalog_alone_is_a_search(message):
    assert names_by_one_word(message, INSTRUMENTS)


@pytest.mark.parametrize("message", ["genial", "dale", "jajaja", "gracias", "un djembe", "ok", ""])
def test_everybodys_words_and_what_is_not_sold_are_none(message):
    assert not names_by_one_word(message, INSTRUMENTS)


def test_only_such_a_word_is_looked_for_in_small_talk():
    def after(message):
        state = {"route": "chitchat", "notes": [], "messages": [HumanMessage(message)]}
        return after_router(state)

    assert after("djembe") == "retriever"
    assert {*map(after, ("hola", "gracias!", "todo bien?"))} == {"generator"}


def test_what_suits_whom_is_asked_of_the_catalog():
    assert asks_what_suits("que calibre le va a una nena de 7", INSTRUMENTS)
    assert not asks_what_suits("que dieta le va a un nene de 7", INSTRUMENTS)
    assert not asks_what_suits("que calibre le va a una nena", INSTRUMENTS)
