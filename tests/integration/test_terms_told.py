"""What a store's terms are asked, of a vet's and a nursery's: rows, branches, contact, warranty."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.composer.policies import NO_BRANCH, answer_policy
from graph.policies.contact import asks_contact
from graph.retrieval.retriever import HybridRetriever
from ingest.product import Passage
from tests.fakes.products import product
from tests.fakes.retrievers import retriever_over

pytestmark = pytest.mark.integration

ZONES = """Mandamos de lunes a viernes.

| Zona | Costo | Plazo |
| --- | --- | --- |
| Tandil | $ 900 | en el día |
| CABA y Gran Buenos Aires | $ 4.800 | 3 a 5 días |
| Resto del país | $ 7.100 | 5 a 9 días |

No enviamos a Tierra del Fuego."""
TERMS = (
    ("envios#zonas", "Envíos > Zonas y plazos", ZONES),
    ("envios#gratis", "Envíos > Envío gratis",
     "Envío gratis a todo el país desde $ 60.000. No incluye alimento de 15 kg ni piedras."),
    ("peluqueria", "Peluquería canina", "Con turno. Demora 2 horas."),
    ("locales", "Sucursales",
     "- Centro: Pinto 455, Tandil. Lunes a viernes de 9 a 19.\n"
     "- Villa Italia: Darragueira 1180, Tandil. Lunes a viernes de 9 a 13."),
    ("locales#contacto", "Sucursales > Contacto",
     "WhatsApp 249 455-0147, de 9 a 18. Correo hola@vet.example."),
    ("cambios", "Cambios", "Tenés 20 días para cambiar, con la factura. "
     "Si es por correo, el envío del cambio lo paga el cliente."),
    ("garantia", "Garantía", "- Cuchas de madera: 2 años.\n- Cuchas de plástico: 1 año.\n"
     "- Accesorios: 3 meses.\n- Filtro de pecera: 6 meses.\n\nLa garantía no cubre mordeduras."),
)  # fmt: skip


def store():
    for id_, title, text in TERMS:
        yield Passage(id=id_, title=title, text=text)
    yield product("F", "Alimento Perro Adulto 15 kg", "90000 ARS", product_type="Perros > Alimento")
    yield product("L", "Correa Ñandú 2 m", "9000 ARS", product_type="Accesorios > Correas")
    yield product("C", "Cucha Puelche Grande", "150000 ARS", product_type="Perros > Cuchas",
                  description="De madera tratada.")  # fmt: skip


@pytest.fixture
async def retriever(tmp_path: Path) -> AsyncIterator[HybridRetriever]:
    async with retriever_over(store(), tmp_path) as retriever:
        yield retriever


async def told(retriever, *texts: str, route="store_policy", shown=()) -> list[str]:
    request, found = None, None
    for text in texts:
        found = await retriever.retrieve(
            route, text, previous_request=request, shown=shown, top_k=5
        )
        request = found.request
    assert found is not None
    passages = [s for s in found.sources if s["kind"] == "policy"]
    lines = answer_policy(found.request["policy"], passages)
    return [line.rpartition(" [")[0] or line for line in lines]


@pytest.mark.parametrize(
    "text", ["hacen envíos a córdoba?", "mandan a salta?", "llegan a posadas?"]
)
async def test_the_row_of_the_place_goes_before_the_rule_of_what_is_free(retriever, text):
    first, *rest = await told(retriever, text)
    assert "Resto del país: costo $ 7.100, plazo 5 a 9 días" in first
    assert not any("2 horas" in line for line in rest)


async def test_a_place_where_nothing_is_sent_gets_no_row(retriever):
    lines = await told(retriever, "hacen envíos a ushuaia?")
    assert any("No enviamos a Tierra del Fuego" in line for line in lines)


async def test_no_delay_of_another_matter_stands_beside_the_row(retriever):
    lines = await told(retriever, "cuánto tarda a capital?")
    assert "CABA y Gran Buenos Aires" in lines[0]
    assert not any("2 horas" in line for line in lines)


async def test_abroad_is_no_zone_of_the_country(retriever):
    assert await told(retriever, "envían a uruguay?") == []


async def test_what_leaves_out_the_thing_spoken_of_is_said_first(retriever):
    found = await retriever.retrieve(
        "product_search", "alimento perro adulto", previous_request=None, shown=[], top_k=5
    )
    food = [s for s in found.sources if s["id"] == "F"]
    lines = await told(retriever, "el envío es gratis?", shown=food)
    assert "No incluye alimento de 15 kg" in lines[0]
    assert "desde $ 60.000" in lines[1]


@pytest.mark.parametrize("text", ["tienen local en mar del plata?", "tenés sucursal en rosario?"])
async def test_where_no_branch_is_the_others_are_told(retriever, text):
    lines = await told(retriever, text)
    assert lines[0] == NO_BRANCH
    assert [line.split(":")[0] for line in lines[1:3]] == ["Centro", "Villa Italia"]


async def test_where_a_branch_is_none_is_denied(retriever):
    assert NO_BRANCH not in await told(retriever, "tienen local en tandil?")


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("telefono?", "249 455-0147"), ("cual es el whatsapp", "249 455-0147"),
        ("mail de contacto?", "hola@vet.example"), ("me pasás un número para llamar?", "249"),
        ("tienen instagram?", None),
    ],
)  # fmt: skip
async def test_contact_is_the_sentence_that_holds_it_or_nothing(retriever, text, holds):
    assert asks_contact(text)
    lines = await told(retriever, text)
    assert (holds in lines[0]) if holds else lines == []


@pytest.mark.parametrize(
    "text",
    ["hablar por teléfono con una persona ya", "fundas de celular", "telefono samsung a54",
     "mandame el link al mail cuando haya stock", "gracias"],
)  # fmt: skip
def test_what_wants_more_than_contact_is_not_taken_for_it(text):
    assert not asks_contact(text)


async def test_a_follow_up_of_a_matter_untold_gets_nothing(retriever):
    assert await told(retriever, "qué horario hace el centro?", "hay estacionamiento ahí?") == []
    assert await told(retriever, "cuántos días tengo para cambiar?", "y un seguro de robo?") == []


async def test_a_follow_up_of_its_own_does_not_repeat_what_was_told(retriever):
    first, *_ = await told(
        retriever, "cuántos días tengo para cambiar?", "quién paga el envío del cambio"
    )
    assert "el envío del cambio lo paga el cliente" in first


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("qué garantía tiene la cucha puelche?", ["Cuchas de madera", "Cuchas de plástico"]),
        ("garantía de una correa", ["Accesorios"]),
        (
            "garantía del alimento",
            ["Cuchas de madera", "Cuchas de plástico", "Accesorios", "Filtro de pecera"],
        ),
    ],
)
async def test_the_warranty_of_a_thing_named_is_that_of_the_terms(retriever, text, rows):
    lines = await told(retriever, text)
    assert [line.split(":")[0] for line in lines] == rows


async def test_another_thing_after_the_warranty_of_one(retriever):
    first = await retriever.retrieve(
        "store_policy", "qué garantía tienen las cuchas?",
        previous_request=None, shown=[], top_k=5,
    )  # fmt: skip
    then = await retriever.retrieve(
        "product_question", "y el filtro", previous_request=first.request, shown=[], top_k=5
    )
    assert then.route == "store_policy"
    lines = answer_policy(then.request["policy"], then.sources)
    assert lines[0].startswith("Filtro de pecera: 6 meses")
