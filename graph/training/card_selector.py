"""The selector's model card, written from its training."""

import json
from pathlib import Path
from typing import Any

from graph.training.hyperparameters import card_table
from graph.training.pair_trainer import Hyperparameters


def write_card(folder: Path) -> None:
    """Write `README.md` into the model's folder."""
    metrics = json.loads((folder / "metrics.json").read_text())
    hyperparameters = card_table(Hyperparameters, metrics["hyperparameters"])
    sets = metrics["measured"]
    rows = "\n".join(row for item in sets.items() for row in _rows(*item))
    served = "\n".join(_served(*item) for item in sets.items())
    text = f"""# Selector

LoRA adapter over the bundled multilingual-e5-small (MIT), and a head that compares a question with
a sentence of a store's terms: does it answer? It chooses among those that words and meaning rank
first, and tells when none of them does. Trained by `dona train selector` on
{metrics["train_pairs"]:,} pairs in {metrics["minutes"]} minutes: stores of `data/selector/` and
`data/terms/`, and the policies of `data/generator/` that the generator trains on; what comes near
does so by the ranking that serves. Hash of the data, the hyper-parameters and that ranking:
`trained.json`. Apache-2.0.

## Measured

On questions to the stores of two authors of whom no store was learned, `validation.toml` and
`test.toml` of `data/selector/`, and on follow-ups to them; temperature, weight and threshold were
chosen on the first, the second was only measured. The first four sentences of the ranking are
judged. The threshold of the F1 is the best one there.

| set | questions, without an answer | | first sentence answers | AUC of "none does" | its F1 |
| --- | --- | --- | --- | --- | --- |
{rows}

As served, the log odds that a sentence answers add to its rank, and where none is probable nothing
is told.

| set | first sentence answers, told | silent where nothing answers | silent where one does |
| --- | --- | --- | --- |
{served}

## Hyper-parameters

{hyperparameters}
"""
    (folder / "README.md").write_text(text, encoding="utf-8")


def _rows(name: str, measured: dict[str, Any]) -> list[str]:
    asked = f"{measured['questions']}, {measured['unanswered']}"
    return [
        f"| {name} | {asked} | {way} | "
        + " | ".join(f"{measured[way][k]:.3f}" for k in ("first", "auc", "f1"))
        + " |"
        for way in ("ranking", "selector")
    ]


def _served(name: str, measured: dict[str, Any]) -> str:
    shares = (measured["served"][k] for k in ("first", "silent", "silent_wrongly"))
    return f"| {name} | " + " | ".join(f"{share:.3f}" for share in shares) + " |"
