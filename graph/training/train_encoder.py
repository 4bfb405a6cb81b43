"""`dona train encoder`: a contrastive LoRA of the bundled encoder over asks and products."""

import hashlib
import json
import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from transformers import set_seed

from graph.training.bert import load_tokenizer
from graph.training.contrastive import BiEncoder, collator
from graph.training.encoder_data import Concept, Pair, draw_pairs, read_concepts
from graph.training.encoder_measures import (
    Measured,
    Sentences,
    measure,
    read_sentences,
    similarity_kept,
)
from graph.training.hyperparameters import chosen
from graph.training.in_order import fit_in_order
from ingest.encoder.embedder import E5Embedder
from ingest.encoder.weights import read_weights

CONFIG = "adapter_config.json"
SCALES = (0.25, 0.5, 0.75, 1.0)
ENOUGH = 0.005
"""Of the best scale's mean reciprocal rank, what a smaller one may lack: it keeps more."""


@dataclass(frozen=True)
class Hyperparameters:
    """What the training depends on."""

    seed: int = chosen(23, "fixed, for runs that repeat")
    pairs: int = chosen(
        5120, "chosen for some 20 minutes: each ask is drawn a little more than once"
    )
    validation_pairs: int = chosen(320, "ten batches, of other ideas")
    batch_size: int = chosen(32, "usual at this size; no other was tried")
    families: int = chosen(4, "eight products of a shelf in each batch: neighbours are told apart")
    learning_rate: float = chosen(
        3e-4, "low for LoRA (Hu et al. 2021 use 2e-4 to 1e-3): what is general is to stay"
    )
    warmup_ratio: float = chosen(0.1, "transformers' examples")
    weight_decay: float = chosen(0.01, "BERT fine-tuning (Devlin et al. 2019)")
    rank: int = chosen(8, "half the router's: little is to change")
    alpha: int = chosen(
        16, "twice the rank, the usual scale; multiplied by the scale that validation chooses"
    )
    dropout: float = chosen(0.05, "half of BERT's 0.1: drawn pairs hardly repeat")
    temperature: float = chosen(
        0.02, "twice E5's own 0.01 (Wang et al. 2024): authored labels are not all sure"
    )
    noise: float = chosen(
        0.4, "share of asks spoiled: phones and hurry, but most are read in clean"
    )
    evaluations: int = chosen(5, "of the validation loss; the best of them stays")
    patience: int = chosen(2, "evaluations without a lower validation loss")


def train_encoder(
    data: Path, output: Path, cache: Path, parameters: Hyperparameters | None = None
) -> dict[str, Any]:
    """Train (a killed run is resumed), choose the adapter's scale, write `output`.

    Returns the metrics that go to the model card.

    Raises:
        TrainingError: a data file is missing or malformed.
    """
    started = time.monotonic()
    hp = parameters or Hyperparameters()
    train = read_concepts(data / "train.jsonl")
    validation = read_concepts(data / "validation.jsonl")
    general = read_sentences(data / "general.jsonl")
    losses, checkpoints = _fit(train, validation, output, cache / "train-encoder", hp)
    metrics = choose_scale(output, cache, validation, train, general, hp) | {
        "validation_losses": losses,
        "data_sha256": _data_hash(data),
        "train_concepts": len(train),
        "validation_concepts": len(validation),
        "minutes": round((time.monotonic() - started) / 60, 1),
        "hyperparameters": asdict(hp),
    }
    (output / "metrics.json").write_text(json.dumps(metrics, indent=2, ensure_ascii=False) + "\n")
    shutil.rmtree(checkpoints)
    return metrics


def _fit(
    train: Sequence[Concept],
    validation: Sequence[Concept],
    output: Path,
    work: Path,
    hp: Hyperparameters,
) -> tuple[list[float], Path]:
    """Write the adapter at full scale; return the validation losses and the checkpoints."""

    def draw(concepts: Sequence[Concept], count: int) -> list[Pair]:
        return draw_pairs(
            concepts, count, hp.seed, noise=hp.noise, batch=hp.batch_size, families=hp.families
        )

    pairs, held_out = draw(train, hp.pairs), draw(validation, hp.validation_pairs)
    set_seed(hp.seed)
    model = BiEncoder(
        rank=hp.rank, alpha=hp.alpha, dropout=hp.dropout, temperature=hp.temperature
    )  # fmt: skip
    collate = collator(load_tokenizer(read_weights()))
    return fit_in_order(model, pairs, held_out, collate, hp, work=work, output=output)


def choose_scale(
    output: Path,
    cache: Path,
    asked: Sequence[Concept],
    others: Sequence[Concept],
    general: Sentences,
    hp: Hyperparameters,
) -> dict[str, Any]:
    """Leave in `output` the smallest scale of the LoRA that ranks as well as the best one.

    Measured on what serves, the int8 model.
    Source: Wortsman et al. 2022, "Robust fine-tuning": between the untouched weights and the tuned
    ones lie some that gain almost as much and lose less elsewhere.
    """
    config = json.loads((output / CONFIG).read_text())
    untouched = E5Embedder(cache)
    before = measure(untouched, asked, others, general, hp.seed)
    after: dict[float, Measured] = {}
    kept: dict[float, float] = {}
    for scale in SCALES:
        _write_scale(output, config, hp.alpha * scale)
        embedder = E5Embedder(cache, adapter=output)
        after[scale] = measure(embedder, asked, others, general, hp.seed)
        kept[scale] = round(similarity_kept(untouched, embedder, general.texts), 4)
    ranks = {scale: m.mrr_asks + m.mrr_needs for scale, m in after.items()}
    chosen = min(s for s, rank in ranks.items() if rank >= max(ranks.values()) - 2 * ENOUGH)
    _write_scale(output, config, hp.alpha * chosen)
    return {
        "scale": chosen,
        "untouched": asdict(before),
        "at_scale": {str(scale): asdict(m) for scale, m in after.items()},
        "similarity_kept": {str(scale): value for scale, value in kept.items()},
    }


def _write_scale(output: Path, config: dict[str, Any], alpha: float) -> None:
    (output / CONFIG).write_text(json.dumps(config | {"lora_alpha": alpha}, indent=2) + "\n")


def _data_hash(data: Path) -> str:
    digest = hashlib.sha256()
    for name in ("train.jsonl", "validation.jsonl"):
        digest.update((data / name).read_bytes())
    return digest.hexdigest()
