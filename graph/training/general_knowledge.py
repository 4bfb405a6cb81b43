"""What fine-tuning cost outside the store: general Spanish and questions, before and after."""

import math
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from graph.errors import TrainingError
from graph.training.adapter_weights import put_adapter, rank_of, read_adapter
from graph.training.gemma import load_gemma, load_tokenizer
from ingest.units import fold

NEW_TOKENS = 16
"""Enough for the answers of a word or two that are asked."""


@dataclass(frozen=True)
class General:
    """How a model does outside its task."""

    name: str
    perplexity: float
    """Over all the tokens of the texts; lower is better."""
    answers: float
    """Share of general questions answered right."""


def measure_general(path: Path, cache: Path, adapter: Path) -> list[General]:
    """Return the base's figures and those with the adapter; the model is loaded once.

    Raises:
        TrainingError: the texts cannot be read.
        ModelError: the bundled model or the adapter cannot be.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TrainingError(f"cannot read {path}: {error}") from error
    matrices, alpha = read_adapter(adapter)
    tokenizer = load_tokenizer(cache)
    model = load_gemma(cache, rank=rank_of(matrices), alpha=alpha, dropout=0.0).eval()
    base = _measure("base", model, tokenizer, data)  # untrained matrices change nothing
    put_adapter(model, matrices)
    return [base, _measure("fine-tuned", model, tokenizer, data)]


def _measure(name: str, model: Any, tokenizer: Any, data: dict[str, Any]) -> General:
    right = [
        bool(re.search(accepted, fold(complete(model, tokenizer, _prompt(data["shots"], asked)))))
        for asked, accepted in tqdm(
            data["questions"], f"{name}, general questions", unit="question"
        )
    ]
    return General(name, perplexity(model, tokenizer, data["texts"]), sum(right) / len(right))


def perplexity(model: Any, tokenizer: Any, texts: Sequence[str]) -> float:
    """Return exp of the mean negative log-likelihood of a token, over all the texts."""
    loss, count = 0.0, 0
    for text in texts:
        ids = tokenizer(text, return_tensors="pt").input_ids  # [1, length]
        with torch.no_grad():
            logits = model(input_ids=ids).logits[0, :-1].float()  # [length - 1, vocabulary]
        loss += float(torch.nn.functional.cross_entropy(logits, ids[0, 1:], reduction="sum"))
        count += ids.shape[1] - 1
    return math.exp(loss / count)


def complete(model: Any, tokenizer: Any, prompt: str) -> str:
    """Return the first line that the model writes after a prompt, greedily."""
    ids = tokenizer(prompt, return_tensors="pt")
    with torch.no_grad():
        written = model.generate(**ids, max_new_tokens=NEW_TOKENS, do_sample=False)
    text: str = tokenizer.decode(written[0, ids.input_ids.shape[1] :], skip_special_tokens=True)
    return text.strip().split("\n")[0]


def _prompt(shots: Sequence[Sequence[str]], asked: str) -> str:
    told = [f"Pregunta: {question}\nRespuesta: {answer}" for question, answer in shots]
    return "\n\n".join([*told, f"Pregunta: {asked}\nRespuesta:"])
