"""Which sentence of the store's terms answers: by what is asked, where, when and in which words."""

from typing import Any

import numpy as np
import pytest

from graph.composer.policies import answer_policy
from graph.policies.asked import own_words, read_asked
from graph.policies.inquiry import Inquiry
from graph.policies.limits import sizes_of, sizes_told
from graph.policies.meaning import Meaning, SentenceVectors
from graph.policies.offers import leaves_out_offers
from graph.policies.places import is_unheard, nearness, places_in
from graph.policies.ranking import rank
from graph.policies.rows import rows_of_others
from graph.policies.sentences import sentences_of, told_of
from ingest.units import fold
from tests.fakes.embedder import WordEmbedder
from tests.fakes.products import policy_source, product_source

ZONES = policy_source(
    text="| Zona | Costo | Plazo |\n| --- | --- | --- |\n| Capital Federal | $ 3.100 | 1 día |\n"
    "| Conurbano | $ 4.200 | 2 días |\n| Cuyo | $ 7.700 | 6 días |\n"
    "| Resto del país | $ 9.900 | 8 días |\n",
    title="Envíos > Tarifas",
)


def told(question: str, *texts: str, title: str = "Envíos > Entrega", **leaning: Any) -> str:
    source = policy_source(text=" ".join(texts), title=title)
    return rank(Inquiry(question, **leaning), [source])[0].sentence


def test_rows_of_a_table_say_what_their_figures_are():
    assert sentences_of(ZONES)[0] == "Capital Federal: costo $ 3.100, plazo 1 día"
    assert len(sentences_of(ZONES)) == 4


@pytest.mark.parametrize("nothing", ["", "-", "–", "—"])
def test_a_cell_that_holds_nothing_is_not_told(nothing):
    table = f"| Tarjeta | Cuotas | Recargo |\n| - | - | - |\n| Visa | 3 | {nothing} |"
    assert sentences_of(policy_source(text=table, title="Pagos")) == ("Visa: cuotas 3",)


def test_a_cell_that_says_its_column_is_not_told_it_twice():
    table = "| Tarjeta | **Cuotas** | IVA |\n| --- | --- | --- |\n| Visa | 1 cuota | privado |\n"
    assert told_of(table) == ("Visa: 1 cuota, IVA privado",)


def test_a_column_of_a_letter_is_told_whatever_its_cell_says():
    table = "| Medida | S | M |\n| --- | --- | --- |\n| Largo | 1,5 m | 2 m |\n"
    assert told_of(table) == ("Largo: S 1,5 m, M 2 m",)


def test_a_row_that_a_number_names_is_called_by_its_column_and_its_name():
    table = "| Plan | Para | Cuota |\n| - | - | - |\n| 1 | un perro | $ 900 |\n| 27 | 17 cm | $ 5 |"
    named, measured = sentences_of(policy_source(text=table, title="Guardería"))
    assert named == "Plan 1, un perro: cuota $ 900"
    assert measured.startswith("27: ")  # a size is called by its figure


def test_items_that_go_on_with_the_line_above_are_told_after_its_words():
    text = "Se ve al abrirlo. No se aceptan de vuelta:\n\n- semillas;\n- bulbos.\n\nGracias."
    assert sentences_of(policy_source(text=text, title="Devoluciones")) == (
        "Se ve al abrirlo.", "No se aceptan de vuelta: semillas.",
        "No se aceptan de vuelta: bulbos.", "Gracias.",
    )  # fmt: skip
    whole = "Para cambiar:\n- Traé la factura.\n- El producto va sin uso."
    assert sentences_of(policy_source(text=whole, title="Cambios"))[1] == "Traé la factura."


def test_a_cell_without_a_value_is_not_told():
    table = "| Local | Sábado | Teléfono |\n| --- | --- | --- |\n| Sur | 9 a 13 h | |\n"
    told = sentences_of(policy_source(text=f"{table}| Delta | | 495-1100 |\n"))
    assert told == ("Sur: sábado 9 a 13 h", "Delta: teléfono 495-1100")


@pytest.mark.parametrize(
    ("place", "row"),
    [
        ("caballito", "Capital Federal"), ("lomas de zamora", "Conurbano"),
        ("san rafael", "Cuyo"), ("San Juan", "Cuyo"), ("tandil", "Resto"), ("Formosa", "Resto"),
    ],
)  # fmt: skip
def test_a_city_is_served_by_the_zone_that_holds_it(place, row):
    (first, *_) = rank(Inquiry(f"cuánto sale mandar algo a {place}?"), [ZONES])
    assert first.sentence.startswith(row)


def test_a_follow_up_keeps_the_place_until_another_is_said():
    before = "hacen envíos a godoy cruz?"
    (kept, *_) = rank(Inquiry("y cuánto tarda?", before, lean=1.0), [ZONES])
    (moved, *_) = rank(Inquiry("y a quilmes?", before, lean=1.0), [ZONES])
    assert (kept.sentence[:4], moved.sentence[:9]) == ("Cuyo", "Conurbano")


def test_streets_and_money_are_no_places():
    assert places_in("av. santa fe 1860") == places_in("cordoba 1452, planta alta") == ()
    assert places_in("me devuelven la plata?") == ()
    assert places_in("mandan a la plata?") == ("la plata",)
    assert places_in("mendoza capital") == ("mendoza",)


def test_what_is_exempted_speaks_of_the_exempted_place_only():
    text = "es gratis en todo el pais, salvo para chubut"
    assert nearness("ushuaia", text) == nearness("rosario", text)
    assert nearness("salta", "solo en cordoba") == 0
    assert nearness("salta", "solo con turno") is None


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("cuánto cuesta la entrega?", "La entrega cuesta $ 2.300."),
        ("cuánto demora la entrega?", "La entrega demora 4 días."),
        ("la entrega tiene horario?", "La entrega es de 9 a 18 hs."),
    ],
)
def test_what_is_asked_prefers_the_sentence_that_has_it(question, answer):
    sentences = ("La entrega cuesta $ 2.300.", "La entrega demora 4 días.",
                 "La entrega es de 9 a 18 hs.")  # fmt: skip
    assert told(question, *sentences) == answer


def test_a_day_is_within_the_days_from_one_to_another():
    texts = (
        "Los sábados el local está cerrado.",
        "El local abre de martes a viernes de 9 a 18 hs.",
    )
    assert told("el local abre el jueves?", *texts, title="Local") == texts[1]
    assert told("el local abre el sabado?", *texts, title="Local") == texts[0]


def test_terms_of_a_special_case_are_told_when_it_is_asked_of():
    wholesale = policy_source(1, "La entrega es gratis.", "Venta a empresas > Entrega")
    usual = policy_source(2, "La entrega cuesta $ 4.000.", "Envíos > Entrega")
    sources = [{**wholesale, "id": "w"}, {**usual, "id": "u"}]
    assert rank(Inquiry("cuánto cobran la entrega?"), sources)[0].source["id"] == "u"
    asked = rank(Inquiry("cuánto cobran la entrega por 40 unidades a mi empresa?"), sources)
    assert asked[0].source["id"] == "w"


def test_what_a_question_is_of_stands_beside_what_it_asks():
    assert own_words("cuánto tarda en llegar a Posadas?") == frozenset()
    assert own_words("aceptan criptomonedas?") == {"cript"}
    assert read_asked("hasta qué hora abren el finde?").days == {"sabado", "domingo"}


def test_the_composer_tells_the_best_sentence_first_and_nothing_when_none_is_near():
    near = {"Se guarda 10 días.": 1.4, "El retiro es gratis.": 1.5, "Traé el DNI.": 0.2}
    source = policy_source(text=" ".join(near), title="Retiro")
    assert answer_policy("cuánto sale retirar?", [{**source, "near": near}]) == [
        "El retiro es gratis. [1]", "Se guarda 10 días. [1]",
    ]  # fmt: skip
    far = dict.fromkeys(near, -0.1)
    assert answer_policy("aceptan trueque?", [{**source, "near": far}]) == []


def test_a_sentence_is_embedded_once():
    embedder = WordEmbedder()
    vectors = SentenceVectors(embedder)
    first = vectors.of(["uno", "dos", "uno"])
    again = vectors.of(["dos", "tres"])
    assert embedder.embedded == 3
    np.testing.assert_array_equal(first[1], again[0])
    assert (first[0] == first[2]).all()


def test_meaning_decides_where_words_do_not():
    source = policy_source(text="Aceptamos mascotas. Cerramos a las 20.", title="Local")
    vectors = np.eye(2, dtype=np.float32)
    meaning = Meaning(vectors, vectors[:1], vectors[[0, 0]])
    (first, *_) = rank(Inquiry("puedo ir con el caniche?"), [source], meaning)
    assert first.sentence == "Aceptamos mascotas."


def test_a_fragment_means_what_it_does_after_the_question_before_it():
    sentences = np.eye(2, dtype=np.float32)

    def nearest(after, alone):
        queries = np.array([after, alone], np.float32)
        return int(Meaning(sentences, sentences[:1], queries).near()[0].argmax())

    assert nearest(after=(1.0, 0.0), alone=(0.6, 0.8)) == 0
    assert nearest(after=(0.8, 0.6), alone=(0.0, 1.0)) == 1  # it turns to another matter
    vectors, source = SentenceVectors(WordEmbedder()), policy_source(text="Uno hay.", title="x")
    first, last = vectors.meaning(Inquiry("rosario", before="cuesta"), [source]).queries
    assert (last == vectors.meaning(Inquiry("rosario"), [source]).queries[0]).all()
    assert (first != last).any()
    only = vectors.meaning(Inquiry("y cuánto?", before="cuesta", lean=1.0), [source]).queries
    assert (only[0] == only[1]).all()


def test_what_others_count_less_makes_the_nearest_no_surer(monkeypatch):
    source = policy_source(text="Uno. Dos hay. Tres hay.", title="x")
    vectors = np.eye(3, dtype=np.float32)
    meaning = Meaning(vectors, vectors[:1], vectors[[1, 1]])

    def relevances(weight):
        monkeypatch.setattr("graph.policies.ranking.MEANING", weight)
        return [told.relevance for told in rank(Inquiry("nada"), [source], meaning)]

    (best, second, *_), (same, further, *_) = relevances(0.3), relevances(0.9)
    assert best == pytest.approx(same)
    assert further < second


FREE = policy_source(
    2, "El envío es gratis en compras desde $ 90.000, salvo para Chubut.", "Envíos > Sin costo"
)


def test_what_is_free_is_told_beside_the_row_of_the_place():
    sources = [ZONES, {**FREE, "id": "free"}]
    first, second, *_ = rank(Inquiry("me lo mandan gratis a san rafael?"), sources)
    assert first.sentence.startswith("El envío es gratis")
    assert second.sentence.startswith("Cuyo")


def test_the_rule_of_a_kind_of_product_goes_before_the_general_row():
    text = "Sillones y mesas viajan con flete propio: $ 40.000 en el interior."
    large = {**policy_source(2, text, "Envíos > Grandes"), "id": "large"}
    question = "cuánto sale el envío a san rafael?"
    (of_kind, *_) = rank(Inquiry(question, thing="sillón"), [ZONES, large])
    (general, *_) = rank(Inquiry(question, thing="celular"), [ZONES, large])
    assert (of_kind.source["id"], general.sentence[:4]) == ("large", "Cuyo")


def test_a_day_that_no_sentence_has_is_answered_with_the_days_told():
    texts = ("El local está en la avenida.", "El local abre de martes a viernes de 9 a 18 hs.",
             "Los feriados el local abre de 9 a 12 hs.")  # fmt: skip
    assert told("el local abre los domingos?", *texts, title="Local") == texts[1]


def test_what_arrives_broken_is_another_case():
    broken = {**policy_source(1, "Te lo cambiamos en 3 días.", "Si llega fallado"), "id": "b"}
    usual = {**policy_source(2, "Tenés 20 días para cambiarlo.", "Cambios"), "id": "u"}
    assert rank(Inquiry("lo puedo cambiar?"), [broken, usual])[0].source["id"] == "u"
    assert rank(Inquiry("lo cambian si vino roto?"), [broken, usual])[0].source["id"] == "b"


def test_hours_are_those_of_every_branch_when_none_is_named():
    told = {
        "Norte": "Lunes a sábados de 9 a 20 hs.",
        "Sur": "Lunes a viernes de 10 a 18 hs.",
        "Delta": "Martes a sábados de 8 a 13 hs.",
        "Oeste": "Lunes a jueves de 9 a 12.",
    }
    sources = [
        {**policy_source(n, text, f"Locales > {name}"), "id": name}
        for n, (name, text) in enumerate(told.items(), 1)
    ]
    answer = answer_policy("abren los domingos?", sources)
    assert [sum(name in line for line in answer) for name in told] == [1, 1, 1, 1]


def test_a_class_of_goods_takes_the_rule_that_names_it():
    large = {**policy_source(
        2, "Heladeras, mesas y sillones viajan aparte. No se mandan bultos grandes a Chubut.",
        "Envíos > Bultos grandes",
    ), "id": "large"}  # fmt: skip
    first = rank(Inquiry("mandan a Chubut?", thing="sillón"), [ZONES, large])[0]
    assert first.sentence == "No se mandan bultos grandes a Chubut."


def test_what_has_a_matter_of_its_own_is_not_asked_for_the_cost_of_the_one_before():
    before = "cuánto cuesta la garantía extendida?"
    assert Inquiry("y si se quema?", before).asked.kinds == frozenset()
    assert Inquiry("y de dos años?", before).asked.kinds == {"cost"}


EXCEPTION = "Los productos en oferta no tienen cambio ni devolución."


def test_what_leaves_out_offers_goes_before_the_rule_for_what_is_on_offer():
    rule = "Tenés 15 días para hacer un cambio o devolución."
    question = "puedo hacer un cambio?"
    assert told(question, rule, EXCEPTION, "Abrimos los sábados.", on_offer=True) == EXCEPTION
    assert told(question, rule, EXCEPTION, "Abrimos los sábados.") == rule


@pytest.mark.parametrize("exception", ["Productos en promoción: 1 pago.", "No incluye ofertas."])
def test_an_exception_that_does_not_name_its_matter_again_is_of_the_rule_before(exception):
    rule = "Con tarjeta hay 3 o 6 cuotas sin interés."
    question = "en cuántas cuotas lo puedo pagar?"
    assert told(question, rule, exception, "Abrimos los sábados.", on_offer=True) == exception
    assert told(question, rule, exception, "Abrimos los sábados.") == rule


@pytest.mark.parametrize(
    ("sentence", "left_out"),
    [
        (EXCEPTION, True),
        ("Hay 6 cuotas, salvo en productos de liquidación.", True),
        ("No incluye productos en oferta.", True),
        ("No incluye ofertas.", True),
        ("Productos en promoción: 1 pago.", True),
        ("Tiene 10 % de descuento, que no se suma a otras promociones.", True),
        ("No es acumulable con otras promociones.", True),
        ("No se puede combinar con otros descuentos.", True),
        ("No válido para productos rebajados.", True),
        ("No aplica a precios promocionales.", True),
        ("No participan los productos con descuento.", True),
        ("Las promociones se pagan en 1 pago o en 3 cuotas.", False),
        ("No incluye la instalación, que sale $ 50.000.", False),
        ("La ropa en liquidación se cambia dentro de los 15 días.", False),
        ("Las promociones valen en la web.", False),
    ],
)
def test_terms_that_leave_out_what_is_on_sale(sentence, left_out):
    assert leaves_out_offers(fold(sentence)) is left_out


def test_where_the_store_is_answers_of_a_place_where_it_is_not():
    address = "Nuestro local está en Av. Corrientes 1450, CABA."
    hours = "Atendemos de lunes a viernes de 10 a 19."
    assert told("tenés local en rosario?", address, hours, title="Local") == address


POST = policy_source(
    title="Envíos > Correo",
    text="Enviamos a todo el país, Mendoza incluida. Por correo van paquetes de hasta 70 cm de "
    "lado. Lo que supera esa medida se retira en el local. Los bultos de más de 25 kg se cotizan "
    "aparte.",
)


@pytest.mark.parametrize(
    ("question", "begins", "also"),
    [
        ("mandan el bastidor de 100x80 a mendoza?", "Por correo van", "Lo que supera"),
        ("envían una mesa de 1,20 m a mendoza?", "Por correo van", "Lo que supera"),
        ("mandan una caja de 30 kg a mendoza?", "Los bultos de más de 25 kg", "Enviamos"),
    ],
)
def test_what_is_beyond_a_limit_of_size_hears_it_first(question, begins, also):
    lines = [t.sentence for t in rank(Inquiry(question, sizes=sizes_told(question)), [POST])]
    assert lines[0].startswith(begins)
    assert lines[1].startswith(also)


@pytest.mark.parametrize("question", [
    "mandan el bastidor de 20x30 a mendoza?", "mandan una caja de 20 kg a mendoza?",
])  # fmt: skip
def test_what_is_within_the_limits_hears_the_rule(question):
    (first, *_) = rank(Inquiry(question, sizes=sizes_told(question)), [POST])
    assert first.sentence.startswith("Enviamos")


def test_a_product_is_as_large_as_its_title_and_its_sheet_say():
    def sizes(title, **attributes):
        source = product_source(title=title, attributes=attributes)
        return sorted((q.value, q.unit) for q in sizes_of(source))

    assert sizes("Bastidor entelado 100x80 cm") == [(80, "cm"), (100, "cm")]
    assert sizes("Ropero", alto={"value": 1.8, "unit": "m"}) == [(180, "cm")]
    assert sizes("Mesa", peso={"value": 30.5, "unit": "kg"}) == [(30.5, "kg")]
    assert sizes("Silla", **{"peso máximo soportado": {"value": 120, "unit": "kg"}}) == []
    assert sizes("Manguera 25 m") == []


BRANCHES = policy_source(
    title="Locales",
    text="- Centro: San Martín 450. Lunes a viernes de 9 a 19 hs. Sábados de 9 a 14 hs.\n"
    "- Norte: Núñez 4800. Lunes a viernes de 10 a 20 hs. Sábados de 10 a 18 hs.\n"
    "- Sur: Trejo 812. Lunes a viernes de 9 a 13 y de 16 a 20 hs. Los sábados cierra.\n\n"
    "Los datos de tu compra no se ceden.",
)


@pytest.mark.parametrize("question", [
    "que hs abren los sabados?", "a qué hora abren los sábados?", "abren el sábado?",
])  # fmt: skip
def test_every_branch_of_a_list_tells_of_the_day_asked(question):
    lines = answer_policy(question, [BRANCHES])
    assert [line.split(" [")[0] for line in lines] == [
        "Centro: Sábados de 9 a 14 hs.", "Norte: Sábados de 10 a 18 hs.",
        "Sur: Los sábados cierra.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "begin"),
    [
        ("a qué hora abre el norte los sábados?", ["Norte"]),
        ("a qué hora abren los locales centro y sur los sábados?", ["Centro", "Sur"]),
        ("y los otros, además del centro, a qué hora abren el sábado?", ["Centro", "Norte", "Sur"]),
    ],
)
def test_a_branch_that_is_named_is_told_alone(question, begin):
    lines = answer_policy(question, [BRANCHES])
    assert [line.partition(":")[0] for line in lines] == begin


AVENUES = policy_source(
    title="Envíos > Costos",
    text="- Olmos, entre las avenidas Colón, Juan B. Justo y del Trabajo: $ 2.500. Gratis desde "
    "$ 45.000.\n- Olmos, resto de los barrios: $ 3.900. Gratis desde $ 70.000.\n"
    "- Plazo: 2 días.",
)


def test_the_zone_asked_is_told_without_those_of_others():
    lines = answer_policy("cuánto sale el envío entre las avenidas?", [AVENUES])
    assert len(lines) == 2
    assert all("entre las avenidas Colón, Juan B. Justo y del Trabajo: " in line for line in lines)


def test_what_the_named_row_does_not_tell_is_told_of_another():
    question = "cuánto sale y cuánto tarda el envío al resto de los barrios?"
    rows = [(AVENUES, n, text) for n, text in enumerate(sentences_of(AVENUES))]
    others = [rows[n][2] for n in rows_of_others(Inquiry(question), rows)]
    assert others == list(sentences_of(AVENUES)[:2])


LOCAL = policy_source(
    title="Envíos > Zonas",
    text="- Tandil: $ 2.500. Gratis desde $ 45.000.\n- Balcarce y Batán: $ 5.800.\n"
    "- Miramar: $ 7.200, sólo los martes.\n\nNo hacemos envíos a otras localidades.",
)
HOME = {**policy_source(2, "La entrega es en la puerta de calle.", "Envíos > Entrega"), "id": "h"}


@pytest.mark.parametrize("place", ["necochea", "mar chiquita", "Villa Ñandubay", "rosario"])
@pytest.mark.parametrize("asks", ["cuánto es el envío a", "mandan a", "cuánto sale mandarlo a"])
def test_a_place_that_no_row_names_is_told_the_rule_of_others(asks, place):
    (line,) = answer_policy(f"{asks} {place}?", [LOCAL, HOME])[:1]
    assert "No hacemos envíos a otras localidades. [1]" in line
    assert "$" not in " ".join(answer_policy(f"{asks} {place}?", [LOCAL, HOME]))


def test_a_place_mistyped_is_not_another():
    assert not is_unheard("mandan a balcarse?", ["balcarce"])
    assert is_unheard("y a nandubay?", ["balcarce"])
    assert not is_unheard("envian a domicilio?", ["balcarce"])


def test_a_follow_up_moves_to_the_row_of_the_place_it_names():
    before = "a batan cuánto sale y cuánto tarda?"
    (first, *_) = rank(Inquiry(before), [LOCAL, HOME])
    (moved, *_) = rank(Inquiry("y a miramar?", before, lean=1.0), [LOCAL, HOME])
    (out, *_) = rank(Inquiry("y a bragado?", before, lean=1.0), [LOCAL, HOME])
    told = [one.sentence.split()[0] for one in (first, moved, out)]
    other = policy_source(3, "La compra se cambia dentro de los 7 días.", "Cambios")
    ranked = rank(Inquiry("y a bragado?", before, lean=1.0), [LOCAL, {**other, "id": "c"}])
    assert ranked[0].relevance - max(t.relevance for t in ranked if t.source["id"] == "c") > 1.5
    assert told == ["Balcarce", "Miramar:", "No"]


def test_the_time_is_told_beside_the_cost_when_both_are_asked():
    near = {"Batán: $ 5.800.": 2.0, "A Batán llega en 2 días.": 1.3, "Se embala en 1 caja.": 1.3}
    source = {**policy_source(text=" ".join(near), title="Envíos"), "near": near}
    assert len(answer_policy("a batán cuánto sale y cuánto tarda?", [source])) == 2
    assert len(answer_policy("a batán cuánto sale?", [source])) == 1
