"""`dona train stories`: a LoRA of the bundled encoder that brings stories of one need together.

What is learned is what happens to whom and what helps: "la chata volvió del campo llena de barro"
and "la vereda tiene negro de años" hardly share a word, and a pressure washer serves both.
"""

import hashlib
import json
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn.functional import cross_entropy
from transformers import set_seed

from graph.retrieval.stories import authored
from graph.training.bert import load_tokenizer
from graph.training.compiled import compile_layers
from graph.training.contrastive import BiEncoder
from graph.training.hyperparameters import chosen
from graph.training.in_order import fit_in_order
from graph.training.lora import encoder_layers
from graph.training.noise import spoil
from ingest.encoder.embedder import E5Embedder, Embedder
from ingest.encoder.weights import read_weights

Serves = tuple[str, ...]
"""What serves a need, by its names; it tells which need a story is of."""
LEAST_STORIES = 3
"""Of a need that may be held out."""
TOKENS = 48
POOL = 10
"""Batches drawn at a time, of which each gets stories of about one length: half of it is padding
otherwise."""


@dataclass(frozen=True)
class Hyperparameters:
    """What the training depends on."""

    seed: int = chosen(7, "fixed, for runs that repeat")
    rounds: int = chosen(
        2, "times each story is drawn; five at 1.5e-3 learned by heart: the held-out fell back"
    )
    held_out: int = chosen(150, "needs, of three stories or more, that judge and are not learned")
    batch_size: int = chosen(
        96, "as many as take a second or two: each story is told from 95 others"
    )
    learning_rate: float = chosen(
        5e-4, "of 5e-4 and 1.5e-3 the one whose held-out needs gained more"
    )
    warmup_ratio: float = chosen(0.06, "the selector's")
    weight_decay: float = chosen(0.01, "BERT fine-tuning (Devlin et al. 2019)")
    rank: int = chosen(16, "the router's")
    alpha: int = chosen(32, "twice the rank, the usual scale")
    temperature: float = chosen(
        0.05, "five times E5's own 0.01 (Wang et al. 2024): that two needs differ is not sure"
    )
    named: float = chosen(0.3, "share of the stories that meet a name of what serves too")
    noise: float = chosen(0.15, "share of stories spoiled: phones and hurry")
    evaluations: int = chosen(6, "of the held-out loss; the best of them stays")
    patience: int = chosen(3, "evaluations without a lower loss")


@dataclass(frozen=True)
class Told:
    """Two ways of telling one need, or one and a name of what serves it."""

    serves: Serves
    story: str
    other: str


class StoryEncoder(BiEncoder):
    """Both sides are queries, and each must find the other among all of the batch."""

    def forward(
        self,
        story_ids: torch.Tensor,
        story_mask: torch.Tensor,
        other_ids: torch.Tensor,
        other_mask: torch.Tensor,
        excluded: torch.Tensor,
    ) -> dict[str, torch.Tensor]:
        """Return the loss of a batch of b pairs; `excluded` bool [b, b]: what may serve both."""
        stories = self.embed(story_ids, story_mask)
        others = self.embed(other_ids, other_mask)
        scores = (stories @ others.T).masked_fill(excluded, -1.0) / self.temperature
        own = torch.arange(len(scores))
        return {"loss": (cross_entropy(scores, own) + cross_entropy(scores.T, own)) / 2}


def train_stories(
    output: Path, cache: Path, parameters: Hyperparameters | None = None
) -> dict[str, Any]:
    """Train (a killed run is resumed), measure the served int8 model, write `output`.

    Returns the metrics that go to the model card.

    Raises:
        OSError: the stories cannot be read, or the output cannot be written.
    """
    started = time.monotonic()
    hp = parameters or Hyperparameters()
    learned, held = split(hp)
    losses, checkpoints = _fit(learned, held, output, cache / "train-stories", hp)
    metrics = {
        "data_sha256": _data_hash(),
        "needs": len(learned),
        "stories": sum(map(len, learned.values())),
        "held_out_needs": len(held),
        "held_out_stories": sum(map(len, held.values())),
        "held_out_losses": losses,
        "nearest": {
            name: nearest_serves(embedder, learned, held)
            for name, embedder in (
                ("untouched", E5Embedder(cache)),
                ("tuned", E5Embedder(cache, adapter=output)),
            )
        },
        "minutes": round((time.monotonic() - started) / 60, 1),
        "hyperparameters": asdict(hp),
    }
    (output / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")
    shutil.rmtree(checkpoints)
    return metrics


def _data_hash() -> str:
    return hashlib.sha256(json.dumps(authored(), ensure_ascii=False).encode()).hexdigest()


def split(hp: Hyperparameters) -> tuple[dict[Serves, list[str]], dict[Serves, list[str]]]:
    """Return the stories of each need, of those that are learned and of those that judge."""
    needs: dict[Serves, list[str]] = {}
    for serves, story in zip(*authored(), strict=True):
        needs.setdefault(serves, []).append(story)
    order = sorted(needs)
    random.Random(hp.seed).shuffle(order)
    judging = [serves for serves in order if len(needs[serves]) >= LEAST_STORIES][: hp.held_out]
    held = {serves: needs.pop(serves) for serves in judging}
    return needs, held


def draw(needs: dict[Serves, list[str]], rounds: int, hp: Hyperparameters) -> list[Told]:
    """Draw pairs in the order in which they are trained, whole batches of about one length."""
    rng = random.Random(hp.seed)
    drawn: list[Told] = []
    for _ in range(rounds):
        pairs = [
            pair for serves in sorted(needs) for pair in _pairs(serves, needs[serves], hp, rng)
        ]
        rng.shuffle(pairs)
        pools = (
            pairs[n : n + POOL * hp.batch_size] for n in range(0, len(pairs), POOL * hp.batch_size)
        )
        batches = [batch for pool in pools for batch in _alike_in_length(pool, hp.batch_size)]
        rng.shuffle(batches)
        drawn += [pair for batch in batches for pair in batch]
    return drawn


def _pairs(
    serves: Serves, stories: Sequence[str], hp: Hyperparameters, rng: random.Random
) -> Iterator[Told]:
    stories = rng.sample(stories, len(stories))
    for story, other in zip(stories[::2], stories[1::2], strict=False):
        yield Told(serves, _spoiled(story, hp, rng), other)
    if len(stories) % 2:  # one is left over
        others = stories[:-1] if len(stories) > 1 and rng.random() < 0.5 else serves[:2]
        yield Told(serves, _spoiled(stories[-1], hp, rng), rng.choice(others))
    for story in stories:
        if rng.random() < hp.named:
            yield Told(serves, _spoiled(story, hp, rng), rng.choice(serves[:3]))


def _spoiled(story: str, hp: Hyperparameters, rng: random.Random) -> str:
    return spoil(story, rng) if rng.random() < hp.noise else story


def _alike_in_length(pool: Sequence[Told], size: int) -> list[list[Told]]:
    """Return whole batches; what is left over of the pool is not drawn this time."""
    ordered = sorted(pool, key=lambda pair: max(len(pair.story), len(pair.other)))
    return [list(ordered[n : n + size]) for n in range(0, len(ordered) - size + 1, size)]


def exclusions(pairs: Sequence[Told]) -> list[list[bool]]:
    """Tell which of the others may be right too: what has a name in common serves both."""
    return [
        [i != j and not set(one.serves).isdisjoint(other.serves) for j, other in enumerate(pairs)]
        for i, one in enumerate(pairs)
    ]


def _fit(
    learned: dict[Serves, list[str]],
    held: dict[Serves, list[str]],
    output: Path,
    work: Path,
    hp: Hyperparameters,
) -> tuple[list[float], Path]:
    """Write the adapter; return the losses held out and the checkpoints: see `fit_in_order`."""
    pairs, judging = draw(learned, hp.rounds, hp), draw(held, 2, hp)
    set_seed(hp.seed)
    model = StoryEncoder(rank=hp.rank, alpha=hp.alpha, dropout=0.0, temperature=hp.temperature)
    compile_layers(encoder_layers(model))
    collate = partial(_collate, load_tokenizer(read_weights()))
    return fit_in_order(model, pairs, judging, collate, hp, work=work, output=output)


def _collate(tokenizer: Any, pairs: list[Told]) -> dict[str, torch.Tensor]:
    sides = {"story": [p.story for p in pairs], "other": [p.other for p in pairs]}
    batch: dict[str, torch.Tensor] = {"excluded": torch.tensor(exclusions(pairs))}
    for side, texts in sides.items():
        tokens = tokenizer(
            [f"query: {text}" for text in texts],
            padding=True, truncation=True, max_length=TOKENS, return_tensors="pt",
        )  # fmt: skip
        batch |= {f"{side}_ids": tokens["input_ids"], f"{side}_mask": tokens["attention_mask"]}
    return batch


def nearest_serves(
    embedder: Embedder, learned: dict[Serves, list[str]], held: dict[Serves, list[str]]
) -> float:
    """Return the share of the stories held out whose nearest other story is of a like need.

    By meaning alone, among all that are authored; alike are needs that a thing of one name serves.
    """
    told = [(serves, s) for needs in (held, learned) for serves, ss in needs.items() for s in ss]
    vectors = embedder.embed_queries([story for _, story in told])
    vectors = vectors - vectors.mean(axis=0)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    count = sum(map(len, held.values()))
    cosines = vectors[:count] @ vectors.T
    np.fill_diagonal(cosines, -1.0)
    right = [
        not set(told[n][0]).isdisjoint(told[near][0])
        for n, near in enumerate(cosines.argmax(axis=1))
    ]
    return round(float(np.mean(right)), 4)
