"""The answer contract: what a citation quotes."""

from graph.answer import citation
from graph.state import Claim, Source

ROSARIO = "Rosario: $ 8.500, 3 a 5 días hábiles"


def claim(text, type_, verdict="supported"):
    return Claim(text=text, type=type_, source=1, verdict=verdict, reason="", rule="")


def test_a_sentence_of_several_claims_is_quoted_once():
    source = Source(marker=1, kind="policy", id="envios", title="Envíos", link="",
                    payload={"text": "| Rosario | $ 8.500 | 3 a 5 días hábiles |"})  # fmt: skip
    claims = [
        claim(ROSARIO, "price"),
        claim(ROSARIO, "policy"),
        claim("Gratis", "policy", "not_found"),
    ]
    assert citation(source, claims)["quote"] == ROSARIO
    assert citation(source, [])["quote"] == source["payload"]["text"]
