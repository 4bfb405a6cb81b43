"""Shorthand is written out and misspelt words are mended; names, codes and sizes stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.understanding.plain import in_plain_words, written_out
from graph.understanding.vocabulary import Vocabulary

VOCABULARY = Vocabulary(
    brands={"liliana": 4, "drean": 9, "lay's": 1, "stihl": 2, "gamma": 1},
    categories={"licuadoras": 4, "motosierras": 2},
    words={"licuadora": 4, "liliana": 4, "drean": 9, "lavarropas": 9, "motosierra": 2, "stihl": 2,
           "yerba": 12, "potencia": 3, "hidrolavadora": 3},
    products=40,
)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("la jarra d vidrio", "la jarra de vidrio"),
        ("q pasa x el envio y cto sale", "que pasa por el envio y cuánto sale"),
        ("algo p/ la cocina, s/ gas", "algo para la cocina, sin gas"),
        ("tmb quiero 1 d 2 kilos", "también quiero 1 de 2 kilos"),
        ("m alcanza? t queda alguno?", "me alcanza? te queda alguno?"),
        ("una p regalar xq es su cumple", "una para regalar porque es su cumple"),
        ("jajaja ok, uno grandeee", "uno grande"),
    ],
)
def test_shorthand_is_written_out(written, meant):
    assert " ".join(written_out(written).split()) == meant


@pytest.mark.parametrize(
    "text",
    [
        "remera talle M negra", "buzo talle x y gorra", "pack x 6 latas", "colchon de 140 x 190",
        "cuerdas D'Addario", "iPhone X negro", "cable usb c a hdmi", "vitamina d 60 comprimidos",
        "hacen factura c?", "50 k", "camisa XXXL", "LC-2024/X", "pilas d",
    ],
)  # fmt: skip
def test_names_sizes_and_codes_stay(text):
    assert written_out(text) == text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("la mas libiana", "la mas liviana"),  # as it sounds, and no Liliana
        ("lisuadora", "licuadora"),
        ("un lavarropas dream", "un lavarropas drean"),
        ("labarropas", "lavarropas"),
        ("motocierra sthil", "motosierra stihl"),
        ("yebra", "yerba"),  # and not "llevar", which sounds as near
        ("vusco algo d asero", "busco algo de acero"),
        ("cuantos wats", "cuantos watts"),
        ("unas lays", "unas lay's"),
    ],
)
def test_misspelt_words_are_mended(written, meant):
    assert in_plain_words(written, VOCABULARY) == meant


@pytest.mark.parametrize(
    "text",
    ["tenes dyson?", "un noblex", "para centrifugar", "a que hora cierran", "gama alta",
     "la casa y la caza", "HGF358AFB", "ventas@tienda.com"],
)  # fmt: skip
def test_what_is_right_or_unknown_stays(text):
    assert in_plain_words(text, VOCABULARY) == text


@given(st.text(max_size=80) | st.text("dxpqkmtcs jaoh/0.,", max_size=40))
def test_twice_changes_nothing_more(text):
    once = in_plain_words(text, VOCABULARY)
    assert in_plain_words(once, VOCABULARY) == once


@pytest.mark.parametrize(
    "message",
    [
        "pilas AAA", "disco externo de 2 tb", "mochila toy story", "muñeca lol surprise",
        "en m la tenés?", "huawei p 30 lite", "copa c con aro",
    ],
)  # fmt: skip
def test_sizes_models_and_names_are_no_shorthand(message):
    assert written_out(message) == message


def test_a_message_of_letters_is_read_in_no_time():
    assert len(written_out("d e " * 1000)) > 4000
