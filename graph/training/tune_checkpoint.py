"""`dona train router --base FOLDER`: fine-tune a Hugging Face checkpoint whole, without LoRA."""

import json
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from transformers import AutoModelForSequenceClassification, AutoTokenizer, set_seed

from graph.errors import TrainingError
from graph.routers.huggingface import HuggingFaceRouter
from graph.routes import ROUTES
from graph.training.calibration import expected_calibration_error
from graph.training.router_data import read_messages
from graph.training.router_trainer import Hyperparameters, fit

LEARNING_RATE = 3e-5
"""Of a whole model: Devlin et al. 2019 take 2e-5 to 5e-5."""
EPOCHS = 4


def tune_checkpoint(
    base: Path, data: Path, output: Path, parameters: Hyperparameters | None = None
) -> dict[str, Any]:
    """Fine-tune the encoder or classifier in `base` on the seven routes and write `output`.

    Raises:
        TrainingError: `base` holds no model, or a data file is malformed.
    """
    hp = parameters or replace(Hyperparameters(), epochs=EPOCHS, learning_rate=LEARNING_RATE)
    set_seed(hp.seeds[0])
    train = read_messages(data / "train.jsonl")
    validation = read_messages(data / "validation.jsonl")
    try:
        tokenizer = AutoTokenizer.from_pretrained(base, local_files_only=True)
        model = AutoModelForSequenceClassification.from_pretrained(
            base,
            num_labels=len(ROUTES),
            id2label=dict(enumerate(ROUTES)),
            label2id={route: i for i, route in enumerate(ROUTES)},
            ignore_mismatched_sizes=True,
            local_files_only=True,
        )
    except (OSError, ValueError) as error:
        raise TrainingError(f"{base} holds no model: {error}") from error
    checkpoints = Path(tempfile.mkdtemp(prefix="router-"))
    try:
        fit(model, tokenizer, train, validation, hp, seed=hp.seeds[0],
            checkpoints=checkpoints, repair=lambda message: message)  # fmt: skip
    finally:
        shutil.rmtree(checkpoints, ignore_errors=True)
    model.save_pretrained(output)
    tokenizer.save_pretrained(output)
    rows = HuggingFaceRouter(output).probabilities([(m.text, m.previous) for m in validation])
    labels = np.array([ROUTES.index(m.route) for m in validation])
    metrics = {
        "validation_accuracy": float((rows.argmax(axis=1) == labels).mean()),
        "validation_ece": expected_calibration_error(rows.astype(np.float64), labels),
    }
    (output / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")
    return metrics
