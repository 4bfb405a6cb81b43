"""How much of a product an area takes: worked out of the yield that its sheet tells, or untold."""

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.context import failures
from graph.composer.questions import answer_question
from tests.fakes.products import product_source


def sold(title: str, description: str):
    return product_source(1, id="C1", title=title, brand="Sol", description=description)


LACQUER = sold("Laca Sol 4 L", "Para decks. Rinde 12 m² por litro y por mano. Seca rápido.")
GROUT = sold("Mezcla Roca 30 kg", "Rinde 5 m² por bolsa con llana de 10 mm.")
COATING = sold("Revestimiento Gota 20 kg", "Consumo: 1,2 a 1,5 kg por m² en tres manos.")
PRIMER = sold("Fondo Niebla 4 L", "Rinde 40 m² por litro diluido.")
PLAIN = sold("Cola Vinílica 1 kg", "Para madera y papel.")
COATED = sold("Masilla Lisa 4 L", "Rinde 3 m² por litro.")


@pytest.mark.parametrize(
    ("question", "source", "told"),
    [
        ("tengo 30 m2 a dos manos, cuánto llevo?", LACQUER,
         "Para 30 m² a 2 manos hacen falta 5 litros, o sea 2 unidades de 4 litros [1]."),
        ("para 30 metros cuadrados cuánto necesito?", LACQUER, "30 m² por mano hacen falta 2,5"),
        ("tengo 21 metros, cuántas bolsas son?", GROUT, "Para 21 m² hacen falta 5 bolsas [1]."),
        ("es un patio de 3 x 4 metros, cuántas llevo?", GROUT, "12 m² hacen falta 3 bolsas [1]."),
        ("cuántos m2 hago con ese?", LACQUER, "Rinde 12 m² por litro y por mano [1]."),
        ("son 18 m2", COATING, "hacen falta 27 kilos, o sea 2 unidades de 20 kilos [1]."),
    ],
)  # fmt: skip
def test_what_an_area_takes_is_worked_out_of_the_yield(question, source, told):
    text = " ".join(answer_question(question, [source]))
    assert told in text
    assert list(failures(ClaimChecker().judge(question, text, [source]))) == []


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("para 40 m2 cuánto llevo?", PRIMER),  # of what is sold undiluted it tells nothing
        ("para 40 m2 cuánto llevo?", PLAIN),
        ("tengo 20 m2 a dos manos, cuánto llevo?", COATED),  # whether of each coat is not told
        ("cuánto mide?", LACQUER),
    ],
)
def test_what_the_sheet_does_not_tell_is_not_guessed(question, source):
    assert "falta" not in " ".join(answer_question(question, [source]))


@pytest.mark.parametrize(
    "told",
    [
        "Para 30 m² a 2 manos hacen falta 3 litros [1].",
        "Para 20 m² a 2 manos hacen falta 5 litros [1].",
        "Para 30 m² a 2 manos hacen falta 5 litros, o sea 3 unidades de 4 litros [1].",
    ],
)
def test_another_amount_is_refused(told):
    question = "tengo 30 m2 a dos manos, cuánto llevo?"
    assert list(failures(ClaimChecker().judge(question, told, [LACQUER])))
