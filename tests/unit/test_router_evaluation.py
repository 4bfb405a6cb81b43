"""The router's figures, its rivals behind one signature, and where the figures are told."""

import io
import json
import shutil
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="the `train` extra is not installed")
pytest.importorskip("matplotlib", reason="the `train` extra is not installed")

from rich.console import Console

from graph.errors import TrainingError
from graph.routes import ROUTES
from graph.training import router_rivals as rivals
from graph.training.card_router import write_card
from graph.training.evaluate_router import evaluate, evaluate_all
from graph.training.report_router import print_reports
from graph.training.router_data import Message, read_messages
from tests.fakes.embedder import WordEmbedder

ROOT = Path(__file__).resolve().parents[2]
TRAIN = read_messages(ROOT / "data" / "router" / "train.jsonl")
FEW = [m for route in ROUTES for m in [m for m in TRAIN if m.route == route][:12]]


def says(*routes):
    """Return a router that gives these routes in turn, and again, whatever it is asked."""

    def classify(messages):
        named = [ROUTES.index(route) for _, route in zip(messages, cycle(routes), strict=False)]
        return np.eye(len(ROUTES))[named] * 0.9 + 0.1 / len(ROUTES)

    return classify


def messages(*routes):
    return [Message(f"mensaje {n}", None, route, "") for n, route in enumerate(routes)]


def test_shares_are_of_what_each_route_should_get():
    test = messages("chitchat", "chitchat", "store_policy", "out_of_scope", "out_of_scope")
    said = says("chitchat", "out_of_scope", "store_policy", "out_of_scope", "chitchat")
    report = evaluate("fixed", said, test)
    assert report.accuracy == report.accuracy_typos == report.accuracy_no_accents == 0.6
    assert report.out_of_scope_recall == 0.5
    assert report.in_scope_lost == pytest.approx(1 / 3)
    assert report.per_route["store_policy"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert report.per_route["chitchat"]["recall"] == 0.5
    assert report.per_route["human_handoff"]["f1"] == 0.0
    assert sum(map(sum, report.confusion)) == 5
    assert report.confusion[ROUTES.index("chitchat")][ROUTES.index("out_of_scope")] == 1
    assert report.ece == pytest.approx(0.9 + 0.1 / len(ROUTES) - 0.6)


@pytest.mark.parametrize(
    ("rival", "least"),
    [
        (rivals.tfidf, 0.9),
        (lambda train: rivals.frozen_encoder(train, WordEmbedder()), 0.7),
        (lambda train: rivals.prototypes(WordEmbedder()), 0.15),
    ],
    ids=["n-grams", "frozen encoder", "prototypes"],
)
def test_a_rival_gives_a_probability_to_each_route(rival, least):
    probabilities = rival(FEW)(FEW)
    assert probabilities.shape == (len(FEW), len(ROUTES))
    assert probabilities.sum(axis=1) == pytest.approx(1)
    right = [ROUTES[row.argmax()] == m.route for row, m in zip(probabilities, FEW, strict=True)]
    assert np.mean(right) >= least


def test_a_rival_that_is_not_installed_is_told(tmp_path):
    with pytest.raises(TrainingError, match="semantic-router is not installed"):
        rivals.semantic_router(FEW, WordEmbedder(), tmp_path / "python")


@pytest.mark.integration
def test_the_trained_router_comes_first_and_outside_requests_are_refused(
    tmp_path, model_cache, capsys
):
    lines = [json.dumps({"text": m.text, "previous": m.previous, "route": m.route}) for m in FEW]
    (tmp_path / "train.jsonl").write_text("\n".join(lines))
    (tmp_path / "eval.tsv").write_text("1\tx\tponé una alarma a las siete\n2\tx\t \n")
    (tmp_path / "greetings.yml").write_text("conversations:\n- [hola, buenas]\n")
    reports, outside = evaluate_all(
        tmp_path, tmp_path / "train.jsonl", ROOT / "models" / "router", model_cache,
        out_of_scope=tmp_path, chitchat=tmp_path, semantic_router=tmp_path / "absent",
    )  # fmt: skip
    assert reports[0].name == "fine-tuned (LoRA)"
    assert reports[0].accuracy >= 0.9
    assert len(reports) == 4
    assert "skipped: semantic-router" in capsys.readouterr().err
    assert outside["out_of_scope_recall_elsewhere"]["fine-tuned (LoRA)"] == 1.0
    assert outside["greetings_recall_elsewhere"] == 1.0
    assert 0 < outside["encoder similarity kept"] <= 1

    told = io.StringIO()
    print_reports(reports, outside, Console(file=told, width=200))
    assert f"{reports[0].accuracy:.3f}" in told.getvalue()
    assert all(report.name in told.getvalue() for report in reports)

    shutil.copy(ROOT / "models" / "router" / "metrics.json", tmp_path)
    write_card(tmp_path, reports, outside)
    card = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert all(f"| {report.name} | {report.accuracy:.3f} |" in card for report in reports)
    assert f"on {len(FEW)} held-out messages" in card
    assert (tmp_path / "confusion.png").stat().st_size
