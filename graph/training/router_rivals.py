"""The router's rivals, trained on the same messages, behind one signature."""

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from graph.errors import TrainingError
from graph.routers.prototype import PrototypeRouter
from graph.routes import ROUTES
from graph.training.router_data import Message
from ingest.encoder.embedder import Embedder

Classify = Callable[[Sequence[Message]], NDArray[np.float64]]
"""Maps messages to probabilities, [n, routes]."""


def prototypes(embedder: Embedder) -> Classify:
    """The router without training."""
    router = PrototypeRouter(embedder)
    return lambda messages: router.probabilities([m.text for m in messages]).astype(np.float64)


def tfidf(train: Sequence[Message]) -> Classify:
    """Word and character n-grams with logistic regression."""
    features = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, strip_accents="unicode"),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
    )
    model = make_pipeline(
        features, LogisticRegression(C=10, max_iter=2000, class_weight="balanced")
    )
    model.fit([_joined(m) for m in train], [ROUTES.index(m.route) for m in train])
    return lambda messages: model.predict_proba([_joined(m) for m in messages])


def frozen_encoder(train: Sequence[Message], embedder: Embedder) -> Classify:
    """A linear head over the encoder as it comes; the previous turn is embedded apart."""

    def features(messages: Sequence[Message]) -> NDArray[np.float32]:
        texts = embedder.embed_queries([m.text for m in messages])
        before = embedder.embed_queries([m.previous or "" for m in messages])
        before[[m.previous is None for m in messages]] = 0
        return np.hstack([texts, before])

    model = LogisticRegression(C=30, max_iter=2000, class_weight="balanced")
    model.fit(features(train), [ROUTES.index(m.route) for m in train])
    return lambda messages: model.predict_proba(features(messages))


def semantic_router(train: Sequence[Message], embedder: Embedder, python: Path) -> Classify:
    """The `semantic-router` package with the same encoder and every training message.

    `python` is the interpreter of the environment that holds it; it serves in a process there.

    Raises:
        TrainingError: there is none, or the process ends.
    """
    if not python.is_file():
        raise TrainingError("semantic-router is not installed: `make rivals`")
    process = subprocess.Popen(
        [python, Path(__file__).with_name("semantic_router_process.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def ask(question: Any) -> Any:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(question) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())
        except (OSError, ValueError) as error:
            raise TrainingError("semantic-router's process ended") from error

    vectors = embedder.embed_queries([m.text for m in train])
    ask(
        {
            route: [v.tolist() for v, m in zip(vectors, train, strict=True) if m.route == route]
            for route in ROUTES
        }
    )

    def classify(messages: Sequence[Message]) -> NDArray[np.float64]:
        rows = np.zeros((len(messages), len(ROUTES)))
        queries = embedder.embed_queries([m.text for m in messages])
        for row, query in zip(rows, queries, strict=True):
            row[ROUTES.index(ask(query.tolist()) or "out_of_scope")] = 1.0
        return rows

    return classify


def _joined(message: Message) -> str:
    return f"{message.text} ‖ {message.previous or ''}"
