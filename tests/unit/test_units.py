import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.units import canonical, fold, parse_quantities


@pytest.mark.parametrize(
    ("text", "value", "dimension"),
    [
        ("3000 frigorías", 3000, "cooling"),
        ("mínimo 8 kg", 8, "mass"),
        ("de 50 pulgadas", 50, "inches"),
        ('50"', 50, "inches"),
        ("256 gigas", 256, "storage"),
        ("1 tera", 1024, "storage"),
        ("que banque 120 kilos", 120, "mass"),
        ("500 gr", 0.5, "mass"),
        ("1,5 lts", 1.5, "volume"),
        ("354 cm3", 0.354, "volume"),
        ("2 años", 24, "months"),
    ],
)
def test_reads_quantities_in_canonical_units(text, value, dimension):
    (quantity,) = parse_quantities(text)
    assert (quantity.value, quantity.dimension) == (value, dimension)


def test_unknown_units_are_none():
    assert canonical(3, "parsecs") is None


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("text", ["4G", "celular 4g barato", "Samsung A15 5G 128 GB"])
def test_a_network_weighs_nothing(text):
    assert not [one for one in parse_quantities(text) if one.dimension == "mass"]


@pytest.mark.parametrize("text", ["3g de azafrán", "levadura 5g x 10", "AZAFRAN 3G"])
def test_a_sachet_does(text):
    assert [one.dimension for one in parse_quantities(text)][:1] == ["mass"]
