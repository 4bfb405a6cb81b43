"""What follows a price that changed after training: retrieval, or fine-tuning alone.

A store's prices are fixed, and told to a model in training by heart: questions and answers without
sources. Then a fifth of them change. The same questions, in other words, are asked of a model that
learned the prices and sees no source, and of a model that learned to answer and sees today's.
"""

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from graph.ports import Generator
from graph.training.evaluate_generator import write_draft
from graph.training.generation.bank import Bank, read_bank
from graph.training.generation.example import Example
from graph.training.generation.expected import ADMITS, price_of
from graph.training.generation.said import Voice
from graph.training.generation.shelf import Item, feed_row, stock_item
from ingest.units import fold

SEED, CHANGED = 20, 0.2
"""The share of prices that change after training."""
WORDINGS = 24
"""Questions in training for each product."""


@dataclass(frozen=True)
class Follow:
    """How often the price told is today's."""

    name: str
    unchanged: float
    """Share right of the products whose price is that of training."""
    changed: float
    """Share right of those whose price changed."""
    stale: float
    """Share of the changed ones told at the old price."""
    admits: float
    """Share of all the answers that say they do not know."""


def shelf(bank: Bank) -> list[Item]:
    """Return one product a family, in stock at a fixed price without offers."""
    rng = random.Random(SEED)
    return [
        stock_item(family, 2, rng, availability="in_stock", sale=False) for family in bank.families
    ]


def by_heart(folder: Path) -> list[Example]:
    """Return the training that teaches prices without sources, in OpenAI's form."""
    bank, rng = read_bank(folder, "train"), random.Random(SEED)
    voice = Voice(bank, rng)
    examples = [_asked(item, voice, sees=False) for item in shelf(bank) for _ in range(WORDINGS)]
    rng.shuffle(examples)
    return examples


def write_by_heart(folder: Path, output: Path) -> int:
    """Write `train.jsonl` and `validation.jsonl` of that training; return the train examples."""
    examples = by_heart(folder)
    output.mkdir(parents=True, exist_ok=True)
    for name, chosen in (("train", examples), ("validation", examples[:64])):
        lines = (json.dumps({"messages": e.messages()}, ensure_ascii=False) for e in chosen)
        (output / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(examples)


async def follow(name: str, generator: Generator, folder: Path, *, retrieval: bool) -> Follow:
    """Ask every price after the change, in wordings that no training read."""
    bank = read_bank(folder, "train")
    rng = random.Random(SEED + 1)
    wordings = replace(bank, questions=read_bank(folder, "test").questions)
    voice = Voice(wordings, rng)
    items = shelf(bank)
    changed = set(rng.sample(range(len(items)), round(CHANGED * len(items))))
    right: dict[bool, list[bool]] = {True: [], False: []}
    stale, admitted = [], []
    for number, old in enumerate(items):
        today = _repriced(old, rng) if number in changed else old
        example = _asked(today, voice, sees=retrieval)
        told = fold((await write_draft(generator, example.request)).text)
        right[number in changed].append(_tells(told, today))
        admitted.append(bool(ADMITS.search(told)))
        if number in changed:
            stale.append(_tells(told, old))
    return Follow(name, _mean(right[False]), _mean(right[True]), _mean(stale), _mean(admitted))


def _asked(item: Item, voice: Voice, *, sees: bool) -> Example:
    called = item.called(voice.rng)
    marker = [1] if sees else []
    answer = voice.tell("price", item, marker).replace(" .", ".")
    return Example(
        "price", voice.ask("price", p=called), "product_question",
        [feed_row(item)] if sees else [], answer, (price_of(item),), frozenset(marker),
    )  # fmt: skip


def _repriced(item: Item, rng: random.Random) -> Item:
    """Raise a price by 5 to 30 %, as it happens."""
    price = round(item.row["list"] * rng.uniform(1.05, 1.3) / 100) * 100
    return replace(item, row=item.row | {"list": price})


def _tells(text: str, item: Item) -> bool:
    return bool(re.search(price_of(item), text))


def _mean(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0
