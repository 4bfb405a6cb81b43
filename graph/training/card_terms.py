"""The model card of the terms' encoder, written from its training."""

import json
from pathlib import Path

from graph.training.hyperparameters import card_table
from graph.training.train_terms import Hyperparameters


def write_card(folder: Path) -> None:
    """Write `README.md` into the model's folder."""
    metrics = json.loads((folder / "metrics.json").read_text())
    hyperparameters = card_table(Hyperparameters, metrics["hyperparameters"])
    places = "\n".join(
        f"| {name} | {encoder} | {found['first']:.3f} | {found['judged']:.3f} |"
        for name, encoders in metrics["measured"].items()
        for encoder, found in encoders.items()
    )
    losses = ", ".join(f"{loss:.3f}" for loss in metrics["held_out_losses"])
    text = f"""# Terms

LoRA adapter over the bundled multilingual-e5-small (MIT) by which a question is compared with the
sentences of a store's terms: it comes near those that answer, of all that the store says. Trained
by `dona train terms` on {metrics["questions"]:,} questions to {metrics["stores"]} stores of
`data/selector/` and `data/terms/` in {metrics["minutes"]} minutes. Products and everything else are
embedded by the untouched encoder. Apache-2.0.

## Measured

Of the questions that a sentence answers, to the stores of two authors of whom no store was learned:
the share whose answer the ranking, by words and this meaning, puts first, and among the four that
the selector reads. The adapter of the least loss on validation was kept; the test only measured.

| set | encoder | first | of the four |
| --- | --- | --- | --- |
{places}

Loss on validation, the untouched encoder's first: {losses}.

## Hyper-parameters

{hyperparameters}
"""
    (folder / "README.md").write_text(text, encoding="utf-8")
