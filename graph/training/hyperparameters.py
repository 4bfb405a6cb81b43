"""Hyper-parameters, each with where its value comes from."""

from dataclasses import field, fields
from typing import Any, TypeVar

T = TypeVar("T")


def chosen(value: T, why: str) -> T:
    """Return a dataclass field of that default, which keeps where it comes from."""
    kept: T = field(default=value, metadata={"why": why})
    return kept


def origins(hyperparameters: Any) -> dict[str, str]:
    """Return, by name, where the values of a dataclass of `chosen` fields come from."""
    return {one.name: one.metadata["why"] for one in fields(hyperparameters)}


def card_table(hyperparameters: Any, used: dict[str, Any]) -> str:
    """Return the table of a model card: the values that were used, and their origins."""
    why = origins(hyperparameters)
    rows = [f"| `{name}` | {value} | {why.get(name, '')} |" for name, value in used.items()]
    return "\n".join(["| name | value | where it comes from |", "| --- | --- | --- |", *rows])
