"""How answers are put together: sentences that we wrote, each with its marker."""

import random
import re
from collections.abc import Sequence
from typing import Any

from graph.training.generation.bank import Bank
from graph.training.generation.shelf import Item
from ingest.units import fold

_OPENS_ITSELF = re.compile(r"¡|Sí|No\b|Uh|Perdón|Ese|Eso|$")
"""Answers that no greeting goes well before."""
OPENED, CLOSED, NATURAL = 0.3, 0.45, 0.5
"""Shares of answers that begin with a greeting or the like, that end with a question, and of
questions that do not name the attribute."""


class Voice:
    """The phrases of a bank, picked by a seed."""

    def __init__(self, bank: Bank, rng: random.Random) -> None:
        self._bank = bank
        self.rng = rng

    def ask(self, kind: str, **slots: Any) -> str:
        """Write a question; some shoppers leave the accents out."""
        return self._typed(self.rng.choice(self._bank.questions[kind]).format(**slots))

    def ask_attribute(self, kind: str, name: str, called: str) -> str:
        """Ask for an attribute by its name, or as people do: "cuánto pesa?"."""
        natural = self._bank.natural.get(name)
        if natural and self.rng.random() < NATURAL:
            return self._typed(self.rng.choice(natural).format(p=called))
        return self.ask(kind, p=called, a=name)

    def follow(self, kind: str, **slots: Any) -> str:
        return self._typed(self.rng.choice(self._bank.followups[kind]).format(**slots))

    def _typed(self, question: str) -> str:
        question = re.sub(r"\b(de|a) el\b", lambda m: {"de": "del", "a": "al"}[m[1]], question)
        if self.rng.random() < 0.3:
            question = fold(question.replace("ñ", "\0")).replace("\0", "ñ")
        return question if self.rng.random() < 0.7 else question.rstrip("?")

    def tell(self, what: str, item: Item | None, markers: Sequence[int], **slots: Any) -> str:
        """Write one sentence of an answer."""
        told = {"m": cite(markers)} | slots
        if item:
            told = {"T": item.title, "P": item.told_price, "L": item.list_price} | told
        return self.rng.choice(self._bank.tell[what]).format(**told)

    def stock(self, item: Item, marker: int, *, count: bool = False) -> str:
        """Write a sentence on stock; few units are counted."""
        quantity = item.row["quantity"]
        kind = {"in_stock": "in", "out_of_stock": "out"}.get(
            item.row["availability"], item.row["availability"]
        )
        if kind == "in" and quantity and (count or quantity <= 3):
            kind = "last" if quantity == 1 else "few"
        return self.tell(kind, item, [marker], n=quantity)

    def attribute(self, item: Item, name: str, marker: int) -> str:
        value = item.held[name]
        if isinstance(value, bool):
            return self.tell("yes" if value else "no", item, [marker], a=name)
        if not (value[:1].isdigit() and " " in value):
            return self.tell("text", item, [marker], a=name, v=value)
        kind = "counted" if names_itself(name, value) else "measure"
        return self.tell(kind, item, [marker], a=name, v=value)

    def closers(self, kind: str) -> list[str]:
        return self._bank.closers[kind]

    def whole(self, sentences: Sequence[str], closer: str = "") -> str:
        """Join an answer's sentences, perhaps with an opening and a closing question."""
        opened = self.rng.random() < OPENED and not _OPENS_ITSELF.match(" ".join(sentences))
        opener = self.rng.choice(self._bank.openers) if opened else ""
        text = opener + " ".join(sentences)
        if closer and self.rng.random() < CLOSED:
            text += " " + self.rng.choice(self._bank.closers[closer])
        return text

    def closing(self, kind: str) -> list[str]:
        """Return a closing question as a line of its own, or none."""
        closed = self.whole([], kind).strip()
        return [closed] if closed else []


def cite(markers: Sequence[int]) -> str:
    return " ".join(f"[{marker}]" for marker in markers)


def told_measure(name: str, value: str) -> str:
    """Write a measure with its name, once: "1,7 l de capacidad", "3 velocidades"."""
    return value if names_itself(name, value) else f"{value} de {name}"


def names_itself(name: str, value: str) -> bool:
    """Tell whether a value's unit is the attribute's own name: 3 velocidades."""
    return fold(name)[:5] in fold(value)
