"""Questions about a store's policies: answered, not answered, computed."""

import random
from typing import Any

from graph.training.generation.bank import Bank, patterns
from graph.training.generation.example import Example
from graph.training.generation.expected import money
from graph.training.generation.said import Voice, cite
from graph.wording import write_money

FOUND = (1, 2, 3, 4, 4)
"""Passages that a question finds: serving shows four where a store has as many."""


def policy(bank: Bank, rng: random.Random) -> Example | None:
    chosen, rows, marker, slots = _passages(bank, rng)
    ask = rng.choice(chosen["ask"])
    voice = Voice(bank, rng)
    answer = rng.choice(ask["a"]).format(**slots).removesuffix(".")
    text = voice.whole([f"{answer} {cite([marker])}."], "more")
    expect = tuple(pattern.pattern for pattern in patterns(ask, slots))
    return Example(
        "policy", _asked(rng.choice(ask["q"]), rng), "store_policy", rows, text, expect,
        frozenset({marker}),
    )  # fmt: skip


def policy_missing(bank: Bank, rng: random.Random) -> Example | None:
    chosen, rows, _, _ = _passages(bank, rng)
    voice = Voice(bank, rng)
    answer = voice.whole([voice.tell("no_policy", None, [])], "gone")
    return Example(
        "policy_missing", _asked(rng.choice(chosen["not"]), rng), "store_policy", rows, answer, (),
        frozenset(), admits=True,
    )  # fmt: skip


def policy_irrelevant(bank: Bank, rng: random.Random) -> Example | None:
    """The passages found are about other things."""
    asked, *others = rng.sample(bank.policies, 1 + rng.choice(FOUND[1:]))
    rows = [_row(entry, _drawn(bank, rng), n) for n, entry in enumerate(others)]
    voice = Voice(bank, rng)
    answer = voice.whole([voice.tell("no_policy", None, [])], "gone")
    question = rng.choice(rng.choice(asked["ask"])["q"])
    return Example(
        "policy_irrelevant", _asked(question, rng), "store_policy", rows, answer, (), frozenset(),
        admits=True,
    )  # fmt: skip


def instalments(bank: Bank, rng: random.Random) -> Example | None:
    count = int(rng.choice(bank.slots["c"]))
    pesos = rng.randrange(12, 900) * 1000
    text = rng.choice((
        f"Con tarjeta de crédito podés pagar en {count} cuotas sin interés.",
        f"Ofrecemos {count} cuotas sin interés con todas las tarjetas bancarias.",
        f"Hay hasta {count} cuotas sin interés con tarjeta. Con débito es un pago.",
    ))  # fmt: skip
    rows: list[dict[str, Any]] = [
        {"kind": "policy", "id": "pagos#cuotas", "title": "Pagos > Cuotas", "text": text}
    ]
    if rng.random() < 0.6:
        rows.append(_row(rng.choice(bank.policies), _drawn(bank, rng), 7))
        rng.shuffle(rows)
    marker = next(n for n, row in enumerate(rows, 1) if row["id"] == "pagos#cuotas")
    due = write_money(round(pesos * 100 / count))
    voice = Voice(bank, rng)
    told = voice.tell("instalments", None, [marker], c=count, d=due)
    asked = voice.ask("instalments", c=count, money=write_money(pesos * 100))
    return Example(
        "instalments", asked, "store_policy", rows, voice.whole([told], "more"),
        (money(due),), frozenset({marker}),
    )  # fmt: skip


def _passages(
    bank: Bank, rng: random.Random
) -> tuple[dict[str, Any], list[dict[str, Any]], int, dict[str, str]]:
    """Return a policy, the passages found, its marker among them, and its numbers."""
    chosen, *others = rng.sample(bank.policies, rng.choice(FOUND))
    slots = _drawn(bank, rng)
    rows = [_row(chosen, slots, 0)]
    rows += [_row(entry, _drawn(bank, rng), n) for n, entry in enumerate(others, 1)]
    first = rows[0]
    if rng.random() < 0.5:
        rng.shuffle(rows)
    return chosen, rows, rows.index(first) + 1, slots


def _drawn(bank: Bank, rng: random.Random) -> dict[str, str]:
    return {name: rng.choice(values) for name, values in bank.slots.items()}


def _row(entry: dict[str, Any], slots: dict[str, str], number: int) -> dict[str, Any]:
    return {
        "kind": "policy", "id": f"p{number}", "title": entry["title"],
        "text": entry["text"].format(**slots),
    }  # fmt: skip


def _asked(question: str, rng: random.Random) -> str:
    opened = rng.choice(("", "", "", "hola, ", "buenas, ", "che, ", "consulta: "))
    return opened + question if not question.startswith("hola") else question
