"""The encoder adapter's model card, written from its training."""

import json
from pathlib import Path
from typing import Any

from graph.training.hyperparameters import card_table
from graph.training.train_encoder import Hyperparameters


def write_card(folder: Path) -> None:
    """Write `README.md` into the model's folder."""
    metrics = json.loads((folder / "metrics.json").read_text())
    rows = [_row("untouched", metrics["untouched"], 1.0)]
    rows += [
        _row(f"scale {scale}", measured, metrics["similarity_kept"][scale])
        for scale, measured in metrics["at_scale"].items()
    ]
    hyperparameters = card_table(Hyperparameters, metrics["hyperparameters"])
    text = f"""# Encoder

Contrastive LoRA adapter over the bundled multilingual-e5-small (MIT) that brings what Argentine
shoppers ask near the titles that feeds write. Trained by `dona train encoder` on
{metrics["train_concepts"]} authored concepts in {metrics["minutes"]} minutes;
{metrics["validation_concepts"]} other concepts chose the step and the scale
({metrics["scale"]}). Data hash `{metrics["data_sha256"][:16]}`. Apache-2.0.

## Measured

On the validation concepts, in int8 as served. Told apart: asks whose right titles all
lie nearer than the wrong ones written beside them. Cosines are percentiles 5, 50 and 95; the last
two columns are about sentences that name no product, the cost outside the domain.

| encoder | MRR asks | MRR needs | told apart | right | near | wrong | paraphrases | order kept |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
{chr(10).join(rows)}

## Hyper-parameters

{hyperparameters}

## Limits

Numbers, sizes and brands are for filters and BM25: the pairs hardly teach them. An index built
with another encoder is rebuilt.
"""
    (folder / "README.md").write_text(text, encoding="utf-8")


def _row(name: str, m: dict[str, Any], kept: float) -> str:
    cosines = " | ".join(" ".join(f"{v:.2f}" for v in m[k]) for k in ("right", "near", "wrong"))
    shares = " | ".join(f"{m[k]:.3f}" for k in ("mrr_asks", "mrr_needs", "near_told_apart"))
    return f"| {name} | {shares} | {cosines} | {m['paraphrases_found']:.3f} | {kept:.3f} |"
