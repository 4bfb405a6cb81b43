"""The plan of an ingestion job: the least work that makes the index equal to the source."""

import pytest

from ingest.errors import PlanRefused
from ingest.product import Passage, Product
from ingest.sync.plan import PLANNED, Plan, entry, guard, held_of, item_of, make_plan

ENCODER = "words-1"
LATER, EARLIER = "2026-11-20T10:00:00+00:00", "2026-11-19T10:00:00+00:00"


def product(id_: str = "HEL-1", **fields: object) -> Product:
    told = {"title": "Heladera Brunel 330 L", "price": "1000 ARS", "quantity": 4} | fields
    return Product.model_validate({"id": id_, **told})


def laid_out(*items: Product | Passage, encoder: str = ENCODER):
    return [entry(item, encoder) for item in items]


def held(*items: Product | Passage, encoder: str = ENCODER):
    """Return what planning reads of an index that holds these."""
    return {
        e.key: held_of({name: e.payload.get(name) for name in PLANNED})
        for e in laid_out(*items, encoder=encoder)
    }


def work(plan: Plan) -> dict[str, list[str]]:
    """Return what is to be done as ids, without what is empty."""
    kinds = {
        "embed": [e.payload["id"] for e in plan.embed],
        "offers": [e.payload["id"] for e in plan.offers],
        "payload_only": [e.payload["id"] for e in plan.payload_only],
        "delete": [id_ for _, id_ in plan.delete],
    }
    return {kind: ids for kind, ids in kinds.items() if ids}


def test_an_empty_index_takes_everything_and_embeds_it():
    plan = make_plan(laid_out(product("A"), product("B")), {})
    assert work(plan) == {"embed": ["A", "B"]}
    assert (plan.unchanged, plan.stale) == (0, 0)


def test_what_is_equal_costs_nothing():
    plan = make_plan(laid_out(product("A"), product("B")), held(product("A"), product("B")))
    assert work(plan) == {}
    assert plan.is_empty
    assert (plan.unchanged, plan.stale) == (2, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Heladera Brunel 420 L"},
        {"description": "Silenciosa."},
        {"brand": "Brunel"},
        {"product_type": "Electrodomésticos > Heladeras"},
        {"color": "blanca"},
        {"attributes": {"no frost": True}},
    ],
)
def test_a_changed_text_is_embedded_again(change):
    plan = make_plan(laid_out(product(**change)), held(product()))
    assert work(plan) == {"embed": ["HEL-1"]}
    assert not plan.is_empty


@pytest.mark.parametrize(
    "change", [{"price": "999 ARS"}, {"quantity": 3}, {"availability": "preorder"}]
)
def test_a_changed_offer_is_written_alone(change):
    plan = make_plan(laid_out(product(**change)), held(product()))
    assert work(plan) == {"offers": ["HEL-1"]}
    assert not plan.is_empty
    assert plan.unchanged == 0


@pytest.mark.parametrize(
    "change", [{"link": "https://x.example/a"}, {"image_link": "https://x.example/a.png"},
               {"gtin": "7790000000001"}, {"mpn": "RT38"}, {"item_group_id": "HEL"}]
)  # fmt: skip
def test_what_is_shown_but_not_embedded_costs_a_payload(change):
    plan = make_plan(laid_out(product(**change)), held(product()))
    assert work(plan) == {"payload_only": ["HEL-1"]}
    assert not plan.is_empty


@pytest.mark.parametrize(
    ("before", "after"),
    [({"sale_price": "900 ARS"}, {}), ({}, {"sale_price": "900 ARS"}), ({}, {"quantity": None})],
)
def test_an_offer_that_gains_or_loses_a_field_is_written_whole(before, after):
    # Merged into a payload, a null would leave the old sale price there.
    plan = make_plan(laid_out(product(**after)), held(product(**before)))
    assert work(plan) == {"payload_only": ["HEL-1"]}


def test_another_moment_of_the_same_content_is_no_change():
    plan = make_plan(laid_out(product(updated_at=LATER)), held(product(updated_at=EARLIER)))
    assert work(plan) == {}
    assert (plan.unchanged, plan.stale) == (1, 0)


def test_an_older_row_never_overwrites():
    older = product(price="1 ARS", title="Otra", updated_at=EARLIER)
    too = product("HEL-2", price="1 ARS", updated_at=EARLIER)
    had = held(product(updated_at=LATER), product("HEL-2", updated_at=LATER))
    plan = make_plan(laid_out(older, too, product("NEW")), had)
    assert work(plan) == {"embed": ["NEW"]}
    assert (plan.unchanged, plan.stale) == (0, 2)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        pytest.param(LATER, EARLIER, id="newer"),
        pytest.param(LATER, LATER, id="same moment"),
        pytest.param("2026-11-20T08:00:00-03:00", LATER, id="newer in another zone"),
        pytest.param(None, LATER, id="undated row"),
        pytest.param(EARLIER, None, id="undated index"),
    ],
)
def test_only_a_row_known_to_be_older_is_stale(told, kept):
    changed = product(price="999 ARS", updated_at=told)
    plan = make_plan(laid_out(changed), held(product(updated_at=kept)))
    assert plan.stale == 0
    assert not plan.is_empty


def test_what_the_source_does_not_name_is_deleted_unless_it_is_partial():
    had = held(product("A"), product("B"), product("C"))
    plan = make_plan(laid_out(product("B")), had)
    assert plan.delete == [("product", "A"), ("product", "C")]
    assert not plan.is_empty
    part = make_plan(laid_out(product("B")), had, partial=True)
    assert part.is_empty
    assert part.unchanged == 1


def test_a_stale_row_is_not_deleted():
    plan = make_plan(laid_out(product(updated_at=EARLIER)), held(product(updated_at=LATER)))
    assert plan.delete == []


def test_every_row_is_judged_after_one_of_any_kind():
    rows = [
        product("stale", price="1 ARS", updated_at=EARLIER), product("text", title="Otra"),
        product("link", link="https://x.example"), product("price", price="2 ARS"),
        product("same"), product("new"),
    ]  # fmt: skip
    had = held(
        product("stale", updated_at=LATER),
        *(product(i) for i in ("text", "link", "price", "same", "gone")),
    )
    for order in (rows, rows[::-1]):
        plan = make_plan(laid_out(*order), had)
        assert {kind: sorted(ids) for kind, ids in work(plan).items()} == {
            "embed": ["new", "text"], "offers": ["price"], "payload_only": ["link"],
            "delete": ["gone"],
        }  # fmt: skip
        assert (plan.unchanged, plan.stale) == (1, 1)


def test_another_encoder_embeds_again():
    assert work(make_plan(laid_out(product()), held(product(), encoder="words-2"))) == {
        "embed": ["HEL-1"]
    }


def test_a_product_and_a_passage_of_one_id_are_two_things():
    passage = Passage(id="HEL-1", title="Envíos", text="A todo el país.")
    plan = make_plan(laid_out(product()), held(passage))
    assert work(plan) == {"embed": ["HEL-1"], "delete": ["HEL-1"]}
    assert plan.delete == [("policy", "HEL-1")]


def test_fingerprints_are_of_what_they_name_alone():
    base = entry(product(), ENCODER).payload
    prints = ("embedding_fp", "payload_fp", "offer_fp")

    def moved(**change: object) -> list[str]:
        other = entry(product(**change), ENCODER).payload
        return [name for name in prints if other[name] != base[name]]

    assert len({base[name] for name in prints}) == 3
    assert moved(price="999 ARS") == ["offer_fp"]
    assert moved(link="https://x.example") == ["payload_fp"]
    assert moved(title="Otra") == ["embedding_fp", "payload_fp"]
    assert moved(updated_at=LATER) == []
    assert entry(product(), "other").payload["embedding_fp"] != base["embedding_fp"]


def test_fingerprints_outlive_a_release():
    # An index on disk was written with them: made another way, every store is written again.
    payload = entry(product(), ENCODER).payload
    assert payload["embedding_fp"] == "66c1e6b3e53d3219dd2751ff"
    assert (payload["payload_fp"], payload["offer_fp"]) == (
        "9feccfc34d56ef0793a9dfd7", "228962db0104185cab1cdd88",
    )  # fmt: skip


def test_an_offer_merged_names_its_point_and_no_nulls():
    offer = laid_out(product(quantity=None))[0].offer
    assert offer["kind"] == "product"
    assert offer["id"] == "HEL-1"
    assert offer["price_cents"] == offer["current_cents"] == 1000_00
    assert offer["currency"] == "ARS"
    assert offer["availability"] == "unknown"
    assert "offer_fp" in offer
    assert not {"quantity", "sale_price_cents", "updated_at", "title"} & offer.keys()


def test_words_are_the_text_and_the_codes():
    item = laid_out(product(mpn="GSB 13-RE"))[0]
    assert item.words.split() == [*item.text.split(), *item.payload["codes"]]
    assert "gsb13re" in item.words.split()
    passage = entry(Passage(id="envios#a", title="Envíos", text="A todo el país."), ENCODER)
    assert passage.words == passage.text


@pytest.mark.parametrize(
    "item",
    [
        product(sale_price="900 ARS", attributes={"alto": {"value": 178.5, "unit": "cm"}}),
        Passage(id="envios#a", title="Envíos", text="A todo el país."),
    ],
)
def test_what_was_laid_out_can_be_read_back(item):
    assert item_of(entry(item, ENCODER).payload) == item


def test_a_source_without_rows_changes_nothing():
    told = r"^the source is empty: nothing was changed \(--allow-mass-delete insists\)$"
    with pytest.raises(PlanRefused, match=told):
        guard(Plan(), existing=10, wanted=0, rejected=0)
    told = (
        "^all 7 rows of the source were rejected: nothing was changed "
        r"\(are its columns others\? see --mapping; --allow-mass-delete insists\)$"
    )
    with pytest.raises(PlanRefused, match=told):
        guard(Plan(), existing=0, wanted=0, rejected=7)


@pytest.mark.parametrize(("deleted", "existing"), [(20, 100), (0, 0), (0, 5), (3, 0)])
def test_up_to_a_fifth_may_go(deleted, existing):
    guard(Plan(delete=[("product", str(n)) for n in range(deleted)]), existing, 1, 3)


@pytest.mark.parametrize(("deleted", "existing"), [(21, 100), (1, 1), (1, 4)])
def test_more_than_a_fifth_needs_to_be_asked_for(deleted, existing):
    plan = Plan(delete=[("product", str(n)) for n in range(deleted)])
    told = (
        rf"^{deleted} of {existing} would be deleted: nothing was changed "
        r"\(--allow-mass-delete insists; another store wants its own DONA_INDEX__PATH\)$"
    )
    with pytest.raises(PlanRefused, match=told):
        guard(plan, existing, wanted=1, rejected=0)
