"""What titles, columns and descriptions say is quoted, and a yes only where they plainly say it."""

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.context import failures
from graph.composer.questions import NOT_KNOWN, answer_question
from graph.facts.kinds import told_of_kind
from graph.understanding.conversation import beyond_those_shown
from tests.fakes.products import product_source

SHELF = product_source(
    1, id="B1", title="Estantería metálica 5 estantes 90 x 30 x 180 cm c/ tornillos",
    brand="Fierro", material="Acero", quantity=8,
    description="Se arma en 20 minutos. Ideal para usar con cajas plásticas. No incluye ruedas.",
    attributes={"peso": {"value": 9, "unit": "kg"},
                "carga por estante": {"value": 40, "unit": "kg"}},
)  # fmt: skip
DRILL = product_source(
    1, id="B2", title="Taladro atornillador Kobalt 18V mandril 13 mm con maletín", brand="Kobalt",
    description="Tiempo de carga: 1 hora. Velocidad máxima 1500 rpm. Sistema antibloqueo, luz LED. "
    "Funciona con batería de litio. Peso 1,3 kg.",
    attributes={"velocidades": 2, "carga máxima": {"value": 20, "unit": "kg"}},
)  # fmt: skip
STROLLER = product_source(
    1, id="B3", title="Cochecito paraguas sin capota Nubes para mellizos", brand="Nubes",
    availability="out_of_stock", quantity=0, material="Aluminio",
    description="De 6 meses a 3 años. Compatible con huevitos M10, M20. Tela resistente al agua.",
)  # fmt: skip
LAMP = product_source(
    1, id="B4", title="Foco exterior 800 lúmenes IP65 rosca E27", brand="Lux", quantity=5,
    item_group_id="F", color="Blanco", description="Cable de cobre.",
)  # fmt: skip
BOTTLE = product_source(
    1, id="B5", title="Botella deportiva 750 cc tapa a rosca o pico", brand="Lux"
)


def answer(question: str, source=SHELF) -> str:
    text = " ".join(answer_question(question, [source]))
    claims = ClaimChecker().judge(question, text, [source])
    assert list(failures(claims)) == [], text
    return text


@pytest.mark.parametrize(
    ("question", "source", "told"),
    [
        ("cuánto peso aguanta?", SHELF, "carga por estante: 40 kg [1]."),
        ("hasta cuántos kilos soporta", SHELF, "carga por estante: 40 kg [1]."),
        ("cuánto pesa?", SHELF, "peso: 9 kg [1]."),
        ("cuánto tarda en armarse?", SHELF, "Se arma en 20 minutos [1]."),
        ("cuánto tarda en secarse?", SHELF, NOT_KNOWN[0]),
        ("en cuánto tiempo se carga?", DRILL, "Tiempo de carga: 1 hora [1]."),
        ("cuánto demora en cargar", DRILL, "Tiempo de carga: 1 hora [1]."),
        ("qué velocidad máxima tiene?", DRILL, "Velocidad máxima 1500 rpm [1]."),
        ("cuántas velocidades tiene?", DRILL, "velocidades: 2 [1]."),
        ("cuánto pesa?", DRILL, "Peso 1,3 kg [1]."),
        ("cuánto peso aguanta?", BOTTLE, NOT_KNOWN[0]),
    ],
)
def test_an_attribute_answers_only_what_is_of_its_kind(question, source, told):
    assert told in answer(question, source)


def test_what_it_is_charged_with_is_no_load():
    assert "carga máxima" not in answer("se carga por usb?", DRILL)
    assert "carga máxima" not in answer("viene con cargador?", DRILL)


@pytest.mark.parametrize(
    ("question", "source", "told"),
    [
        ("cuántos lúmenes?", LAMP, "Según su título: 800 lúmenes [1]."),
        ("qué rosca tiene?", LAMP, "Según su título: «Foco exterior 800 lúmenes IP65 rosca E27»"),
        ("es a prueba de agua?", LAMP, "«Foco exterior 800 lúmenes IP65 rosca E27» [1]."),
        ("se puede mojar?", STROLLER, "Tela resistente al agua [1]."),
        ("de cuánto es de largo", SHELF, "Según su título: 90 x 30 x 180 cm [1]."),
        ("qué capacidad tiene?", BOTTLE, "Según su título: 750 cc [1]."),
        ("cuántos mililitros?", BOTTLE, "Según su título: 750 cc [1]."),
        ("desde qué edad", STROLLER, "De 6 meses a 3 años [1]."),
        ("es para mellizos o para uno?", STROLLER, "sin capota Nubes para mellizos» [1]."),
        ("de qué material es", STROLLER, "Material: Aluminio [1]."),
        ("son de madera?", SHELF, "Material: Acero [1]."),
        ("es de acero?", SHELF, "Sí: material: Acero [1]."),
        ("de qué es el cable?", LAMP, "Cable de cobre [1]."),
        ("de qué material es?", LAMP, "Cable de cobre [1]."),
    ],
)  # fmt: skip
def test_what_the_texts_hold_is_quoted(question, source, told):
    assert told in answer(question, source)


@pytest.mark.parametrize(
    ("question", "source", "says_so"),
    [
        ("trae tornillos?", SHELF, True),
        ("trae maletín?", DRILL, True),
        ("tiene luz?", DRILL, True),
        ("tiene sistema antibloqueo?", DRILL, True),
        ("sirve para huevitos M10?", STROLLER, True),
        ("sirve para mellizos?", STROLLER, True),
        ("es para exterior?", LAMP, False),
        ("tiene 5 estantes?", SHELF, False),
        ("trae ruedas?", SHELF, False),
        ("trae cajas plásticas?", SHELF, False),
        ("trae batería de litio?", DRILL, False),
        ("tiene capota?", STROLLER, False),
        ("sirve para huevitos M30?", STROLLER, False),
        ("trae mellizos?", STROLLER, False),
        ("tiene bluetooth?", DRILL, False),
    ],
)
def test_a_yes_is_told_only_where_it_is_plainly_said(question, source, says_so):
    assert answer(question, source).startswith("Sí: «") == says_so


def test_what_is_meant_for_other_figures_is_quoted_without_a_yes():
    bags = product_source(1, id="B6", title="Bolsas de residuo para tachos de 40/50 litros")
    assert answer("sirven para 50 litros?", bags).startswith("Sí: «")
    assert answer("sirven para 80 litros?", bags).startswith("Según su título: «")


def test_when_it_comes_back_is_not_known_and_how_many_are_left_is_told_of_the_variant():
    assert answer("cuándo entra?", STROLLER) == (
        f"{STROLLER['title']}: ahora está sin stock [1]. "
        "No tengo el dato de cuándo vuelve a entrar."
    )
    assert answer("y en blanco cuántos te quedan", LAMP).endswith(
        "hay stock, quedan 5 unidades [1]."
    )


def test_two_nouns_of_one_kind_tell_nothing_apart():
    other = product_source(2, id="B8", title="Tele Nova 32", brand="Nova")
    sources = [
        product_source(1, id="B7", title="Televisor Lumen 50 pulgadas", brand="Lumen"),
        other,
    ]
    told = " ".join(answer_question("la tele lumen cuánto sale?", sources))
    assert "[1]" in told
    assert "[2]" not in told


def test_what_is_asked_of_a_part_or_beside_an_attribute_is_no_title():
    kit = product_source(1, id="B9", title="Manguera reforzada 15 mts Wifi", brand="Lux",
                         attributes={"wifi": True, "incluye base": False})  # fmt: skip
    assert "Según su título: 15 mts" in answer("cuántos metros?", kit)
    assert answer("cuántos metros de caño trae?", kit) == " ".join(NOT_KNOWN)
    assert "wifi: sí [1]." in answer("tiene wifi no?", kit)
    assert "incluye base: no [1]." in answer("trae base?", kit)


@pytest.mark.parametrize(
    ("question", "source", "told"),
    [
        ("cuánto tarda en cargar?", DRILL, "Tiempo de carga: 1 hora"),
        ("desde qué edad?", STROLLER, "De 6 meses a 3 años"),
        ("cuánto tarda en llegar?", DRILL, ""),
        ("cuánto tardan en entregarlo?", SHELF, ""),
        ("es de metal?", DRILL, ""),
    ],
)
def test_a_description_answers_for_the_kind_that_it_tells_of(question, source, told):
    assert told_of_kind(question, source) == told


@pytest.mark.parametrize(
    ("message", "count", "beyond"),
    [
        ("la segunda qué alcance tiene?", 1, True),
        ("y la cuarta?", 3, True),
        ("la segunda?", 2, False),
        ("aceptan la segunda cuota?", 1, False),
        ("es la de segunda mano?", 1, False),
    ],
)
def test_one_more_than_were_shown_is_known_to_be(message, count, beyond):
    assert beyond_those_shown(message, [SHELF, DRILL, LAMP][:count]) == beyond


def test_a_chart_within_the_description_tells_of_the_size_named():
    socks = [
        product_source(
            n, id=f"M{n}", title="Medias x3", size=size, item_group_id="M", quantity=3,
            description="Soquete de toalla. Talle 1 = 35 al 39; talle 2 = 40 al 45.",
        )
        for n, size in enumerate(("1", "2"), 1)
    ]  # fmt: skip
    told = answer_question("talle 2 para qué número es?", socks)
    assert told == ["Talle 1 = 35 al 39; talle 2 = 40 al 45 [2]."]
    assert "=" not in " ".join(answer_question("cuánto sale el talle 2?", socks))
    bare = product_source(1, id="M9", title="Medias", size="2", description="De 2 colores (4).")
    assert "4" not in " ".join(answer_question("talle 2 para qué número es?", [bare]))


def test_which_weighs_less_is_told_of_each_that_tells_it():
    run = product_source(1, id="Z1", title="Zapatillas Corre", description="Peso aprox. 290 g.")
    walk = product_source(2, id="Z2", title="Zapatillas Anda", description="Suela de goma.")
    text = " ".join(answer_question("cuál pesa menos?", [run, walk]))
    assert text == (
        "Zapatillas Corre: peso aprox. 290 g [1]. "
        "De Zapatillas Anda no tengo ese dato: no figura en la ficha."
    )
    assert list(failures(ClaimChecker().judge("cuál pesa menos?", text, [run, walk]))) == []


def test_a_comparison_tells_what_only_one_description_says():
    run = product_source(1, id="Z1", title="Zapatillas Corre", description="Malla. Drop 9 mm.")
    walk = product_source(2, id="Z2", title="Zapatillas Anda", description="Malla. Suela de goma.")
    text = "".join(answer_question("qué diferencia hay entre las dos?", [run, walk]))
    assert "Drop 9 mm [1]." in text
    assert "Suela de goma [2]." in text
    assert "Malla" not in text
