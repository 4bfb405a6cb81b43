"""A misspelt word means what is said often and easily mistaken so; a doubt excludes nothing."""

import pytest

from graph.understanding.parse import parse_request
from graph.understanding.plain import in_plain_words
from graph.understanding.spelling import Speller, slip_cost
from graph.understanding.vocabulary import Vocabulary

STORE = Vocabulary(
    brands={"philips": 40, "drean": 30},
    colors={"azul": 30, "negro": 50},
    tags={"no frost": 20, "inverter": 20},
    words={"heladera": 90, "vino": 80, "auriculares": 60, "zapatillas": 70, "microondas": 20,
           "campera": 30, "negro": 50, "philips": 40, "drean": 30, "perro": 90, "pera": 60,
           "queso": 60, "vela": 5, "celular": 60, "malla": 40},
    products=900,
)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("hladera", "heladera"),  # a letter dropped
        ("campear negra", "campera negra"),  # two swapped
        ("kampera", "campera"),  # as it sounds
        ("celulaar", "celular"),  # one doubled
        ("quezo", "queso"),
        ("auriculareshasta 50 lucas", "auriculares hasta 50 lucas"),  # a space missed
        ("algo de phil ips", "algo de philips"),  # a space too many
    ],
)
def test_what_is_misspelt_is_mended(written, meant):
    assert in_plain_words(written, STORE) == meant


@pytest.mark.parametrize(
    "text",
    [
        "mi perra",  # though "pera" sounds alike
        "me cae mal la comida",  # no "malla"
        "tenés helicópteros?",
        "abrir las ventanas",
    ],
)
def test_words_that_are_said_stay_as_they_are(text):
    assert in_plain_words(text, STORE) == text


@pytest.mark.parametrize(
    "text",
    [
        "celular acer",  # after a thing stands its make, and no "hacer"
        "tenés acer?",
        "una pedalera",  # no "pedalear"
        "zapatillas merrell",  # Spanish says "merkel", and this store does not
        "quiero un Kinoto",
    ],
)
def test_a_name_that_is_not_sold_stays_as_it_is(text):
    assert in_plain_words(text, STORE) == text


def test_what_the_lexicon_hears_is_no_slip():
    assert parse_request("espejo para el ñoba", STORE).text == "espejo para el bano"


def test_elsewhere_an_infinitive_may_be_meant():
    assert in_plain_words("algo para aser pan", STORE) == "algo para hacer pan"


def test_a_doubted_word_may_be_any_that_it_is_near_to():
    read = parse_request("vxla", STORE)
    assert read.terms == (("vxla", "vela"),)


def test_a_word_of_the_dictionary_is_not_doubted():
    assert parse_request("helicópteros", STORE).terms == (("helicopteros",),)


def test_a_key_beside_the_right_one_is_a_likelier_slip():
    assert slip_cost("qurso", "queso") < slip_cost("quzso", "queso")


def test_what_sounds_the_same_costs_least():
    meanings = Speller(["vaca", "boca"]).meanings("baca")
    assert meanings["vaca"] < meanings["boca"]


def test_a_colour_agrees_in_plural():
    assert parse_request("zapatillas azules", STORE).colors == ("azul",)
    assert parse_request("zapatillas negras", STORE).colors == ("negro",)


@pytest.mark.parametrize("message", ["heladera sin inverter", "heladera que no tenga inverter"])
def test_a_feature_that_is_refused_is_not_asked_for(message):
    read = parse_request(message, STORE)
    assert "inverter" not in read.tags
    assert "inverter" in read.not_tags


def test_a_feature_whose_name_denies_can_be_refused():
    read = parse_request("heladera que no sea no frost", STORE)
    assert read.tags == ()
    assert "no frost" in read.not_tags
    assert parse_request("heladera no frost", STORE).tags == ("no frost",)
