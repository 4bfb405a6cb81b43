import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.understanding.amounts import parse_amounts
from graph.wording import write_money
from ingest.units import fold


@pytest.mark.parametrize(
    ("text", "pesos"),
    [
        ("menos de 900 lucas", [900_000]),
        ("hasta 1,2 palos", [1_200_000]),
        ("hasta 1,250 palos", [1_250_000]),
        ("son 2,125 millones", [2_125_000]),
        ("entre 50 y 80 mil", [50_000, 80_000]),
        ("de 50 a 80 lucas", [50_000, 80_000]),
        ("alrededor de 200k", [200_000]),
        ("$ 1.299.999,50", [1_299_999.5]),
        ("un palo y medio", [1_500_000]),
        ("medio palo", [500_000]),
        ("1 palo 200", [1_200_000]),
        ("dos millones trescientos mil", [2_300_000]),
        ("1 millón 200 mil", [1_200_000]),
        ("doscientas lucas", [200_000]),
        ("mil pesos", [1_000]),
        ("5k y 10k", [5_000, 10_000]),
        ("90.000 pesos", [90_000]),
    ],
)
def test_reads_amounts_as_argentina_says_them(text, pesos):
    assert [a.cents / 100 for a in parse_amounts(text) if a.is_money] == pesos


def test_dollars_are_told_from_pesos():
    assert [a.currency for a in parse_amounts("U$S 500 o 500 dólares o 500 pesos")] == [
        "USD",
        "USD",
        "ARS",
    ]


@given(st.integers(1, 10**11))
def test_any_written_amount_parses_back(cents):
    (amount,) = parse_amounts(f"sale {write_money(cents)} hoy")
    assert (amount.cents, amount.is_money) == (cents, True)


@given(
    st.integers(1, 999),
    st.sampled_from([("lucas", 1_000), ("mil", 1_000), ("k", 1_000), ("palos", 1_000_000)]),
)
def test_scale_words_multiply(count, scale):
    word, value = scale
    (amount,) = parse_amounts(f"{count} {word}")
    assert amount.cents == count * value * 100


@given(st.text(max_size=80))
def test_no_text_raises(text):
    parse_amounts(text)


def test_a_model_code_holds_no_amount():
    assert not any(a.is_money for a in parse_amounts(fold("Taladro Stanley SCD20C2K 20 V")))
