"""Fit the router's wide half: logistic regression over hashed n-grams."""

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from graph.routers.ngrams import BUCKETS, FILE, ngram_features
from graph.routes import ROUTES
from graph.training.router_data import Message
from graph.training.router_trainer import Hyperparameters
from graph.training.router_views import Repair, reword, spoil_message, turns_of


def train_ngram_head(
    train: Sequence[Message], output: Path, hp: Hyperparameters, repair: Repair
) -> None:
    """Fit on the messages and on spoiled copies, raw and mended; write `ngrams.safetensors`."""
    rng = random.Random(hp.seeds[0])
    turns = turns_of(train)
    copies = [
        spoil_message(reword(message, rng, turns), rng)
        for _ in range(hp.ngram_copies)
        for message in train
    ]
    messages = [*train, *copies, *map(repair, copies)]
    model = LogisticRegression(C=hp.ngram_c, max_iter=500, class_weight="balanced")
    model.fit(feature_matrix(messages), [ROUTES.index(m.route) for m in messages])
    save_file(
        {
            "weight": np.ascontiguousarray(model.coef_.T, np.float16),  # [buckets, routes]
            "bias": model.intercept_.astype(np.float16),
        },
        output / FILE,
    )


def feature_matrix(messages: Sequence[Message]) -> csr_matrix:
    """Return the features of the messages: float32 [n, buckets], sparse."""
    rows = [ngram_features(m.text, m.previous) for m in messages]
    starts = np.cumsum([0, *(len(buckets) for buckets, _ in rows)])
    return csr_matrix(
        (np.concatenate([w for _, w in rows]), np.concatenate([b for b, _ in rows]), starts),
        shape=(len(rows), BUCKETS),
    )
