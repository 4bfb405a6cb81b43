"""The annotated conversations agree with the catalog that they are about."""

import json
import re
from collections import Counter
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from graph.errors import TrainingError
from graph.training.answers.conversation import read_conversations
from ingest.feeds.products import read_mapping
from ingest.product import Passage, Product
from ingest.sources import Source

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data" / "answers"
CONVERSATIONS = [
    c
    for name in ("conversations", "blind", "blind2")
    for c in read_conversations(DATA / f"{name}.jsonl")
]
TURNS = [turn for conversation in CONVERSATIONS for turn in conversation.turns]
ITEMS = list(Source(str(ROOT / "data" / "store"), read_mapping(None)).items())
PRODUCTS = {item.id: item for item in ITEMS if isinstance(item, Product)}
PASSAGES = [item for item in ITEMS if isinstance(item, Passage)]
NAMES = {*PRODUCTS, *(passage.id.split("#")[0] for passage in PASSAGES)}

_ID = re.compile(r"([A-ZÑ]{2,3}\d*-\d{3}(?:-[\w/]+)*)(:l)?")
_OF_POLICY = re.compile(r"\b([a-z][a-z-]+):(\d[\d.]*)")


def cents(expression: str) -> int:
    """Compute `HEL-001:l - HEL-001`, in cents; a bare number is in pesos, as is one subtracted.

    `envios:4.900` is an amount that the policy of that name writes.
    """
    prices = []

    def price(match: re.Match[str]) -> str:
        product = PRODUCTS[match[1]]
        prices.append((product.price if match[2] else product.current_price).cents)
        return f"({prices[-1]})"

    def written(match: re.Match[str]) -> str:
        of_policy = " ".join(p.text for p in PASSAGES if p.id.startswith(f"{match[1]}#"))
        assert f"$ {match[2]}" in of_policy, match[0]
        prices.append(int(match[2].replace(".", "")) * 100)
        return f"({prices[-1]})"

    told = _OF_POLICY.sub(written, _ID.sub(price, expression))
    if not prices:
        return int(expression) * 100
    told = re.sub(r"(?<![\d(.])(\d{6,})(?=\s*-)", r"\g<1>00", told)
    assert re.fullmatch(r"[\d\s.+*/()-]+", told)
    return round(eval(told))


def test_there_are_enough_and_no_id_or_opening_is_told_twice():
    assert len(CONVERSATIONS) >= 150
    assert len(TURNS) >= 350
    assert all(1 <= len(c.turns) <= 6 for c in CONVERSATIONS)
    ids = Counter(c.id for c in CONVERSATIONS)
    openings = Counter(c.turns[0].message for c in CONVERSATIONS)
    assert max(ids.values()) == max(openings.values()) == 1


def test_every_amount_comes_out_of_the_catalog_as_it_says():
    told = [(e, c) for turn in TURNS for fact in turn.tells
            for e, c in zip(fact.of, fact.cents, strict=True)]  # fmt: skip
    assert len(told) > 100
    # Rounded up or down to a whole peso it is right too.
    apart = [(e, c) for e, c in told if (c % 100 and cents(e) != c) or abs(cents(e) - c) >= 100]
    assert apart == []


def test_bare_amounts_are_written_in_a_policy():
    policies = " ".join(passage.text for passage in PASSAGES)
    bare = {e for turn in TURNS for fact in turn.tells for e in fact.of if e.isdigit()}
    assert [e for e in bare if f"{int(e):,}".replace(",", ".") not in policies] == []


def test_every_pattern_of_an_id_finds_something_and_no_two_contradict():
    for turn in TURNS:
        groups = [pattern for group in turn.cites for pattern in group]
        for pattern in (*groups, *(turn.allowed or ()), *turn.never):
            found = [name for name in NAMES if fnmatchcase(name, pattern)]
            assert found or pattern.startswith("@"), (turn.message, pattern)
        for group in turn.cites:
            possible = [n for n in NAMES if any(fnmatchcase(n, p) for p in group)]
            assert not possible or any(
                not any(fnmatchcase(n, p) for p in turn.never) for n in possible
            ), turn.message


def test_a_malformed_line_says_which(tmp_path):
    path = tmp_path / "c.jsonl"
    turn = {"message": "hola", "routes": ["chitchat"], "does": "greets"}
    for wrong in ({"does": "sings"}, {"routes": ["nowhere"]}, {"tell": []}, {"untrue": ["("]}):
        path.write_text(json.dumps({"id": "a-1", "split": "tune", "turns": [turn | wrong]}))
        with pytest.raises(TrainingError, match="line 1"):
            read_conversations(path)
