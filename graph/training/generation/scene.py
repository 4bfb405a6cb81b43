"""Which products stand before the model in an example, in what order."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.training.generation.bank import Bank
from graph.training.generation.example import Example
from graph.training.generation.shelf import Item, feed_row, stock_item

FINISHES = ("Clásico", "Edición Sur", "Edición Norte")


@dataclass(frozen=True)
class Scene:
    """Products in the order of their markers, and the one that is asked about."""

    items: list[Item]
    target: Item

    @property
    def marker(self) -> int:
        return self.marker_of(self.target)

    def marker_of(self, item: Item) -> int:
        return self.items.index(item) + 1

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [feed_row(item) for item in self.items]

    @property
    def alike(self) -> frozenset[int]:
        """Return the markers of the products of the target's kind."""
        family = self.target.family
        return frozenset(self.marker_of(item) for item in self.items if item.family is family)

    @property
    def alternative(self) -> Item | None:
        """Return what is offered instead of a sold out target: the first of its kind in stock."""
        return next(
            (
                item for item in self.items
                if item is not self.target and item.family is self.target.family
                and item.row["availability"] == "in_stock"
            ),
            None,
        )  # fmt: skip


def one_of_few(bank: Bank, rng: random.Random, *, most: int = 3, **fixed: Any) -> Scene:
    """Draw a target among up to `most` products: its twin, its kind, or another trade."""
    family = rng.choice(bank.families)
    index = rng.randrange(3)
    target = stock_item(family, index, rng, **fixed)
    count = rng.choice([n for n in (0, 1, 1, 2, 2) if n < most])
    others = [stock_item(family, other, rng) for other in range(3) if other != index]
    rng.shuffle(others)
    if count == 2 and rng.random() < 0.3:
        foreign = rng.choice([f for f in bank.families if f is not family])
        others[1] = stock_item(foreign, rng.randrange(3), rng)
    return _placed(target, others[:count], rng)


def twins(bank: Bank, rng: random.Random, **fixed: Any) -> Scene:
    """Draw a target beside its near-identical twin."""
    family = rng.choice(bank.families)
    index = rng.randrange(2)
    target = stock_item(family, index, rng, **fixed)
    others = [stock_item(family, 1 - index, rng)]
    if rng.random() < 0.4:
        others.append(stock_item(family, 2, rng))
    return _placed(target, others, rng)


def of_a_kind(bank: Bank, rng: random.Random, count: int) -> Scene:
    """Draw up to three products of one kind; the target is the first."""
    family = rng.choice(bank.families)
    items = [stock_item(family, index, rng) for index in rng.sample(range(3), min(count, 3))]
    return Scene(items, items[0])


def many_of_a_kind(bank: Bank, rng: random.Random) -> Scene:
    """Draw four or five products of one kind: models that differ in their finish too."""
    family = rng.choice(bank.families)
    pairs = [(index, finish) for index in range(3) for finish in FINISHES]
    chosen = rng.sample(pairs, rng.choice((4, 5)))
    items = [stock_item(family, index, rng, suffix=finish) for index, finish in chosen]
    return Scene(items, items[0])


def _placed(target: Item, others: Sequence[Item], rng: random.Random) -> Scene:
    items = [target, *others]
    rng.shuffle(items)
    # What was asked for is mostly found first.
    if rng.random() < 0.5:
        items = [target, *others]
    return Scene(items, target)


def about_one(
    kind: str, scene: Scene, item: Item, asked: str, answer: str, expect: tuple[str, ...]
) -> Example:
    """Return an example whose answer speaks of one of the scene's products."""
    markers = frozenset({scene.marker_of(item)})
    return Example(kind, asked, "product_question", scene.rows, answer, expect, markers)
