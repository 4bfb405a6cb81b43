"""What the router's training reads: messages, as they are or in two views that change by epoch."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import torch
from torch.utils.data import Dataset

from graph.routers.input import MAX_TOKENS, classifier_input
from graph.routes import ROUTES
from graph.training.noise import spoil
from graph.training.router_data import Message
from graph.training.swaps import add_courtesy, swap_words

Repair = Callable[[Message], Message]
Collate = Callable[[list[dict[str, Any]]], dict[str, torch.Tensor]]

COURTESY = 0.2
"""Share of messages that get a greeting or thanks."""
FOLLOWING, WHOLE = 0.15, 18
"""Share of messages that get a turn before them, and the letters from which one says all."""
REPAIRED = 0.7
"""Share of the second views that are repaired: what the repair cannot mend must be known raw."""


class Messages(Dataset[dict[str, Any]]):
    """Messages as they are, one view each."""

    def __init__(self, messages: Sequence[Message], repair: Repair) -> None:
        self._routes = [ROUTES.index(message.route) for message in messages]
        self._views: list[tuple[Message, ...]] = [(repair(message),) for message in messages]

    def __len__(self) -> int:
        return len(self._routes)

    def __getitem__(self, index: int) -> dict[str, Any]:
        inputs = [classifier_input(view.text, view.previous) for view in self._views[index]]
        return {"inputs": inputs, "labels": self._routes[index]}


class VariedMessages(Messages):
    """Two views of each message, others in every epoch."""

    def __init__(
        self, messages: Sequence[Message], noise: float, seed: int, repair: Repair
    ) -> None:
        self._messages = messages
        self._noise = noise
        self._turns = turns_of(messages)
        self._seed = seed
        self._repair = repair
        self._routes = [ROUTES.index(message.route) for message in messages]
        self.set_epoch(0)

    def set_epoch(self, epoch: int) -> None:
        """Draw the views of an epoch: the same ones for the same seed."""
        rng = random.Random(f"{self._seed} {epoch}")
        self._views = [self._drawn(message, rng) for message in self._messages]

    def lengths(self) -> list[int]:
        """Return the letters of each message's longer view, its previous turn included."""
        return [max(len(v.text) for v in views) + len(views[0].previous or "")
                for views in self._views]  # fmt: skip

    def _drawn(self, message: Message, rng: random.Random) -> tuple[Message, Message]:
        """Return the same words twice: as they would be served, and spoiled."""
        said = reword(message, rng, self._turns)
        spoiled = spoil_message(said, rng)
        first = spoil_message(said, rng) if rng.random() < self._noise else said
        second = self._repair(spoiled) if rng.random() < REPAIRED else spoiled
        return self._repair(first), second


def turns_of(messages: Sequence[Message]) -> list[str]:
    """Return the turns that came before a message."""
    return [message.previous for message in messages if message.previous]


def reword(message: Message, rng: random.Random, turns: Sequence[str]) -> Message:
    """Return the message in other words, same route.

    One that says all by itself may follow any of `turns`: what is asked now decides.
    """
    previous = message.previous
    if turns and previous is None and len(message.text) > WHOLE and rng.random() < FOLLOWING:
        previous = rng.choice(turns)
    text = swap_words(message.text, rng)
    # A greeting alone is small talk: courtesy is added only to what asks for something else.
    if message.route != "chitchat" and len(text) > 12 and rng.random() < COURTESY:
        text = add_courtesy(text, rng)
    return replace(message, text=text, previous=previous)


def spoil_message(message: Message, rng: random.Random) -> Message:
    """Return the message with the errors of a hurried hand."""
    return replace(message, text=spoil(message.text, rng))


def collator(tokenizer: Any) -> Collate:
    """Return what turns rows of `Messages` into a padded batch, view by view."""

    def collate(rows: list[dict[str, Any]]) -> dict[str, torch.Tensor]:
        views = len(rows[0]["inputs"])
        inputs = [row["inputs"][view] for view in range(views) for row in rows]
        encoded = [
            tokenizer(*((i,) if isinstance(i, str) else i), truncation=True, max_length=MAX_TOKENS)
            for i in inputs
        ]
        batch = tokenizer.pad(encoded, return_tensors="pt")
        return {
            "input_ids": batch["input_ids"],
            "attention_mask": batch["attention_mask"],
            "labels": torch.tensor([row["labels"] for row in rows] * views),
        }

    return collate
