"""What a follow-up leans on, and what has a matter of its own."""

import pytest

from graph.policies.answering import NONE, Answering
from graph.policies.asked import adds_one, answers
from graph.policies.exceptions import left_out_first
from graph.policies.inquiry import Inquiry
from graph.policies.leaning import inquiry_of
from graph.policies.ranking import Told, rank
from graph.policies.unspoken import LIKELY, is_of_unspoken_name
from graph.retrieval.policies import _anew
from graph.understanding.vocabulary import Vocabulary
from ingest.index.port import Hit
from tests.fakes.embedder import WordEmbedder
from tests.fakes.products import policy_source

TERMS = (
    ("Pagos > Qué aceptamos", "No aceptamos cheques. Efectivo: solo en el local."),
    ("Cambios", "Tenés 15 días para cambiar. Los sábados no hacemos cambios."),
    ("Envíos", "A Santa Rosa: $ 900."),
)


def hits() -> list[Hit]:
    return [
        Hit(payload={"id": title, "title": title, "text": text}, score=1.0)
        for title, text in TERMS
    ]  # fmt: skip


def told(*texts: str, title: str = "Cambios > Qué no se cambia") -> list[Told]:
    source = policy_source(text=" ".join(texts), title=title)
    return [Told(source, n, text, 2.0 - n / 4) for n, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("text", "lean"), [("y efectivo?", 0.3), ("cuánto sale?", 1.0), ("y el sábado?", 1.0)]
)
def test_what_the_terms_have_a_word_of_is_a_matter_of_its_own(text, lean):
    assert inquiry_of(text, ["aceptan cheques?"], [hit.payload for hit in hits()]).lean == lean


def test_what_was_said_last_holds():
    before = "puedo retirar en rosario?\ny en caballito?"
    assert Inquiry("cuándo está listo?", before, lean=1.0).asked.places == ("caballito",)


def test_what_goes_on_is_judged_after_the_questions_before_it():
    before = "aceptan cheques?\ny dólares?"
    whole = "aceptan cheques? y dólares? y efectivo?"
    assert Inquiry("y efectivo?", before).whole == whole
    assert Inquiry("y efectivo?").whole == "y efectivo?"


def test_what_answered_before_is_no_answer_to_what_is_asked_anew():
    first, other = told("Hacemos cambios en 15 días.", "El dinero se ve en 5 días.")
    inquiry = Inquiry("en cuánto se ve?", "hacen cambios?")
    assert [t.sentence for t in _anew(inquiry, inquiry.question, [first, other])] == [
        other.sentence, first.sentence
    ]  # fmt: skip


def test_a_place_said_before_does_not_answer_another_matter():
    source = policy_source(
        text="Retiro gratis en Caballito. Retira el titular o un tercero con DNI.", title="Retiro"
    )
    inquiry = Inquiry("lo retira un tercero?", "puedo retirar en caballito?", lean=0.3)
    assert rank(inquiry, [source])[0].sentence.startswith("Retira el titular")


class Judge:
    """Finds an answer only where the question before is read too."""

    def answer(self, pairs):
        return [LIKELY if question.startswith("hay cuotas?") else NONE / 2 for question, _ in pairs]


def test_the_selector_reads_a_question_as_it_is_told_to():
    source = policy_source(text="Tres cuotas en toda la tienda.", title="Cuotas")
    answering, inquiry = Answering(WordEmbedder(), Judge()), Inquiry("en librería también?")
    (after,) = answering.rank(inquiry, [source], asked="hay cuotas? en librería también?")
    (alone,) = answering.rank(inquiry, [source])
    assert (after.probability, alone.relevance) == (LIKELY, 0.0)


@pytest.mark.parametrize(
    ("question", "unheard"),
    [("y con santander?", True), ("y a santa rosa?", False), ("y con cheque?", False),
     ("y con perros?", False)],
)  # fmt: skip
def test_a_name_that_no_passage_has_is_missing(question, unheard):
    assert is_of_unspoken_name(question, hits(), Vocabulary()) is unheard


@pytest.mark.parametrize(
    "text", ["rivadavia 154 (peatonal).", "centro: av. mitre 5218.", "belgrano 1200, tandil."]
)
def test_a_street_and_its_number_tell_where(text):
    assert answers("where", text)


@pytest.mark.parametrize("text", ["sabados de 9 a 13 h.", "compras desde 5000.", "hasta 30."])
def test_other_figures_do_not(text):
    assert not answers("where", text)


def test_what_a_thing_is_left_out_of_goes_first_and_without_the_rule():
    rule, other, refusal = told(
        "Tenés 15 días para cambiar.", "Las gorras tienen cambio.",
        "Ropa interior (bombachas, corpiños): no tiene cambio.",
    )  # fmt: skip
    acts = frozenset({"cambi"})
    first, second, _ = left_out_first([rule, other, refusal], "Corpiño Lencería", acts)
    assert first.sentence == refusal.sentence
    assert first.relevance - second.relevance > 0.4
    assert left_out_first([rule, other, refusal], "Gorra", acts)[0] is rule


def test_one_thing_more_is_asked_the_same():
    assert adds_one("y amex?")
    assert not adds_one("y si se rompe?")
    before = "en cuántas cuotas con visa?"
    assert Inquiry("y amex?", before, lean=0.3).asked.kinds == {"instalments"}
    assert not Inquiry("y si se rompe la pantalla?", before, lean=0.3).asked.kinds
