"""The router's model card, written from its evaluation."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from graph.routes import ROUTES
from graph.training.evaluate_router import Report
from graph.training.hyperparameters import card_table
from graph.training.router_trainer import Hyperparameters

PICTURE = "confusion.png"


def write_card(folder: Path, reports: Sequence[Report], outside: dict[str, Any]) -> None:
    """Write `README.md` and the confusion matrix's picture into the model's folder."""
    metrics = json.loads((folder / "metrics.json").read_text())
    draw_confusion(reports[0], folder / PICTURE)
    rows = [
        f"| {r.name} | {r.accuracy:.3f} | {r.out_of_scope_recall:.3f} | {r.in_scope_lost:.3f} "
        f"| {r.accuracy_no_accents:.3f} | {r.accuracy_typos:.3f} | {r.ece:.3f} "
        f"| {r.p50_ms:.1f} | {r.p95_ms:.1f} |"
        for r in reports
    ]
    routes = [
        f"| `{route}` | {s['precision']:.3f} | {s['recall']:.3f} | {s['f1']:.3f} |"
        for route, s in reports[0].per_route.items()
    ]
    hyperparameters = card_table(Hyperparameters, metrics["hyperparameters"])
    elsewhere = "\n".join(f"- {name}: {value}" for name, value in outside.items())
    text = f"""# Router

LoRA adapter and linear head over the bundled multilingual-e5-small (MIT), which send a shopper's
message in Argentine Spanish to one of seven routes. Trained by `dona train router` on
{metrics["train_messages"]} authored messages in {metrics["minutes"]} minutes
on {metrics["threads"]} thread(s); {metrics["validation_messages"]} messages of other ideas
chose the epoch and the temperature
({metrics["temperature"]:.3f}). Data hash `{metrics["data_sha256"][:16]}`. Apache-2.0.

Served merged, in int8, a message at a time; `golden.json` is tried at every load.

## Measured

`dona evaluate router --card`, on {sum(map(sum, reports[0].confusion))} held-out messages, written
before the model was tuned:

| router | accuracy | OOS recall | in-scope lost | no accents | typos | ECE | p50 ms | p95 ms |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
{chr(10).join(rows)}

| route | precision | recall | F1 |
| --- | --- | --- | --- |
{chr(10).join(routes)}

![confusion]({PICTURE})

{elsewhere}

## Hyper-parameters

{hyperparameters}

## Limits

It reads one message and the turn before. Messages in other languages are routed as well as the
encoder understands them. A refusal that it is not sure of becomes the likeliest retrieval.
"""
    (folder / "README.md").write_text(text, encoding="utf-8")


def draw_confusion(report: Report, path: Path) -> None:
    """Draw the confusion matrix: rows are the true routes."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 5))
    axes.imshow(report.confusion, cmap="Blues")
    axes.set_xticks(range(len(ROUTES)), ROUTES, rotation=40, ha="right")
    axes.set_yticks(range(len(ROUTES)), ROUTES)
    for row, counts in enumerate(report.confusion):
        for column, count in enumerate(counts):
            color = "white" if count > max(counts) / 2 else "black"
            axes.text(column, row, str(count), ha="center", va="center", color=color)
    figure.tight_layout()
    figure.savefig(path, dpi=80)
    pyplot.close(figure)
