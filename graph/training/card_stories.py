"""The story encoder's model card, written from its training."""

import json
from pathlib import Path

from graph.training.hyperparameters import card_table
from graph.training.train_stories import Hyperparameters


def write_card(folder: Path) -> None:
    """Write `README.md` into the model's folder."""
    metrics = json.loads((folder / "metrics.json").read_text())
    hyperparameters = card_table(Hyperparameters, metrics["hyperparameters"])
    near = metrics["nearest"]
    losses = ", ".join(f"{loss:.3f}" for loss in metrics["held_out_losses"])
    text = f"""# Stories

LoRA adapter over the bundled multilingual-e5-small (MIT) by which a need told as a story is
compared with the authored stories of `graph/retrieval/told/`: those of one need come to lie
together, and near the names of what serves it. Trained by `dona train stories` on
{metrics["stories"]:,} stories of {metrics["needs"]:,} needs in {metrics["minutes"]} minutes
(their hash: {metrics["data_sha256"][:16]}). Products, policies and everything else are embedded by
the untouched encoder. Apache-2.0.

## Measured

On {metrics["held_out_stories"]} stories of {metrics["held_out_needs"]} needs of which nothing was
learned: the share whose nearest other story, by meaning alone and among all that are authored, is
of a need that a thing of one name serves too.

| encoder | nearest story of a like need |
| --- | --- |
| untouched | {near["untouched"]:.3f} |
| tuned | {near["tuned"]:.3f} |

Loss of the held-out needs, the untouched encoder's first: {losses}.

## Hyper-parameters

{hyperparameters}
"""
    (folder / "README.md").write_text(text, encoding="utf-8")
