"""No draft, however broken, ends a turn in an error of the checker's."""

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.checking.checker import ClaimChecker
from tests.hostile import store

TERMS = "Hasta 6 cuotas sin interés, de lunes a viernes de 9 a 18 hs. 30 días para cambios."
SOURCES = store(policy={"text": f"El envío a Rosario sale $ 12.000. {TERMS}"})
PIECES = (
    "$ ", "1.099.999", "1.0.9", ",", "9,,9", "٩٩", "²", "½", "sale ", "quedan ", "12 cuotas de $",
    "%", "10 %", "por ciento", "hs", "a las 25:99", "de 9 a ", "[1]", "[2]", "[3]",
    "[99999999999999999999]", "- ", "\n", "\0", "💥", "mil millones de ", "un palo y medio",
    "pesos con ", "kg", "382 l", "1e309", "9" * 30, "más barato que ", "la mitad", "el doble",
    "antes ", "(", "¿", "?", ".", "0", "00", "0,0", "1/0", "3x2", "entre ", "y ", "no ", "días",
    "31/02/2026", "-5 ", "+", "cada uno", "U$S", "1 cuota de 0", "0 cuotas ",
)  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join)


@settings(max_examples=600, deadline=None)
@given(question=TEXT, text=TEXT, glued=st.booleans())
def test_any_text_gets_a_verdict(question, text, glued):
    text = text.replace(" ", "") if glued else text
    assert isinstance(ClaimChecker().judge(question, text, SOURCES), list)
