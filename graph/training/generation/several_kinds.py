"""Questions over several products: comparisons, the cheapest, the dearest, the largest."""

import random
from collections.abc import Callable

from graph.training.generation.bank import Bank
from graph.training.generation.example import Example
from graph.training.generation.expected import attribute_of, price_of
from graph.training.generation.said import Voice, cite
from graph.training.generation.scene import about_one, of_a_kind, twins
from graph.training.generation.shelf import Item
from ingest.units import parse_quantities

MORE = {
    "capacidad": ("más capacidad", "mayor capacidad"),
    "potencia": ("más potencia", "mayor potencia"),
    "autonomía": ("más autonomía", "mayor autonomía"),
    "garantía": ("más garantía", "mayor garantía"),
    "almacenamiento": ("más almacenamiento", "mayor almacenamiento"),
}
"""Attributes that the checker can order, and how "the most" of them is asked."""


def comparison(bank: Bank, rng: random.Random) -> Example | None:
    scene, voice = twins(bank, rng), Voice(bank, rng)
    pair = [scene.target, next(i for i in scene.items if i is not scene.target)]
    pair.sort(key=scene.marker_of)
    name = _differing(pair)
    lines, expect = [], []
    for item in pair:
        facts = [item.told_price] + ([_told(item, name)] if name else [])
        facts += [item.stock] if item.is_out else []
        lines.append(f"- {item.title}: {', '.join(facts)} {cite([scene.marker_of(item)])}.")
        expect.append(price_of(item))
        if name:
            expect.append(attribute_of(item, name) if item.held[name] not in (True, False) else "")
    answer = "\n".join([*lines, *voice.closing("more")])
    asked = voice.ask("comparison", p=pair[0].called(rng), q=pair[1].called(rng))
    markers = frozenset(map(scene.marker_of, pair))
    told = tuple(filter(None, expect))
    return Example("comparison", asked, "product_question", scene.rows, answer, told, markers)


def cheapest(bank: Bank, rng: random.Random) -> Example | None:
    return _by_price("cheapest", min, bank, rng)


def dearest(bank: Bank, rng: random.Random) -> Example | None:
    return _by_price("dearest", max, bank, rng)


def most(bank: Bank, rng: random.Random) -> Example | None:
    scene, voice = of_a_kind(bank, rng, rng.choice((2, 3))), Voice(bank, rng)
    names = [n for n in MORE if sum(n in item.held for item in scene.items) > 1]
    if not names:
        return None
    name = rng.choice(names)
    values = {
        scene.marker_of(item): parse_quantities(item.held[name])[0].value
        for item in scene.items if name in item.held
    }  # fmt: skip
    best = max(values.values())
    if list(values.values()).count(best) > 1:
        return None
    marker = max(values, key=lambda m: values[m])
    item, more = scene.items[marker - 1], rng.choice(MORE[name])
    asked = voice.ask("most", noun=scene.target.family["short"], more=more)
    told = voice.tell("most", item, [marker], more=more, v=item.held[name])
    return about_one("most", scene, item, asked, voice.whole([told], "more"),
                      (attribute_of(item, name),))  # fmt: skip


def _by_price(
    kind: str, best: Callable[..., Item], bank: Bank, rng: random.Random
) -> Example | None:
    scene, voice = of_a_kind(bank, rng, rng.choice((2, 3, 3))), Voice(bank, rng)
    item = best(scene.items, key=lambda i: i.pesos)
    if sum(other.pesos == item.pesos for other in scene.items) > 1:
        return None
    asked = voice.ask(kind, noun=scene.target.family["short"])
    sentences = [voice.tell(kind, item, [scene.marker_of(item)], P=item.price)]
    if item.is_out:
        sentences.append(voice.stock(item, scene.marker_of(item)))
    return about_one(kind, scene, item, asked, voice.whole(sentences, "more"), (price_of(item),))


def _differing(pair: list[Item]) -> str | None:
    """Return the first attribute in which two products differ."""
    first, second = (item.held for item in pair)
    return next((n for n in first if n in second and first[n] != second[n]), None)


def _told(item: Item, name: str) -> str:
    value = item.held[name]
    if isinstance(value, bool):
        return f"con {name}" if value else f"sin {name}"
    return f"{name} {value}"
