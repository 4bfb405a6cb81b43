"""`dona evaluate router`: the trained router and its rivals on the same held-out messages."""

import csv
import random
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.stats import spearmanr

from graph.errors import GraphError
from graph.routers.classifier import ClassifierRouter
from graph.routers.decision import decide
from graph.routers.input import MAX_TOKENS
from graph.routes import ROUTES
from graph.training import router_rivals as rivals
from graph.training.calibration import expected_calibration_error
from graph.training.noise import add_typos, drop_accents
from graph.training.router_data import Message, read_messages
from graph.training.router_rivals import Classify
from ingest.encoder.cache import ModelSpec
from ingest.encoder.embedder import E5Embedder
from ingest.encoder.onnx_model import OnnxModel

OUT = ROUTES.index("out_of_scope")
TYPO_RATE = 0.06
SPOILED = 5
"""Times that the test set is mistyped, each time otherwise: one drawing alone is a point off."""
TIMED = 300
"""Messages whose latency is measured, one at a time, on one thread."""


@dataclass(frozen=True)
class Report:
    """What one router did on the test set. Shares are in [0, 1], latencies in ms."""

    name: str
    accuracy: float
    macro_f1: float
    per_route: dict[str, dict[str, float]]
    confusion: list[list[int]]
    """Rows: the true route; columns: the predicted one."""
    out_of_scope_recall: float
    in_scope_lost: float
    """Share of in-scope messages sent to out_of_scope."""
    accuracy_no_accents: float
    accuracy_typos: float
    ece: float
    p50_ms: float
    p95_ms: float
    extra: dict[str, float]


def evaluate(name: str, classify: Classify, test: Sequence[Message]) -> Report:
    """Measure one router."""
    labels = np.array([ROUTES.index(m.route) for m in test])
    probabilities = classify(test)
    predicted = probabilities.argmax(axis=1)
    confusion = np.zeros((len(ROUTES), len(ROUTES)), dtype=int)
    np.add.at(confusion, (labels, predicted), 1)
    per_route: dict[str, dict[str, float]] = {
        route: _scores(confusion, i) for i, route in enumerate(ROUTES)
    }
    rng = random.Random(7)
    plain = [replace(m, text=drop_accents(m.text)) for m in test]
    typos = [
        replace(m, text=add_typos(m.text, rng, TYPO_RATE)) for _ in range(SPOILED) for m in test
    ]
    times = []
    for message in list(test)[:TIMED]:
        start = time.perf_counter()
        classify([message])
        times.append((time.perf_counter() - start) * 1000)
    return Report(
        name=name,
        accuracy=float((predicted == labels).mean()),
        macro_f1=float(np.mean([s["f1"] for s in per_route.values()])),
        per_route=per_route,
        confusion=confusion.tolist(),
        out_of_scope_recall=float((predicted[labels == OUT] == OUT).mean()),
        in_scope_lost=float((predicted[labels != OUT] == OUT).mean()),
        accuracy_no_accents=_accuracy(classify(plain), labels),
        accuracy_typos=_accuracy(classify(typos), np.tile(labels, SPOILED)),
        ece=expected_calibration_error(probabilities, labels),
        p50_ms=float(np.percentile(times, 50)),
        p95_ms=float(np.percentile(times, 95)),
        extra={},
    )


def evaluate_all(
    data: Path,
    test: Path,
    model: Path,
    cache: Path,
    *,
    out_of_scope: Path | None,
    chitchat: Path | None,
    semantic_router: Path,
) -> tuple[list[Report], dict[str, Any]]:
    """Return a report a router, the trained one first, and what it did on outside data.

    The rivals learn from `train.jsonl` of the folder `data`; `test` is a file of messages.
    `out_of_scope` is a TSV folder of assistant requests, all out of scope for a store; `chitchat`
    a folder of small-talk YAML. Either may be absent, and so may `semantic_router`, the interpreter
    of the environment that holds that package.
    """
    train = read_messages(data / "train.jsonl")
    held_out = read_messages(test)
    embedder = E5Embedder(cache)
    router = ClassifierRouter(model, cache)

    def tuned(messages: Sequence[Message]) -> NDArray[np.float64]:
        return router.probabilities([(m.text, m.previous) for m in messages]).astype(np.float64)

    contenders: list[tuple[str, Classify]] = [
        ("fine-tuned (LoRA)", tuned),
        ("frozen encoder + linear", rivals.frozen_encoder(train, embedder)),
        ("TF-IDF + logistic regression", rivals.tfidf(train)),
        ("label prototypes", rivals.prototypes(embedder)),
    ]
    try:
        rival = rivals.semantic_router(train, embedder, semantic_router)
        contenders.insert(2, ("semantic-router", rival))
    except GraphError as error:
        print_skipped(str(error))
    reports = [evaluate(name, classify, held_out) for name, classify in contenders]
    outside: dict[str, Any] = {
        "encoder similarity kept": round(_similarity_kept(model, cache, held_out), 3),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "routed_to_refusal_below_confidence": sum(
            decide(row.astype(np.float32), 0.5).fell_back for row in tuned(held_out)
        ),
    }
    if out_of_scope and out_of_scope.is_dir():
        texts = _tsv_texts(out_of_scope / "eval.tsv")
        outside["out_of_scope_recall_elsewhere"] = {
            name: float((classify(texts).argmax(axis=1) == OUT).mean())
            for name, classify in contenders
        }
    if chitchat and chitchat.is_dir():
        greetings = _yaml_texts(chitchat / "greetings.yml")
        outside["greetings_recall_elsewhere"] = float(
            (tuned(greetings).argmax(axis=1) == ROUTES.index("chitchat")).mean()
        )
    return reports, outside


def _similarity_kept(model: Path, cache: Path, messages: Sequence[Message]) -> float:
    """Return what fine-tuning cost outside the task: rank correlation of cosines before and after.

    1 means that the merged encoder still orders messages by likeness as the untouched one does.
    """
    texts = [f"query: {m.text}" for m in messages]
    before = OnnxModel(ModelSpec(), cache, max_tokens=MAX_TOKENS).run(texts)
    after = OnnxModel(ModelSpec(model), cache, max_tokens=MAX_TOKENS).run(texts)
    upper = np.triu_indices(len(texts), k=1)
    return float(spearmanr((before @ before.T)[upper], (after @ after.T)[upper]).statistic)


def print_skipped(reason: str) -> None:
    """Say on stderr that a rival is left out."""
    import sys

    sys.stderr.write(f"skipped: {reason}\n")


def _accuracy(probabilities: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    return float((probabilities.argmax(axis=1) == labels).mean())


def _scores(confusion: NDArray[np.int64], index: int) -> dict[str, float]:
    right = confusion[index, index]
    precision = right / max(1, confusion[:, index].sum())
    recall = right / max(1, confusion[index].sum())
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"precision": float(precision), "recall": float(recall), "f1": float(f1)}


def _tsv_texts(path: Path) -> list[Message]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Message(row[2].strip(), None, "out_of_scope", "") for row in rows if row[2].strip()]


def _yaml_texts(path: Path) -> list[Message]:
    turns = yaml.safe_load(path.read_text(encoding="utf-8"))["conversations"]
    return [Message(str(turn[0]), None, "chitchat", "") for turn in turns]
