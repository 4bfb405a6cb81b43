"""What the router's training reads: messages, as they are or in two views that change by epoch.

They are encoded when they are drawn, so that batches are of messages of as many tokens.
"""

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

ROW_STEP, TOKEN_STEP = 8, 4
"""What a batch's shape is filled up to: oneDNN compiles a product for each new one, which takes
longer than the padding does."""

Repair = Callable[[Message], Message]
Encoded = dict[str, list[int]]
"""A tokenizer's output for one message: `input_ids`, `attention_mask`."""
Encode = Callable[[Message], Encoded]
Collate = Callable[[list[dict[str, Any]]], dict[str, torch.Tensor]]

COURTESY = 0.2
"""Share of messages that get a greeting or thanks."""
FOLLOWING, WHOLE = 0.15, 18
"""Share of messages that get a turn before them, and the letters from which one says all."""
REPAIRED = 0.7
"""Share of the second views that are repaired: what the repair cannot mend must be known raw."""


class Messages(Dataset[dict[str, Any]]):
    """Messages as they are, one view each."""

    def __init__(self, messages: Sequence[Message], repair: Repair, encode: Encode) -> None:
        self._routes = [ROUTES.index(message.route) for message in messages]
        self._views: list[tuple[Encoded, ...]] = [(encode(repair(m)),) for m in messages]

    def __len__(self) -> int:
        return len(self._routes)

    def __getitem__(self, index: int) -> dict[str, Any]:
        return {"views": self._views[index], "labels": self._routes[index]}

    def lengths(self) -> list[int]:
        """Return the tokens of each message's longest view."""
        return [max(len(view["input_ids"]) for view in views) for views in self._views]


class VariedMessages(Messages):
    """Two views of each message, others in every epoch."""

    def __init__(
        self, messages: Sequence[Message], noise: float, seed: int, repair: Repair, encode: Encode
    ) -> None:
        self._messages = messages
        self._noise = noise
        self._turns = turns_of(messages)
        self._seed = seed
        self._repair = repair
        self._encode = encode
        self._routes = [ROUTES.index(message.route) for message in messages]
        self._epoch: int | None = None
        self.set_epoch(0)

    def set_epoch(self, epoch: int) -> None:
        """Draw the views of an epoch: the same ones for the same seed."""
        if epoch == self._epoch:  # the Trainer begins with the one drawn at first
            return
        self._epoch = epoch
        rng = random.Random(f"{self._seed} {epoch}")
        self._views = [self._drawn(message, rng) for message in self._messages]
        if not epoch:  # first what is asked, then that it stays the same: one view costs half
            self._views = [(rng.choice(views),) * 2 for views in self._views]

    def _drawn(self, message: Message, rng: random.Random) -> tuple[Encoded, Encoded]:
        """Return the same words twice: as they would be served, and spoiled."""
        said = reword(message, rng, self._turns)
        spoiled = spoil_message(said, rng)
        first = spoil_message(said, rng) if rng.random() < self._noise else said
        second = self._repair(spoiled) if rng.random() < REPAIRED else spoiled
        return self._encode(self._repair(first)), self._encode(second)


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


def encode_with(tokenizer: Any) -> Encode:
    """Return what encodes a message as the classifier reads it."""

    def encode(message: Message) -> Encoded:
        read = classifier_input(message.text, message.previous)
        texts = (read,) if isinstance(read, str) else read
        return dict(tokenizer(*texts, truncation=True, max_length=MAX_TOKENS))

    return encode


def collator(tokenizer: Any) -> Collate:
    """Return what turns rows of `Messages` into a padded batch.

    Of several views, those that are the same are read once: `places` [views * rows] says which of
    the batch's inputs is each one's, view by view, as the `labels` [views * rows] are.
    """

    def collate(rows: list[dict[str, Any]]) -> dict[str, torch.Tensor]:
        views = len(rows[0]["views"])
        encoded = [row["views"][view] for view in range(views) for row in rows]
        places = list(range(len(encoded)))
        if views > 1:
            inputs = {tuple(view["input_ids"]): view for view in encoded}
            place = {ids: n for n, ids in enumerate(inputs)}
            places = [place[tuple(view["input_ids"])] for view in encoded]
            encoded = list(inputs.values())
            encoded += encoded[: -len(encoded) % ROW_STEP]
        batch = tokenizer.pad(encoded, pad_to_multiple_of=TOKEN_STEP, return_tensors="pt")
        return {
            "input_ids": batch["input_ids"],
            "attention_mask": batch["attention_mask"],
            "places": torch.tensor(places),
            "labels": torch.tensor([row["labels"] for row in rows] * views),
        }

    return collate
