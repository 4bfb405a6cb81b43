"""`dona train terms`: a LoRA of the bundled encoder that brings questions near what answers them.

Each question is asked of one store, and of all its sentences those that answer must come first:
"tengo que armar la cama yo?" beside "El montaje es a cargo del comprador".
"""

import json
import random
import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import set_seed

from graph.policies.answering import JUDGED, Answering
from graph.policies.meaning import embedded_text
from graph.policies.sentences import sentences_of
from graph.training.bert import load_tokenizer
from graph.training.compiled import compile_layers
from graph.training.contrastive import BiEncoder
from graph.training.hyperparameters import chosen
from graph.training.in_order import fit_in_order
from graph.training.lora import encoder_layers
from graph.training.noise import spoil
from graph.training.selector_data import (
    VALIDATION,
    Question,
    Store,
    inquiry_to,
    judging,
    read_stores,
    store_files,
)
from ingest.encoder.embedder import E5Embedder, Embedder
from ingest.encoder.weights import read_weights

QUESTION_TOKENS, SENTENCE_TOKENS = 48, 64


@dataclass(frozen=True)
class Hyperparameters:
    """What the training depends on."""

    seed: int = chosen(7, "fixed, for runs that repeat")
    rounds: int = chosen(8, "times each store is asked; a question has two or three wordings")
    questions: int = chosen(44, "of a store that are asked at once, one wording of each")
    sentences: int = chosen(64, "of a store that they are put to, those that answer among them")
    batch_size: int = chosen(1, "stores: what another store says may answer too")
    learning_rate: float = chosen(5e-4, "the stories'")
    warmup_ratio: float = chosen(0.06, "the selector's")
    weight_decay: float = chosen(0.01, "BERT fine-tuning (Devlin et al. 2019)")
    rank: int = chosen(16, "the router's")
    alpha: int = chosen(32, "twice the rank, the usual scale")
    temperature: float = chosen(0.05, "the stories'")
    noise: float = chosen(0.3, "share of questions spoiled: phones and hurry")
    evaluations: int = chosen(6, "of the held-out loss; the best of them stays")
    patience: int = chosen(3, "evaluations without a lower loss")


@dataclass(frozen=True)
class Asked:
    """Questions to a store, its sentences, and which of them answer each."""

    questions: list[str]
    sentences: list[str]
    answers: list[list[int]]


class TermsEncoder(BiEncoder):
    """Questions and sentences of terms; each question must find what answers it."""

    def forward(
        self,
        question_ids: torch.Tensor,
        question_mask: torch.Tensor,
        sentence_ids: torch.Tensor,
        sentence_mask: torch.Tensor,
        excluded: torch.Tensor,
    ) -> dict[str, torch.Tensor]:
        """Return the loss of q questions over s sentences; `excluded` bool [q, s]: no answer.

        The probability of all that answer, of the softmax over the store's sentences.
        """
        questions = self.embed(question_ids, question_mask)
        sentences = self.embed(sentence_ids, sentence_mask)
        scores = questions @ sentences.T / self.temperature
        right = scores.masked_fill(excluded, -torch.inf)
        return {"loss": (scores.logsumexp(dim=1) - right.logsumexp(dim=1)).mean()}


def train_terms(
    data: Path,
    selector: Path,
    output: Path,
    cache: Path,
    parameters: Hyperparameters | None = None,
) -> dict[str, Any]:
    """Train (a killed run is resumed), measure the served int8 model, write `output`.

    `data` holds stores, and `selector` those of the selector, which are learned from too and judge.
    Returns the metrics that go to the card.

    Raises:
        TrainingError: the data is missing or malformed.
    """
    started = time.monotonic()
    hp = parameters or Hyperparameters()
    sets = judging(selector)
    files = [file for folder in (selector, data) for file in store_files(folder)]
    stores = [store for file in files for store in read_stores(file)]
    drawn, held_out = draw(stores, hp), draw(read_stores(selector / VALIDATION), hp)
    set_seed(hp.seed)
    model = TermsEncoder(rank=hp.rank, alpha=hp.alpha, dropout=0.0, temperature=hp.temperature)
    compile_layers(encoder_layers(model))
    collate = partial(_collate, load_tokenizer(read_weights()))
    losses, checkpoints = fit_in_order(
        model, drawn, held_out, collate, hp, work=cache / "train-terms", output=output
    )
    metrics = {
        "stores": len(stores),
        "questions": sum(bool(q.told) for store in stores for q in store.questions),
        "held_out_losses": losses,
        "minutes": round((time.monotonic() - started) / 60, 1),
        "measured": {
            name: {
                "untouched": found(held, E5Embedder(cache)),
                "tuned": found(held, E5Embedder(cache, adapter=output)),
            }
            for name, held in sets.items()
        },
        "hyperparameters": asdict(hp),
    }
    (output / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")
    shutil.rmtree(checkpoints)
    return metrics


def draw(stores: Sequence[Store], hp: Hyperparameters) -> list[Asked]:
    """Draw what each store is asked, in the order in which it is trained."""
    rng = random.Random(hp.seed)
    drawn: list[Asked] = []
    for _ in range(hp.rounds):
        drawn += [_asked(store, hp, rng) for store in rng.sample(stores, len(stores))]
    return drawn


def _asked(store: Store, hp: Hyperparameters, rng: random.Random) -> Asked:
    wordings: dict[tuple[tuple[str, ...], frozenset[str]], list[Question]] = {}
    for question in store.questions:
        if question.told:
            wordings.setdefault((question.before, question.told), []).append(question)
    groups = sorted(wordings, key=lambda group: (group[0], sorted(group[1])))
    drawn = rng.sample(groups, min(hp.questions, len(groups)))
    answers = [told for _, told in drawn]
    questions = [rng.choice(wordings[group]) for group in drawn]
    said = [(s, embedded_text(p, s)) for p in store.passages for s in sentences_of(p)]
    rng.shuffle(said)
    needed = frozenset().union(*answers)
    said.sort(key=lambda pair: pair[0] not in needed)
    said = said[: max(hp.sentences, sum(sentence in needed for sentence, _ in said))]
    return Asked(
        [
            (replace(q, text=spoil(q.text, rng)) if rng.random() < hp.noise else q).whole
            for q in questions
        ],
        [text for _, text in said],
        [[n for n, (sentence, _) in enumerate(said) if sentence in told] for told in answers],
    )


def _collate(tokenizer: Any, drawn: list[Asked]) -> dict[str, torch.Tensor]:
    (asked,) = drawn
    excluded = torch.ones(len(asked.questions), len(asked.sentences), dtype=torch.bool)
    for row, answers in zip(excluded, asked.answers, strict=True):
        row[answers] = False
    batch = {"excluded": excluded}
    sides = (
        ("question", [f"query: {text}" for text in asked.questions], QUESTION_TOKENS),
        ("sentence", [f"passage: {text}" for text in asked.sentences], SENTENCE_TOKENS),
    )
    for side, texts, most in sides:
        tokens = tokenizer(
            texts, padding=True, truncation=True, max_length=most, return_tensors="pt"
        )
        batch |= {f"{side}_ids": tokens["input_ids"], f"{side}_mask": tokens["attention_mask"]}
    return batch


def found(stores: Sequence[Store], embedder: Embedder) -> dict[str, float]:
    """Return the shares of the questions of which the ranking has an answer first, and early.

    Early is among those that the selector reads.
    """
    answering = Answering(embedder)
    places = [
        next(n for n, one in enumerate(answering.rank(inquiry_to(store, question), store.passages))
             if one.sentence in question.told)
        for store in stores for question in store.questions if question.told
    ]  # fmt: skip
    return {
        name: round(float(np.mean(np.array(places) < first)), 4)
        for name, first in (("first", 1), ("judged", JUDGED))
    }
