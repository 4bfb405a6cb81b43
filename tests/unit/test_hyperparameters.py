"""Every hyper-parameter tells where its value comes from."""

from importlib import import_module

import pytest

pytest.importorskip("peft")

from graph.training.hyperparameters import origins

TRAININGS = (
    "generator_hyperparameters", "pair_trainer", "router_trainer", "train_encoder",
    "train_stories", "train_terms", "train_verifier",
)  # fmt: skip


@pytest.mark.parametrize("training", TRAININGS)
def test_every_value_has_an_origin(training):
    told = origins(import_module(f"graph.training.{training}").Hyperparameters)
    assert told
    assert all(told.values())
