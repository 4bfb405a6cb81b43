"""Needs told as a story name the products that serve."""

import tomllib
from pathlib import Path

import pytest

import graph.understanding.needs as module
from graph.understanding.needs import read_need
from graph.understanding.parse import parse_request
from graph.understanding.vocabulary import Vocabulary

CATALOG = Vocabulary(
    words={"destapacanerias": 9, "shampoo": 90, "anticaspa": 20, "yerba": 50, "parrilla": 4},
    products=900,
)


@pytest.mark.parametrize(
    ("told", "served"),
    [
        ("se me tapo la caneria del bano", "destapacanerias"),
        ("esta tapada la pileta de la cocina", "destapacanerias"),
        ("buscaba algo pa regalarle a mi viejo que hace asado", "parrilla"),
        ("me agarro una acidez barbara", "sal fruta"),
        ("hay cucarachas en casa", "insecticida cucarachas"),
        ("mi perra ya esta viejita", "alimento perro senior"),
        ("me cae polvillo del pelo en el saco", "shampoo anticaspa"),
        ("tiene bichitos y se rasca la cabeza", "shampoo piojos"),
        ("saque el sweater del ropero y esta agujereado", "naftalina"),
        ("en que envuelvo el sandwich", "papel aluminio"),
        ("los mosquitos no me dejan dormir", "repelente"),
    ],
)
def test_a_story_names_what_serves(told, served):
    need = read_need(told)
    assert need
    assert served in need.names[: need.first]


@pytest.mark.parametrize("named", ["yerba mate", "lavarropas de 8 kg", "shampoo sedal", "cerveza"])
def test_a_product_by_its_name_is_no_need(named):
    assert read_need(named) is None


def test_of_several_needs_the_one_with_most_words_is_meant():
    need = read_need("mi nena cumple 6 y quiere aprender a andar en bici")
    assert need
    assert need.names[0] == "bicicleta infantil"


@pytest.mark.parametrize(
    ("message", "story"),
    [
        ("para la caspa", "yes"),
        ("tengo caspa", "maybe"),
        ("shampoo para la caspa", "no"),
        ("una yerba", "no"),
        ("pasta de dientes para el viaje", "no"),
        ("alquiler para el mate", "no"),  # the thing named is not sold: no story hides that
    ],
)
def test_a_thing_named_first_is_asked_for_itself(message, story):
    assert parse_request(message, CATALOG).story == story


def test_every_need_can_be_met():
    path = Path(module.__file__).with_name("needs.toml")
    for aisle in tomllib.loads(path.read_text(encoding="utf-8")).values():
        for key, names in aisle.items():
            words = [slot.split("|")[0].replace("*", "") for slot in key.split()]
            assert names.split(";")[0].strip(), key
            assert read_need(" ".join(words)), key


def test_words_that_stand_together_tell_a_need_whatever_else_they_may_mean():
    catalog = Vocabulary(words={"vino": 90, "toallas": 20, "femeninas": 20}, products=900)
    said = parse_request("me vino y no tengo nada en casa", catalog)
    assert (said.story, said.serves[0]) == ("yes", "toallas femeninas")
    assert parse_request("quiero un vino", catalog).story == "no"
