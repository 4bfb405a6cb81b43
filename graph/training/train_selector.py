"""`dona train selector`: LoRA on the bundled encoder over questions and sentences of terms."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import precision_recall_curve, roc_auc_score

from graph.policies.answering import JUDGED, Answering, by_answers, pair_of
from graph.policies.idioms import in_terms
from graph.policies.leaning import leant_on
from graph.policies.ranking import MEANING
from graph.policies.selector import LABELS, AnswerSelector
from graph.training.generation.bank import read_bank
from graph.training.pair_trainer import (
    TRAINED,
    Hyperparameters,
    LabelledPair,
    calibrate,
    run_digest,
    train_once,
)
from graph.training.selector_data import (
    NEAR,
    NEAR_NONE,
    SPOILED,
    VALIDATION,
    Store,
    draw_pairs,
    inquiry_to,
    judging,
    read_stores,
    store_files,
    stores_of,
)
from ingest.encoder.embedder import Embedder


def train_selector(
    data: Path, terms: Path, policies: Path, output: Path, cache: Path, embedder: Embedder,
    parameters: Hyperparameters | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Train (a killed run is resumed), calibrate the served int8 model, write `output`.

    `data` and `terms` hold stores, and `policies` the generator's bank, of which the train split is
    read. What is learned, and judges, is what the serving `embedder` brings near.
    Returns the metrics that go to the model card.

    Raises:
        TrainingError: the data is missing or malformed.
    """
    hp = parameters or Hyperparameters()
    sets = judging(data)
    files = [file for folder in (data, terms) for file in store_files(folder)]
    bank = read_bank(policies, "train")

    def draw() -> list[LabelledPair]:
        stores = stores_of(bank, hp.seed)
        stores += [store for file in files for store in read_stores(file)]
        return draw_pairs(stores, embedder, hp.seed)

    digest = run_digest(
        [*files, policies / "policies.toml", policies / "later.toml"],
        hp,
        drawn=[SPOILED, NEAR, NEAR_NONE],
        ranked_by=[embedder.fingerprint, MEANING],
    )
    train_once(digest, draw, len(LABELS), output, cache / "train-selector", hp)
    run = json.loads((output / TRAINED).read_text())
    pairs = draw_pairs(read_stores(data / VALIDATION), embedder, hp.seed)
    probabilities, temperature = calibrate(output, cache, LABELS, pairs)
    labels = np.array([row.label for row in pairs])
    selector = AnswerSelector(output, cache)
    metrics = {
        "train_pairs": run["pairs"],
        "minutes": run["minutes"],
        "validation_pairs": len(pairs),
        "validation_auc": float(roc_auc_score(labels, probabilities[:, 1])),
        "temperature": temperature,
        "measured": {n: answering(stores, selector, embedder) for n, stores in sets.items()},
        "hyperparameters": asdict(hp),
    }
    (output / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")
    return metrics


def answering(
    stores: Sequence[Store], selector: AnswerSelector, embedder: Embedder
) -> dict[str, Any]:
    """Return how well it is told which sentence answers and that none does.

    `auc` and `f1` are of abstaining, the latter at the threshold that is best there; `first` is the
    share of the questions that have an answer whose first sentence is one. Of what is `served`,
    `first` leaves out those that are met with silence, and `silent` and `silent_wrongly` are the
    shares of the questions without and with an answer that are.
    """
    ranking = Answering(embedder)
    none: list[bool] = []
    by_rank: list[float] = []
    learned: list[float] = []
    silent: list[bool] = []
    first: dict[str, list[bool]] = {"ranking": [], "selector": [], "served": []}
    for store in stores:
        for question in store.questions:
            inquiry = inquiry_to(store, question)
            told = ranking.rank(inquiry, store.passages)
            judged = selector.answer([pair_of(inquiry.whole, one) for one in told[:JUDGED]])
            none.append(not question.told)
            by_rank.append(-told[0].relevance)
            learned.append(1 - max(judged))
            is_known = bool(in_terms(leant_on(inquiry)))
            served = by_answers(told, judged, is_known=is_known)[0]
            silent.append(served.relevance <= 0)
            if question.told:
                first["ranking"].append(told[0].sentence in question.told)
                first["selector"].append(told[int(np.argmax(judged))].sentence in question.told)
                first["served"].append(served.sentence in question.told and not silent[-1])
    lacking, quiet = np.array(none), np.array(silent)
    return {
        "questions": len(none),
        "unanswered": sum(none),
        **{
            name: {
                "first": float(np.mean(first[name])),
                "auc": float(roc_auc_score(none, score)),
                "f1": _best_f1(none, score),
            }
            for name, score in (("ranking", by_rank), ("selector", learned))
        },
        "served": {
            "first": float(np.mean(first["served"])),
            "silent": float(quiet[lacking].mean()),
            "silent_wrongly": float(quiet[~lacking].mean()),
        },
    }


def _best_f1(none: Sequence[bool], score: Sequence[float]) -> float:
    precision, recall, _ = precision_recall_curve(none, score)
    return float(np.max(2 * precision * recall / np.maximum(precision + recall, 1e-9)))
