"""The router's evaluation as tables for a person."""

from typing import Any

from rich.console import Console
from rich.table import Table

from graph.routes import ROUTES
from graph.training.evaluate_router import Report


def print_reports(reports: list[Report], outside: dict[str, Any], console: Console) -> None:
    """Print the comparison, then the first router's routes and confusions."""
    table = Table("router", "accuracy", "macro F1", "OOS recall", "in-scope lost", "no accents",
                  "typos", "ECE", "p50 ms", "p95 ms")  # fmt: skip
    for r in reports:
        shares = (r.accuracy, r.macro_f1, r.out_of_scope_recall, r.in_scope_lost,
                  r.accuracy_no_accents, r.accuracy_typos, r.ece)  # fmt: skip
        table.add_row(r.name, *(f"{s:.3f}" for s in shares), f"{r.p50_ms:.1f}", f"{r.p95_ms:.1f}")
    console.print(table)
    tuned = reports[0]
    routes = Table("route", "precision", "recall", "F1", *(r[:9] for r in ROUTES))
    for route, row in zip(ROUTES, tuned.confusion, strict=True):
        scores = tuned.per_route[route]
        told = [f"{scores[k]:.3f}" for k in ("precision", "recall", "f1")]
        routes.add_row(route, *told, *map(str, row))
    console.print(routes)
    console.print(outside)
