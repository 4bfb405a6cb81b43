"""Sources as `dona check` reads them."""

from typing import Any


def product_row(title: str, amount: int, quantity: int = 5, **attributes: Any) -> dict[str, Any]:
    return {
        "kind": "product", "id": title, "title": title, "quantity": quantity,
        "price": {"amount": amount, "currency": "ARS"}, "availability": "in_stock",
        "attributes": attributes,
    }  # fmt: skip
