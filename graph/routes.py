"""The seven routes a message can take, and which of them need retrieval."""

from typing import Literal, get_args

Route = Literal[
    "product_search",
    "product_question",
    "store_policy",
    "order_status",
    "human_handoff",
    "chitchat",
    "out_of_scope",
]

ROUTES: tuple[Route, ...] = get_args(Route)

DOUBTED_ROUTES: frozenset[Route] = frozenset({"order_status", "out_of_scope"})
"""Routes of which the store's terms are asked all the same: "me quedó chico, lo cambian?" may be
of an order or of the rules, and what the terms answer is in scope."""
RETRIEVAL_ROUTES: frozenset[Route] = frozenset(
    {"product_search", "product_question", "store_policy"}
)
