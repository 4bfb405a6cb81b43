"""Searches: what is recommended and why, lists, requests that were loosened, nothing found."""

import random

from graph.training.generation.bank import Bank
from graph.training.generation.example import Example
from graph.training.generation.expected import price_of
from graph.training.generation.said import Voice, cite, told_measure
from graph.training.generation.scene import Scene, many_of_a_kind, of_a_kind
from graph.training.generation.shelf import Item
from graph.wording import write_money

LISTED, LONG = 3, 0.25
"""Products that a list tells, and the share of searches that find more."""


def recommend(bank: Bank, rng: random.Random) -> Example | None:
    scene, voice = _found(bank, rng), Voice(bank, rng)
    there = [item for item in scene.items if item.row["availability"] == "in_stock"]
    if not there:
        return None
    item, marker = there[0], scene.marker_of(there[0])
    reason = _reason(item)
    sentences = [voice.tell("advice", item, [marker], r=reason)]
    if len(there) > 1:
        sentences.append(voice.tell("other", there[1], [scene.marker_of(there[1])]))
    family = item.family
    asked = voice.ask("recommend", noun=family["short"], use=rng.choice(family["uses"]))
    return Example(
        "recommend", asked, "product_search", scene.rows, voice.whole(sentences, "choose"),
        (price_of(item),), frozenset({marker}), may_cite=scene.alike,
    )  # fmt: skip


def listing(bank: Bank, rng: random.Random) -> Example | None:
    scene, voice = _found(bank, rng), Voice(bank, rng)
    asked = voice.ask("listing", noun=scene.target.family["short"])
    return _list("listing", scene, asked, rng.choice(bank.tell["lead"]), voice)


def noted(bank: Bank, rng: random.Random) -> Example | None:
    """The retriever loosened the request, and the answer says so first."""
    scene, voice = of_a_kind(bank, rng, rng.choice((1, 2, 3))), Voice(bank, rng)
    low = min(item.pesos for item in scene.items) // 1000 * 900
    lacked = rng.choice((
        f"por menos de {write_money(low * 100)}", "con todo lo que pedís", "con esas medidas",
        "en rojo", "en negro", "talle 44", f"de {rng.choice(('Zorzal', 'Mulita', 'Ñire'))}",
    ))  # fmt: skip
    note = f"No encontré {lacked}; lo más parecido es esto."
    wish = lacked.replace("con todo lo que pedís", "con todo").replace("con esas medidas", "grande")
    asked = voice.ask("listing", noun=f"{scene.target.family['short']} {wish}")
    return _list("noted", scene, asked, note, voice, notes=(note,))


def nothing(bank: Bank, rng: random.Random) -> Example | None:
    """Nothing was found."""
    voice, family = Voice(bank, rng), rng.choice(bank.families)
    asked = voice.ask(rng.choice(("listing", "recommend")), noun=family["short"],
                      use=rng.choice(family["uses"]))  # fmt: skip
    answer = voice.whole([voice.tell("nothing", None, [])], "look")
    return Example("nothing", asked, "product_search", [], answer, (), frozenset(), admits=True)


def _found(bank: Bank, rng: random.Random) -> Scene:
    if rng.random() < LONG:
        return many_of_a_kind(bank, rng)
    return of_a_kind(bank, rng, rng.choice((2, 3, 3)))


def _list(
    kind: str, scene: Scene, asked: str, lead: str, voice: Voice, *, notes: tuple[str, ...] = ()
) -> Example:
    lines = [
        f"- {item.title}: {item.told_price}, {item.stock} {cite([marker])}."
        for marker, item in enumerate(scene.items[:LISTED], 1)
    ]
    closing = voice.closing("choose") if len(lines) > 1 else []
    if len(scene.items) > LISTED:
        closing = [voice.rng.choice(voice.closers("all"))]
    answer = "\n".join([lead, *lines, *closing])
    expect = tuple(map(price_of, scene.items[:LISTED]))
    markers = frozenset(range(1, len(lines) + 1))
    return Example(
        kind, asked, "product_search", scene.rows, answer, expect, markers,
        may_cite=scene.alike, admits=bool(notes), notes=notes,
    )  # fmt: skip


def _reason(item: Item) -> str:
    """Return what speaks for a product: a measure, and a feature that it has."""
    held = item.held.items()
    measures = [
        told_measure(n, v) for n, v in held if isinstance(v, str) and v[:1].isdigit() and " " in v
    ]
    features = [n for n, v in held if v is True]
    reasons = [*measures[:1], *features[:1]]
    return f"tiene {' y '.join(reasons)}" if reasons else f"es {item.brand}"
