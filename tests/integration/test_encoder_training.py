"""Few pairs bring the validation loss down, and what is written serves as an encoder."""

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("transformers", reason="the `train` extra is not installed")

DATA = Path(__file__).resolve().parents[2] / "data" / "encoder"
pytestmark = [pytest.mark.integration, pytest.mark.slow,
              pytest.mark.filterwarnings("ignore")]  # fmt: skip


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    from graph.training.train_encoder import Hyperparameters, train_encoder

    folder = tmp_path_factory.mktemp("encoder")
    for name, every in (("train", 72), ("validation", 20), ("general", 12)):
        lines = (DATA / f"{name}.jsonl").read_text().splitlines(keepends=True)
        (folder / f"{name}.jsonl").write_text("".join(lines[::every]))
    few = Hyperparameters(pairs=40, validation_pairs=10, batch_size=10, families=2, evaluations=2,
                          learning_rate=2e-3)  # fmt: skip
    metrics = train_encoder(folder, folder / "out", folder / "cache", few)
    return folder, metrics


def test_the_validation_loss_falls(trained):
    losses = trained[1]["validation_losses"]
    assert min(losses[1:]) < losses[0]


def test_the_scaled_adapter_is_served(trained):
    from ingest.encoder.embedder import E5Embedder

    folder, metrics = trained
    config = json.loads((folder / "out" / "adapter_config.json").read_text())
    assert config["lora_alpha"] == 16 * metrics["scale"]
    tuned = E5Embedder(folder / "cache", adapter=folder / "out")
    plain = E5Embedder(folder / "cache")
    assert tuned.fingerprint != plain.fingerprint
    assert not np.allclose(tuned.embed_queries(["birra"]), plain.embed_queries(["birra"]))


def test_masked_positives_are_no_negatives():
    import torch

    from graph.training.contrastive import exclusions, info_nce
    from graph.training.encoder_data import Pair

    one = Pair("birra", "CERVEZA X 473", "VINO", "cerveza", "Bebidas", False)
    same = Pair("porrón", "CERVEZA X 1 LT", "VINO", "cerveza", "Bebidas", False)
    need = Pair("para brindar", "ESPUMANTE", "VASO", "espumante", "Bebidas", True)
    assert exclusions([one, same, need]) == [
        [False, True, False], [True, False, False], [True, True, False],
    ]  # fmt: skip
    vectors = torch.eye(3)[[0, 0, 1]]
    far = torch.eye(3)[[2, 2, 2]]
    excluded = torch.tensor(exclusions([one, same, need]))
    assert float(info_nce(vectors, vectors, far, excluded, 0.02)) < 1e-3
    assert float(info_nce(vectors, vectors, far, torch.zeros_like(excluded), 0.02)) > 0.4
