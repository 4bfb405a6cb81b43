"""What a judge looks for in an answer: patterns over its folded text."""

import re

from graph.training.generation.shelf import Item
from ingest.units import fold

ADMITS = re.compile(
    r"\bno (?:tengo|tenemos|cuento con|dispongo de) (?:es[ea] |el |la |ningun |mas )?"
    r"(?:dato|info\w*|detalle)|\bno lo tengo\b|\bno (?:lo |la |me )?(?:figura|aparece|encontre|"
    r"encuentro|aclara|se especifica|esta especificad\w)\b|\bno lo se\b"
)
"""How an answer says that something is missing."""


def price_of(item: Item) -> str:
    return money(item.price)


def money(told: str) -> str:
    """Match an amount whole: `$ 1.299` is not in `$ 1.299.999`."""
    return rf"\$ ?{re.escape(told.removeprefix('$ '))}(?![\d]|[.,]\d)"


def stock_of(item: Item) -> str:
    """Match how stock is told; a denial matches no "hay stock"."""
    return {
        "in_stock": r"(?<!no )\b(?:hay|queda\w*|tenemos|disponible|(?<!sin )stock)\b",
        "out_of_stock": r"\bsin stock|agotad|no (?:hay|queda\w*|tenemos)\b",
        "preorder": r"\bpreventa\b",
        "backorder": r"\ba pedido\b",
    }[item.row["availability"]]


def attribute_of(item: Item, name: str) -> str:
    value, spoken = item.held[name], re.escape(fold(name))
    if value is True:
        return (
            rf"(?<!no )\b(?:tiene|trae|viene con|incluye|con|posee) (?:\w+ )?{spoken}|{spoken}: si"
        )
    if value is False:
        return rf"\b(?:no (?:\w+ ){{1,2}}(?:\w+ )?|sin (?:\w+ )?){spoken}|{spoken}: no"
    return rf"(?<![\w.,]){re.escape(fold(value))}(?!\w)"
