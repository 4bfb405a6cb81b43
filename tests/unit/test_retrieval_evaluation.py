"""The measures of ranking, and queries judged by rule."""

import json

import pytest

from graph.errors import TrainingError
from graph.training.ranking import ndcg, recall, reciprocal_rank
from graph.training.retrieval_data import meets, read_queries
from ingest.index.payload import product_payload
from tests.fakes.products import product


def test_ndcg_is_one_for_the_ideal_order_and_less_for_its_reverse():
    grades = {"a": 2, "b": 1}
    assert ndcg(["a", "b"], grades) == pytest.approx(1.0)
    assert 0 < ndcg(["b", "a"], grades) < 1
    assert ndcg(["c"], grades) == 0.0


def test_recall_counts_the_best_grade_alone_and_only_what_could_stand_there():
    assert recall(["b", "a"], {"a": 2, "b": 1}, 5) == 1.0
    assert recall(list("abcde"), dict.fromkeys("abcdefgh", 2), 5) == 1.0


def test_reciprocal_rank_of_the_first_relevant():
    assert reciprocal_rank(["x", "a"], {"a": 1}) == 0.5
    assert reciprocal_rank(["x"], {"a": 1}) == 0.0


def catalog():
    rows = [("1", "Yerba Playadito 1 Kg", "250"), ("2", "Yerba Taragüi 500 Gr", "120"),
            ("3", "Mate con Yerba", "900")]  # fmt: skip
    return [product_payload(product(id=i, title=t, price=f"{p} ARS", brand="")) for i, t, p in rows]


def judged(tmp_path, **rule):
    path = tmp_path / "q.jsonl"
    path.write_text(json.dumps({"query": "q", "previous": None, "kind": "k", **rule}))
    return read_queries(path, catalog())[0]


def test_a_rule_tells_what_is_right(tmp_path):
    assert judged(tmp_path, title_all=["^yerba"]).relevant == {"1": 2, "2": 2}
    refused = judged(tmp_path, title_all=["^yerba"], not_brand=["taragui"])
    assert refused.relevant == {"1": 2}
    close = judged(tmp_path, title_all=["^yerba"], price_max=200, weak={"title_all": ["yerba"]})
    assert close.relevant == {"1": 1, "2": 2, "3": 1}
    assert judged(tmp_path, title_all=["yerba"], cheapest=1).relevant == {"2": 2}
    assert judged(tmp_path, empty=True).relevant == {}


def test_constraints_are_checked_in_pesos():
    cheap, dear = catalog()[1], catalog()[2]
    assert meets(cheap, {"price_max": 200})
    assert not meets(dear, {"price_max": 200})


def test_a_malformed_file_says_which(tmp_path):
    path = tmp_path / "q.jsonl"
    path.write_text("{}")
    with pytest.raises(TrainingError, match=r"q\.jsonl"):
        read_queries(path, [])
