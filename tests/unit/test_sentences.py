import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.sentences import split_sentences, stream_sentences


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Sale $ 1.299.999,50 [1]. Hay stock [1].", 2),
        ("Pesa aprox. 8 kg [1].", 1),
        ("¿Querés otro? Dale.", 2),
        ("- A: $ 1 [1].\n- B: $ 2 [2].\n", 2),
        ("Modelo RT38.K [1]", 1),
        ("Entre Pellegrini, Juan B. Justo y Colón: $ 2.500.", 1),
        ("Estamos en Marcelo T. de Alvear 1200. Abrimos a las 9.", 2),
        ("Av. J. B. Alberdi 300.", 1),
        ("Talle M. Sale $ 900.", 2),
        ("Remera Lisa Negra L. Sale $ 900.", 2),
        ("Opción A. Después se paga.", 2),
        ("Carga por USB C. Pesa poco.", 2),
        ("Está en Juan B. [1] Abre a las 9.", 2),
    ],
)
def test_splits_where_a_reader_would(text, count):
    assert len(split_sentences(text)) == count


TITLE = "Bici Dama Vintage Rod. 26 c/canasto"


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        (TITLE, f"{TITLE} sale $ 900 [1]. Hay stock [1].", 2),
        (TITLE, f"- {TITLE.upper()}: $ 900 [1].\n- {TITLE}: $ 800 [2].\n", 2),
        (TITLE, f"La {TITLE}. Sale $ 900 [1].", 2),
        (TITLE, "Tiene rod. 26 y más.", 2),
        ("Cable x 100 Mts.", "Cable x 100 Mts. sale $ 900 [1].", 1),
        ("Cable x 100 Mts.", "Te sirve el Cable x 100 Mts. Hay stock [1].", 2),
        ("Termo 1 Lt. Jano!! Oferta", "Termo 1 Lt. Jano!! Oferta: $ 900 [1].", 1),
    ],
)
async def test_within_a_title_nothing_ends(name, text, count):
    assert len(split_sentences(text, [name])) == count

    async def letters():
        for letter in text:
            yield letter

    assert [s async for s in stream_sentences(letters(), [name])] == split_sentences(text, [name])


@given(st.text(alphabet="ab .!?\n[1]3,", max_size=60))
def test_sentences_joined_give_the_text_back(text):
    joined = "".join(split_sentences(text))
    assert joined.strip() == text.strip()


@given(st.text(alphabet="Jab B.!?\n[1]", max_size=60), st.integers(1, 5))
async def test_streaming_yields_the_same_sentences(text, size):
    async def pieces():
        for start in range(0, len(text), size):
            yield text[start : start + size]

    streamed = [sentence async for sentence in stream_sentences(pieces())]
    assert "".join(streamed).strip() == text.strip()
