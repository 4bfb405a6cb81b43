"""What the commands that train need beside DONA itself."""

from importlib import import_module
from typing import Any

from app.commands.output import err
from graph.errors import ModelError
from graph.training.hyperparameters import origins


def need_training_extra(*more: str) -> None:
    """Stop with the remedy when a package that training needs, or one of `more`, is missing.

    Raises:
        ModelError: one is.
    """
    for package in (*more, "peft", "torch", "transformers"):
        try:
            import_module(package)
        except ImportError as error:
            remedy = "run `make test` once, or pip install 'dona[train,local]'"
            raise ModelError(f"training needs {error.name}: {remedy}") from error


def print_hyperparameters(hyperparameters: Any) -> None:
    """Print on stderr, a line each, what a training is told and where that comes from."""
    for name, why in origins(hyperparameters).items():
        err.print(f"{name:16} {getattr(hyperparameters, name)!s:8} {why}", markup=False)
