"""What the commands that train need beside DONA itself."""

from importlib import import_module

from graph.errors import ModelError


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
