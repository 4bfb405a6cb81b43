"""What the selector learns from: stores' terms, what is asked of them, and what they do not tell.

Each question stands beside the sentences that the ranking puts first, as when it serves: those that
answer, and those that only come near.
"""

import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from graph.errors import TrainingError
from graph.policies.answering import Answering, pair_of
from graph.policies.idioms import in_terms
from graph.policies.inquiry import Inquiry
from graph.policies.leaning import inquiry_of
from graph.policies.ranking import rank
from graph.policies.selector import LABELS
from graph.policies.sentences import sentences_of
from graph.state import Source
from graph.training.generation.bank import Bank, patterns
from graph.training.noise import spoil
from graph.training.pair_trainer import LabelledPair
from ingest.encoder.embedder import Embedder
from ingest.units import fold

NO, ANSWERS = range(len(LABELS))
VALIDATION, TEST = "validation.toml", "test.toml"
"""Stores of two authors of whom no store is learned; the test's are only measured."""
SPOILED = 0.5
"""Share of the questions that are mistyped."""
NEAR, NEAR_NONE = 3, 4
"""Sentences that do not answer, for a question that one answers, and for one that none does: what
is read when serving."""


@dataclass(frozen=True)
class Question:
    """What is asked of a store, and the sentences each of which answers, if any does."""

    text: str
    told: frozenset[str]
    before: tuple[str, ...] = ()
    """The messages that it goes on with, the last one last."""

    @property
    def whole(self) -> str:
        """The question after those before it, as it is embedded and judged."""
        return " ".join([*self.before, self.text])


@dataclass(frozen=True)
class Store:
    """A store's terms and questions about them."""

    passages: list[Source]
    questions: list[Question]


def store_files(folder: Path) -> list[Path]:
    """Return the files of a folder that train.

    Raises:
        TrainingError: there is none.
    """
    files = sorted(folder.glob("stores*.toml"))
    if not files:
        raise TrainingError(f"{folder} holds no stores to learn from")
    return files


def read_stores(path: Path) -> list[Store]:
    """Read the stores of a TOML file of `data/selector/`.

    Raises:
        TrainingError: the file is missing or malformed, or no passage has a sentence that answers.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))["store"]
        return [_store(table) for table in tables]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"cannot read the stores in {path}: {error}") from error


def judging(folder: Path) -> dict[str, list[Store]]:
    """Return the stores that judge, what is asked alone apart from what goes on with a question.

    Raises:
        TrainingError: the files of validation or test are missing or malformed.
    """
    found = {}
    for path in (folder / VALIDATION, folder / TEST):
        stores = read_stores(path)
        for name, follows in ((path.stem, False), (f"{path.stem}, follow-ups", True)):
            asked = [
                replace(s, questions=[q for q in s.questions if bool(q.before) == follows])
                for s in stores
            ]
            if any(store.questions for store in asked):
                found[name] = asked
    return found


def _store(table: dict[str, Any]) -> Store:
    passages = [_passage(n, p["title"], p["text"]) for n, p in enumerate(table["passage"], 1)]
    held = {sentence for passage in passages for sentence in sentences_of(passage)}
    questions = [Question(text, frozenset()) for text in table["not"]]
    for ask in [*table["ask"], *table.get("follow", ())]:
        if not held.issuperset(ask["told"]):
            raise ValueError(f"of {ask['q'][0]!r}, no passage has {set(ask['told']) - held}")
        before = tuple(ask.get("before", ()))
        questions += [Question(text, frozenset(ask["told"]), before) for text in ask["q"]]
    return Store(passages, questions)


def stores_of(bank: Bank, seed: int) -> list[Store]:
    """Return the generator's policies as stores of one passage, its numbers drawn by the seed.

    The sentences that hold the figures or words of an answer are those that answer.
    """
    rng = random.Random(seed)
    stores = []
    for policy in bank.policies:
        slots = {name: rng.choice(values) for name, values in bank.slots.items()}
        passage = _passage(1, policy["title"], policy["text"].format(**slots))
        questions = [Question(text, frozenset()) for text in policy["not"]]
        for ask in policy["ask"]:
            told = _holding(patterns(ask, slots), sentences_of(passage))
            questions += [Question(text, told) for text in ask["q"] if told]
        stores.append(Store([passage], questions))
    return stores


def _holding(wanted: Sequence[re.Pattern[str]], sentences: Sequence[str]) -> frozenset[str]:
    return frozenset(s for s in sentences if all(part.search(fold(s)) for part in wanted))


def _passage(number: int, title: str, text: str) -> Source:
    return Source(
        marker=number, kind="policy", id=f"p{number}", title=title, link="",
        payload={"title": title, "text": text}, score=0.0, dense_rank=None, text_rank=None,
    )  # fmt: skip


def inquiry_to(store: Store, question: Question) -> Inquiry:
    """Return a question with what it leans on, as the retriever reads it."""
    alone = Inquiry(question.text, about=in_terms(question.text))
    if not question.before:
        return alone
    near = dict.fromkeys(told.source["id"] for told in rank(alone, store.passages))
    payloads = {passage["id"]: passage["payload"] for passage in store.passages}
    passages = [payloads[id_] for id_ in near]
    return inquiry_of(question.text, question.before, passages) if passages else alone


def draw_pairs(stores: Sequence[Store], embedder: Embedder, seed: int) -> list[LabelledPair]:
    """Return every question beside what answers it and what comes near, in a drawn order."""
    rng = random.Random(seed)
    answering = Answering(embedder)
    counted = tqdm(stores, "questions beside sentences", unit="store")
    pairs = [pair for store in counted for pair in _pairs_of(store, answering, rng)]
    rng.shuffle(pairs)
    return pairs


def _pairs_of(store: Store, answering: Answering, rng: random.Random) -> Iterator[LabelledPair]:
    for question in store.questions:
        text = spoil(question.text, rng) if rng.random() < SPOILED else question.text
        asked = replace(question, text=text)
        near = answering.rank(inquiry_to(store, asked), store.passages)
        wrong = [one for one in near if one.sentence not in question.told]
        right = [one for one in near if one.sentence in question.told]
        chosen = wrong[: NEAR if right else NEAR_NONE] + right
        for one in chosen:
            label = ANSWERS if one.sentence in question.told else NO
            yield LabelledPair(pair_of(asked.whole, one), label)
